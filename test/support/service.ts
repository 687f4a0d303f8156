/** A service of which a test says only what matters to it. */
import type { Instant, Monotonic } from "../../src/core/base/time.ts";
import type { ServiceConfig } from "../../src/core/directives/service.ts";
import type { KernelEffect, ProcessRef } from "../../src/core/kernel.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import type { ServiceContext, ServiceEffect } from "../../src/core/units/service/draft.ts";
import {
  type LiveProcess,
  NEVER,
  type Service,
  type ServiceData,
  type ServiceSubState,
  newService,
} from "../../src/core/units/service/state.ts";
import { type ServiceEvent, transitionService } from "../../src/core/units/service/transition.ts";

/** For tests of transitions that ask nothing of the machine. */
export const NOTHING_SEEN: ServiceContext["look"] = {
  uid: 0,
  inspect: () => undefined,
  membersOf: () => [],
  childrenOf: () => [],
  isPopulated: () => false,
  pidOf: () => ({ ok: false, error: "Bad file descriptor" }),
  pidfdIdOf: () => undefined,
  readPidFile: () => ({ ok: false, error: { errno: 2, error: "No such file or directory" } }),
  draw: () => 0,
};

export const UNIT = "a.service" as UnitName;
export const START = { monotonic: 0, realtime: 0 } as Instant;
const NO_COMMANDS = {
  ExecCondition: [],
  ExecStartPre: [],
  ExecStart: [],
  ExecStartPost: [],
  ExecReload: [],
  ExecStop: [],
  ExecStopPost: [],
};

export const COMMAND = { path: "/bin/true", argv: ["/bin/true"] } as unknown as ServiceConfig["ExecStart"][number];

export const liveProcess = (role: "main" | "control", directive: LiveProcess["directive"], index = 0): LiveProcess => ({
  process: `${UNIT}/${role}/1` as ProcessRef,
  directive,
  index,
  pid: role === "main" ? 7 : 8,
  started: START,
});

/** What has become of a service with some events. */
export interface Played {
  readonly service: Service;
  /** Where it goes: the phase whose signal is just being sent, or the state; and its result. */
  readonly way: string;
  /** Texts of messages. */
  readonly said: readonly string[];
  readonly kernel: readonly KernelEffect[];
  /** What was done, in order: ids of messages, and the types of all else. */
  readonly done: readonly string[];
}

/** A service in the state `name`, of which nobody else knows anything, and what becomes of it. */

export function playEvents(
  name: ServiceSubState,
  events: readonly ServiceEvent[],
  {
    config,
    data,
    look,
    now = START,
    deadline = NEVER,
  }: {
    readonly config?: Partial<ServiceConfig>;
    readonly data?: Partial<ServiceData>;
    readonly look?: Partial<ServiceContext["look"]>;
    readonly now?: Instant;
    /** Of the state. */
    readonly deadline?: Monotonic;
  },
): Played {
  const context: ServiceContext = {
    unit: UNIT,
    config: {
      ...NO_COMMANDS,
      Type: "simple",
      KillMode: "control-group",
      SendSIGKILL: true,
      SendSIGHUP: false,
      NotifyAccess: "all",
      ExitType: "main",
      ...config,
    } as unknown as ServiceConfig,
    now,
    stopPending: false,
    restartPending: false,
    userManager: false,
    frozen: false,
    look: { ...NOTHING_SEEN, ...look },
  };
  const fresh = newService(START);
  let service: Service = { state: { ...fresh.state, name, deadline }, data: { ...fresh.data, ...data } };
  const effects = events.flatMap((event) => {
    const [next, asked] = transitionService(context, service, event);
    service = next;
    return asked;
  });
  return {
    service,
    way: `${service.data.signalling ?? service.state.name}, ${service.data.result}`,
    said: effects.flatMap((effect) => (effect.type === "log" ? [effect.message.text] : [])),
    kernel: effects.flatMap((effect) => (effect.type === "kernel" ? [effect.effect] : [])),
    done: effects.map(nameOf),
  };
}

function nameOf(effect: ServiceEffect): string {
  if (effect.type === "log") return effect.message.id;
  return effect.type === "kernel" ? effect.effect.type : effect.type;
}

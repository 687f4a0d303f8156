import type { Instant, Monotonic } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { KernelEffect, ProcessRef } from "../../kernel.ts";
import type { UnitName } from "../../values/unit-name.ts";
import type { ServiceContext } from "./draft.ts";
import { type LiveProcess, NEVER, type Service, type ServiceData, type ServiceSubState, newService } from "./state.ts";
import { type ServiceEvent, transitionService } from "./transition.ts";

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
const START = { monotonic: 0, realtime: 0 } as Instant;
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

/** A service in a state, and what becomes of it with each event: for a test that says only what matters to it. */
export interface Played {
  readonly service: Service;
  /** Where it goes: the phase whose signal is just being sent, or the state; and its result. */
  readonly way: string;
  /** Texts of messages. */
  readonly said: readonly string[];
  readonly kernel: readonly KernelEffect[];
}

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
  };
}

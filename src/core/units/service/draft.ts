/**
 * One transition in the making: the new state and data, and the effects in the order in which they are to happen. It lives within
 * one call of `transitionService`; outside it everything is a plain, readonly value.
 */
import { FOREVER, type Instant, type Usec, after } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { Host } from "../../exec/host.ts";
import type { KernelEffect, LiveRole, ProcessRef, Sight } from "../../kernel.ts";
import { type Message, type MessageAbout, type MessageId, message } from "../../log/messages.ts";
import type { ExecCommand } from "../../values/exec-command.ts";
import type { UnitName } from "../../values/unit-name.ts";
import { hookEnvironment } from "./hook-environment.ts";
import { isUp } from "../unit.ts";
import {
  activeStateOf,
  type CommandDirective,
  isWatched,
  type LiveProcess,
  NEVER,
  type Service,
  type ServiceData,
  type ServiceResult,
  type ServiceState,
  type ServiceSubState,
} from "./state.ts";

/** What the manager is to do about a transition. `kernel` effects are passed on as they are. */
export type ServiceEffect =
  | { readonly type: "kernel"; readonly effect: KernelEffect }
  /** To be planned (core/exec) with the host's facts, then spawned. `environment`: what this process gets beside its unit's. */
  | {
      readonly type: "spawn";
      readonly process: ProcessRef;
      readonly role: LiveRole;
      readonly directive: CommandDirective;
      readonly command: ExecCommand;
      readonly environment: readonly string[];
      /** As it is now; what the service says of it next is for the next process. */
      readonly notifyAccess: ServiceConfig["NotifyAccess"];
      readonly entering?: Entering;
    }
  /** `pid`: said by that process before it got to its program, `path`. */
  | { readonly type: "log"; readonly message: Message; readonly by?: { readonly pid: number; readonly path: string } }
  /** The service passed from one state to another; what hangs on that happens before the effects that follow. */
  | Became
  /** ExecCondition= said no. */
  | { readonly type: "condition-unmet" }
  /** RestartSec= is over, or a client's start cut it short: a start job that also restarts what depends on the unit. */
  | { readonly type: "restart-due"; readonly onRequest: boolean }
  /** To be answered by the event of that name when no job can be begun any more: systemd hears of it a moment later. */
  | { readonly type: "executed" }
  /** The service reloads by itself: so do those that reload along. */
  | { readonly type: "reloads-by-itself" };

export interface Became {
  readonly type: "became";
  readonly from: ServiceState;
  readonly to: ServiceState;
}

/** The state that begins with a process, and what the service is `otherwise`, where that can't be planned: none of what follows happens. */
interface Entering {
  readonly became: Became;
  readonly otherwise: Service;
}

/** What a transition may look at beside the service itself. */
export interface ServiceContext {
  readonly unit: UnitName;
  readonly config: ServiceConfig;
  readonly now: Instant;
  /** A stop job is queued for the unit. */
  readonly stopPending: boolean;
  /** The unit's job is a restart job: RestartKillSignal= applies. */
  readonly restartPending: boolean;
  readonly userManager: boolean;
  /** What decides how a transition goes on and only the machine knows. */
  readonly look: Sight & Pick<Host, "readPidFile" | "draw" | "uid">;
  /** It can't show that it lives, so its watchdog rests. */
  readonly frozen: boolean;
}

export class Draft {
  readonly context: ServiceContext;
  readonly effects: ServiceEffect[] = [];
  state: ServiceState;
  data: ServiceData;
  /** The kernel has just answered that the unit has no process left: nobody is to be signalled or listed. */
  nobodyLeft = false;

  constructor(context: ServiceContext, service: Service) {
    this.context = context;
    this.state = service.state;
    this.data = service.data;
  }

  get config(): ServiceConfig {
    return this.context.config;
  }

  log<Id extends MessageId>(id: Id, about: Omit<MessageAbout<Id>, "unit">): void {
    // `unit` is left to this function, since every message of a service is about its unit.
    const all = { ...about, unit: this.context.unit } as unknown as MessageAbout<Id>;
    this.effects.push({ type: "log", message: message(id, all) });
  }

  /** As `log`, but said by the process that could not run its program. */
  logFrom<Id extends MessageId>(by: { readonly pid: number; readonly path: string }, id: Id, about: Omit<MessageAbout<Id>, "unit">): void {
    const all = { ...about, unit: this.context.unit } as unknown as MessageAbout<Id>;
    this.effects.push({ type: "log", message: message(id, all), by });
  }

  /** First failure wins. */
  fail(result: ServiceResult): void {
    if (result !== "success" && this.data.result === "success") this.data = { ...this.data, result };
  }

  enter(name: ServiceSubState, timeout: Usec = FOREVER): void {
    this.effects.push(this.#become(name, timeout));
  }

  /** Into a state with its first command, without which it is never entered. Source: systemd 257, InactiveExitTimestamp= of what can't be run. */
  enterWith(name: ServiceSubState, timeout: Usec, role: LiveRole, directive: CommandDirective): void {
    this.spawn(role, directive, 0, this.#become(name, timeout));
  }

  #become(name: ServiceSubState, timeout: Usec): Became {
    const from = this.state;
    const now = this.context.now;
    this.state = { name, since: now, deadline: after(now.monotonic, timeout) };
    if (!isWatched(name)) this.data = { ...this.data, watchdog: NEVER };
    if (isUp(activeStateOf(name, this.config.Type)) && !isUp(activeStateOf(from.name, this.config.Type))) {
      this.data = { ...this.data, activeSince: now.monotonic };
    }
    return { type: "became", from, to: this.state };
  }

  /** Into a state that goes on with what the one before it waits for, and as long. */
  rename(name: ServiceSubState): void {
    const { deadline } = this.state;
    this.enter(name);
    this.state = { ...this.state, deadline };
  }

  /** Begins the state's waiting time anew without leaving it. */
  extend(timeout: Usec): void {
    this.state = { ...this.state, deadline: after(this.context.now.monotonic, timeout) };
  }

  /** Asks for a process; `spawned` or `spawn-failed` answers. */
  spawn(role: LiveRole, directive: CommandDirective, index: number, became?: Became): void {
    const command = this.config[directive][index];
    if (command === undefined) throw new Error(`${this.context.unit} has no ${directive}= number ${index}`);
    const spawns = this.data.spawns + 1;
    const process = `${this.context.unit}/${role}/${spawns}` as ProcessRef;
    const live: LiveProcess = { process, directive, index, pid: 0, started: this.context.now };
    const environment = hookEnvironment(this.config, this.data, directive);
    this.data = { ...this.data, spawns, [role]: live, ...(role === "main" && { mainKnown: true }) };
    const notifyAccess = this.data.notifyAccess ?? this.config.NotifyAccess;
    const entering = became && { became, otherwise: { state: became.from, data: this.data } };
    this.effects.push({ type: "spawn", process, role, directive, command, environment, notifyAccess, ...(entering && { entering }) });
  }

  without(role: LiveRole): void {
    const { [role]: _, ...rest } = this.data;
    this.data = rest;
  }

  kernel(effect: KernelEffect): void {
    this.effects.push({ type: "kernel", effect });
  }

  /** One that is no child of ours may have ended without a word. */
  get mainState(): "alive" | "dead" | "unknown" {
    const { main, mainKnown } = this.data;
    if (!mainKnown) return "unknown";
    if (main === undefined) return "dead";
    if (main.adopted?.isAlien !== true) return "alive";
    const seen = this.context.look.inspect(main.pid);
    return seen?.alive === true && seen.birth === main.adopted.birth ? "alive" : "dead";
  }

  live(): readonly ProcessRef[] {
    return [this.data.main, this.data.control].flatMap((each) => (each === undefined ? [] : [each.process]));
  }
}

export const hasCommands = (draft: Draft, directive: CommandDirective): boolean => draft.config[directive].length > 0;

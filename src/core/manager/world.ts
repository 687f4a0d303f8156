/**
 * What the manager's parts share: the units, the jobs, and the effects of the event that is being handled. Everything in here is
 * replaced entry by entry; what stands in the entries is plain and readonly.
 */
import type { Instant, Monotonic } from "../base/time.ts";
import type { ControlError } from "../control/errors.ts";
import type { FreezerState, JobResult, Reply } from "../control/protocol.ts";
import type { Host } from "../exec/host.ts";
import type { DependencyKind } from "../jobs/dependency.ts";
import type { JobType } from "../jobs/job.ts";
import type { RateWindow } from "../jobs/rate-limit.ts";
import type { KernelEffect } from "../kernel.ts";
import { type Message, type MessageAbout, type MessageId, message } from "../log/messages.ts";
import { type Service, activeStateOf } from "../units/service/state.ts";
import type { ActiveState } from "../units/unit.ts";
import type { UnitName } from "../values/unit-name.ts";
import type { Idle } from "./idle.ts";
import type { LoadedUnit } from "./load.ts";
import type { RunQueue } from "./run-queue.ts";
import type { UnitSource } from "./unit-source.ts";

export type ClientId = number;

/** Who says a line, if not the manager: a process on its way to its program, as systemd names it, `(sleep)`. */
export interface Speaker {
  readonly name: string;
  readonly pid: number;
}

/** What the shell is to do, in order. */
export type ManagerEffect =
  | { readonly type: "kernel"; readonly effect: KernelEffect }
  | { readonly type: "log"; readonly message: Message; readonly at: Instant; readonly invocation?: string; readonly speaker?: Speaker }
  | { readonly type: "reply"; readonly client: ClientId; readonly reply: Reply }
  /** Everything is down after a shutdown: the manager may end, with the exit status that a unit's action has asked for, if one has. */
  | { readonly type: "finished"; readonly status: number | undefined };

export interface Job {
  readonly id: number;
  readonly unit: UnitName;
  type: JobType;
  state: "waiting" | "running";
  readonly irreversible: boolean;
  /** Ordering is not looked at (--job-mode=ignore-dependencies). */
  unordered: boolean;
  readonly queuedAt: Monotonic;
  /** When it had its turn last. */
  begunAt: Monotonic | undefined;
  /** When it times out; Infinity: never. */
  deadline: Monotonic;
  /** What it has begun as: to be said if it is still there once the kernel has answered. */
  announce: JobType | undefined;
  /** Called when it has ended, in whatever way. */
  readonly watchers: ((result: JobResult) => void)[];
}

/** `asker` is told when what is under way has come to its end. */
export interface Freezer {
  readonly state: FreezerState;
  readonly asker: ((error?: ControlError) => void) | undefined;
}

/** A unit that is loaded. */
export interface Unit {
  readonly name: UnitName;
  loaded: LoadedUnit;
  /** Of services. */
  service: Service | undefined;
  /** `service` is in a state that it leaves at once. */
  isPassing?: boolean;
  /** Of targets. */
  reached: boolean;
  readonly dependencies: Map<DependencyKind, Set<UnitName>>;
  /** Units that keep this one loaded while they stay: whose files name it. */
  readonly referencedBy: Set<UnitName>;
  /** The one of them, near or far, that was found to: while it has a reason to stay, no other need be looked for. */
  keptBy: Unit | undefined;
  job: Job | undefined;
  freezer: Freezer;
  window: RateWindow | undefined;
  /** How often the rules of steady-state.ts started or stopped it lately, and when they try again; Infinity: no need. */
  ruleWindow: RateWindow | undefined;
  ruleRetry: Monotonic;
  invocation: string | undefined;
  /** As they were checked last: at a start that is no automatic restart. */
  conditions: { readonly checked: Instant; readonly areMet: boolean } | undefined;
  stateChange: Instant | undefined;
  inactiveExit: Instant | undefined;
  activeEnter: Instant | undefined;
  activeExit: Instant | undefined;
  inactiveEnter: Instant | undefined;
}

/** What holds as long as a state lasts. */
export type SteadyRule = "upheld" | "bound" | "unneeded";

export interface World {
  readonly host: Host;
  readonly source: UnitSource;
  readonly units: Map<UnitName, Unit>;
  readonly jobs: Map<number, Job>;
  readonly runQueue: RunQueue;
  /** Jobs whose beginning may have to be announced. */
  readonly announcements: Set<Job>;
  /** Units that may not be needed any more. */
  readonly collectQueue: Set<UnitName>;
  /** Units that the rules of steady-state.ts are to look at. */
  readonly rules: { readonly [Rule in SteadyRule]: Set<UnitName> };
  readonly startedAt: Instant;
  /** Units that stay loaded whatever their state: those that `upkeep run` was called with. */
  pinned: ReadonlySet<UnitName>;
  /** How many have been begun since there was time for anything else. */
  jobsInARow: number;
  /** Services of Type=exec whose programs have just been executed. */
  executed: readonly Unit[];
  /** Processes of idle services that are yet to be let go, the oldest first. */
  idle: readonly Idle[];
  /** The effects of the event in hand; the manager takes them out at its end. */
  effects: ManagerEffect[];
  now: Instant;
  lastJobId: number;
  /** What is left to do of requests about several units, once no job can be begun. */
  readonly backlog: (() => void)[];
  /** `ending`: at once, without stopping what runs. */
  shutdown: "no" | "stopping" | "ending" | "finished";
  /** What the manager is to exit with, if a unit's action has said so. */
  exitStatus: number | undefined;
}

export function activeState(unit: Unit): ActiveState {
  if (unit.service !== undefined) return activeStateOf(unit.service.state.name, unit.loaded.service?.Type);
  return unit.reached ? "active" : "inactive";
}

/** As messages name it. Source: systemd-system.conf(5), StatusUnitFormat=combined. */
export function displayName({ name, loaded }: Unit): string {
  const description = loaded.unit.Description;
  return description === undefined || description === "" || description === name ? name : `${name} - ${description}`;
}

export function say<Id extends MessageId>(world: World, id: Id, about: MessageAbout<Id>): void {
  logMessage(world, message(id, about));
}

export function logMessage(world: World, said: Message, speaker?: Speaker): void {
  const invocation = said.unit === undefined ? undefined : world.units.get(said.unit)?.invocation;
  world.effects.push({
    type: "log",
    message: said,
    at: world.now,
    ...(invocation === undefined ? {} : { invocation }),
    ...(speaker && { speaker }),
  });
}

export const isDown = (state: ActiveState): boolean => state === "inactive" || state === "failed";

/**
 * What clients may ask of the manager and what it answers: one JSON object a line over a unix stream socket.
 *
 * The client's first line is `{"upkeep":1}`; every further line is a Request, each answered by one Reply with its `id`
 * (an answer may come late, and answers may come in another order than the requests).
 *
 * History: 1 the first version.
 */
import type { Result } from "../base/result.ts";
import type { ActiveState, LoadState } from "../units/unit.ts";
import type { JobMode } from "../values/job-mode.ts";
import type { ControlError } from "./errors.ts";

export const PROTOCOL_VERSION = 1;

export type JobVerb = "start" | "stop" | "restart" | "try-restart" | "reload" | "reload-or-restart" | "try-reload-or-restart";
export type FreezerVerb = "freeze" | "thaw";
/** Source: org.freedesktop.systemd1(5), FreezerState; those of a frozen slice's units do not occur. */
export type FreezerState = "running" | "freezing" | "frozen" | "thawing";
/** Source: org.freedesktop.systemd1(5), JobRemoved. */
export type JobResult =
  | "done"
  | "canceled"
  | "timeout"
  | "failed"
  | "dependency"
  | "skipped"
  | "invalid"
  | "assert"
  | "unsupported"
  | "collected"
  | "once"
  | "frozen";

/**
 * One row a verb. `units` are full unit names (suffix added by the client) or shell patterns (`*`, `?`, `[`), which stand for
 * the loaded units they match; a pattern that matches none is no error.
 */
export interface Verbs {
  /** With `wait`, answered when all the jobs have ended; else as soon as they are queued. */
  readonly enqueue: {
    readonly ask: { readonly verb: JobVerb; readonly units: readonly string[]; readonly mode: JobMode; readonly wait: boolean };
    readonly answer: { readonly units: readonly JobOutcome[] };
  };
  /** All loaded units; filtering is the client's. */
  readonly "list-units": {
    readonly ask: { readonly patterns: readonly string[] };
    readonly answer: { readonly units: readonly UnitRow[] };
  };
  /** Properties as `systemctl show` prints them, in systemd's order. No unit: the manager's own properties. */
  readonly show: {
    readonly ask: { readonly units: readonly string[] };
    readonly answer: { readonly units: readonly UnitProperties[] };
  };
  readonly status: {
    readonly ask: { readonly units: readonly string[] };
    readonly answer: { readonly units: readonly UnitStatus[]; readonly journal: string };
  };
  /** No unit: the process belongs to none. */
  readonly "unit-of": { readonly ask: { readonly pid: number }; readonly answer: { readonly unit?: string } };
  readonly "active-state": {
    readonly ask: { readonly units: readonly string[] };
    readonly answer: { readonly units: readonly { readonly unit: string; readonly activeState: ActiveState; readonly found: boolean }[] };
  };
  readonly kill: {
    readonly ask: {
      readonly units: readonly string[];
      readonly whom: "main" | "control" | "all" | "main-fail" | "control-fail" | "all-fail";
      readonly signal: number;
      /** Goes with the signal: 32 bits with a sign. */
      readonly value?: number;
    };
    readonly answer: { readonly refused: readonly { readonly unit: string; readonly error: ControlError }[] };
  };
  /** Answered when the kernel is through with all of them. */
  readonly freeze: {
    readonly ask: { readonly units: readonly string[]; readonly verb: FreezerVerb };
    readonly answer: { readonly refused: readonly { readonly unit: string; readonly error: ControlError }[] };
  };
  /** No unit: all of them. */
  readonly "reset-failed": {
    readonly ask: { readonly units: readonly string[] };
    readonly answer: { readonly refused: readonly { readonly unit: string; readonly error: ControlError }[] };
  };
  readonly "daemon-reload": { readonly ask: Record<never, never>; readonly answer: Record<never, never> };
  readonly "manager-status": { readonly ask: Record<never, never>; readonly answer: ManagerStatus };
  /** Stops every unit in order, then the manager ends; answered when that begins. */
  readonly exit: { readonly ask: Record<never, never>; readonly answer: Record<never, never> };
}
export type VerbName = keyof Verbs;
export type Request<V extends VerbName = VerbName> = {
  readonly [W in V]: { readonly id: number; readonly verb: W; readonly ask: Verbs[W]["ask"] };
}[V];
export interface Reply<V extends VerbName = VerbName> {
  readonly id: number;
  readonly result: Result<Verbs[V]["answer"], ControlError>;
}

export interface JobOutcome {
  readonly unit: string;
  /** The request was refused: no job was made. */
  readonly error?: ControlError;
  /** How the job ended, if it was waited for. */
  readonly result?: JobResult;
  /** The unit's `Result` when the job had ended: what systemctl's reason goes by. Services only. */
  readonly unitResult?: string;
  /** Its files changed since they were read. */
  readonly needsDaemonReload?: boolean;
}

export interface UnitRow {
  readonly unit: string;
  readonly description: string;
  readonly loadState: LoadState;
  readonly activeState: ActiveState;
  readonly subState: string;
  /** Type of the queued job, if any. */
  readonly job?: string;
}

export interface UnitProperties {
  readonly unit: string;
  /** In the order to print; a property with several lines stands several times. `empty`: hidden unless asked for by name or --all. */
  readonly properties: readonly (readonly [name: string, value: string])[];
}

/** A moment on both clocks in microseconds; 0: never. */
export interface Stamp {
  readonly realtime: number;
  readonly monotonic: number;
}

/** A finished command of a unit's run. */
export interface FinishedCommand {
  readonly pid: number;
  /** The directive: `ExecStartPre`. */
  readonly directive: string;
  /** As written, words joined the way systemctl prints them. */
  readonly argv: readonly string[];
  readonly code: "exited" | "killed" | "dumped";
  readonly status: number;
}

/** All that `status` prints of a unit, but for what the client reads from /proc and the journal itself. */
export interface UnitStatus {
  readonly unit: string;
  readonly description: string;
  readonly loadState: LoadState;
  /** The sentence in `(Reason: …)`. */
  readonly loadError?: string;
  readonly fragmentPath?: string;
  readonly dropInPaths: readonly string[];
  /** enabled, disabled, static … where known. */
  readonly unitFileState?: string;
  /** enabled or disabled: what the distribution's presets would make of it, where known. */
  readonly unitFilePreset?: string;
  readonly activeState: ActiveState;
  readonly subState: string;
  readonly freezerState: FreezerState;
  /** `success` for units that have none. */
  readonly result: string;
  readonly activeEnter: Stamp;
  readonly activeExit: Stamp;
  readonly inactiveEnter: Stamp;
  readonly inactiveExit: Stamp;
  /** The moment at which RuntimeMaxSec= ends it. */
  readonly until?: Stamp;
  readonly invocation?: string;
  readonly documentation: readonly string[];
  readonly condition?: { readonly at: Stamp; readonly unmet: readonly string[] };
  readonly job?: { readonly id: number; readonly type: string; readonly state: "waiting" | "running" };
  readonly commands: readonly FinishedCommand[];
  readonly mainPid: number;
  /** How the last main process ended, if none runs. */
  readonly mainExit?: { readonly pid: number; readonly code: "exited" | "killed" | "dumped"; readonly status: number };
  readonly controlPid: number;
  readonly statusText?: string;
  readonly statusErrno?: number;
  readonly statusBusError?: string;
  readonly statusVarlinkError?: string;
  /** Descriptors kept for it, and how many there may be; left out where there may be none. */
  readonly fdStore?: { readonly count: number; readonly max: number };
  /** What the unit asks for and does not get here, a line each. */
  readonly notes: readonly string[];
  /** The start limit keeps it down. */
  readonly isStartLimitHit?: true;
  readonly needsDaemonReload: boolean;
  /** Filled in by the daemon from the kernel, unless the unit is down. */
  readonly accounting?: Accounting;
  /** When the manager looked, so that "ago" is right. */
  readonly now: Stamp;
}

export interface Accounting {
  /** As below the cgroup root; absent where there is no cgroup. */
  readonly cgroup?: string;
  /** Its processes, in the order to show. */
  readonly pids: readonly number[];
  readonly tasks?: number;
  readonly tasksMax?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly memoryPeak?: number;
  readonly memoryMax?: number;
  readonly memoryHigh?: number;
  /** Microseconds of CPU. */
  readonly cpu?: number;
}

export interface ManagerStatus {
  /** Source: systemctl(1), is-system-running. */
  readonly state: "initializing" | "starting" | "running" | "degraded" | "maintenance" | "stopping";
  readonly version: string;
  readonly pid: number;
  readonly units: number;
  readonly jobs: number;
  readonly failed: number;
  readonly since: Stamp;
  readonly now: Stamp;
  /** Directory of the journal. */
  readonly journal: string;
}

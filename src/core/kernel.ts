/**
 * The port to a kernel. `linux/` and `simulator/` implement it; the core only ever sees these types.
 *
 * *Process*: one that the manager spawned, under a name of ours; its pid is a detail that gets reused, the name never is.
 * *Member*: any process that belongs to a unit, spawned or inherited by descent.
 */
import type { Result } from "./base/result.ts";
import type { Brand } from "./base/brand.ts";
import type { Instant, Monotonic } from "./base/time.ts";
import type { SpawnFailure, SpawnPlan } from "./exec/plan.ts";
import type { Signal } from "./values/signal.ts";
import type { UnitName } from "./values/unit-name.ts";

/** A process by the name the manager gave it, e.g. `web.service/main/3`. */
export type ProcessRef = Brand<string, "ProcessRef">;

/** A descriptor that a service has sent and the kernel port holds for it; never given twice. */
export type FdRef = Brand<number, "FdRef">;

/** How a process ended. Source: waitid(2), si_code. */
export type ExitStatus =
  | { readonly code: "exited"; readonly status: number }
  | { readonly code: "killed"; readonly status: Signal }
  | { readonly code: "dumped"; readonly status: Signal };

/** What a process is to its service. Source: systemd.kill(5), `systemctl kill --kill-whom=`. */
export type LiveRole = "main" | "control";

/** One process of a unit as `kill` found it. */
export interface Member {
  readonly pid: number;
  /** Its name, as in /proc/PID/comm; empty if it was not asked for. */
  readonly comm: string;
  /** Set if it is one of the manager's own. */
  readonly process?: ProcessRef;
}

/** All that the manager may ask of a kernel: plain data, so that it can be printed, compared and replayed. */
export type KernelEffect =
  /**
   * Makes the unit's cgroup if needed and starts a process in it. Answered by `spawned` or `spawn-failed`. `held`: it waits on its way to
   * its program until `let-go`, and what goes wrong after that is told with its end.
   */
  | { readonly type: "spawn"; readonly unit: UnitName; readonly process: ProcessRef; readonly plan: SpawnPlan; readonly held?: true }
  | { readonly type: "let-go"; readonly process: ProcessRef }
  /**
   * Sends `signal` (then `alsoHangup` → SIGHUP, then SIGCONT) once to each of `processes`, in that order, and, if `others`, to every
   * other member of the unit. Answered by `signalled`.
   */
  | {
      readonly type: "kill";
      readonly unit: UnitName;
      readonly processes: readonly ProcessRef[];
      readonly others: boolean;
      readonly signal: Signal;
      /** Goes with it, as by sigqueue(3): 32 bits with a sign. Only `processes` are sent one. */
      readonly value?: number;
      readonly alsoHangup: boolean;
      /** Whether the answer has to name those that were signalled, which costs a look at each. */
      readonly named: boolean;
      /** Comes back in the answer: what the asker needs to know it by. */
      readonly purpose: KillPurpose;
    }
  /**
   * From now on that process, which the manager did not make, goes by this name: it can be named in `kill`, and its end is told by
   * `exited` if it is, or becomes, a child of the manager. `birth`: as `inspect` gave it; if the process is another by now nothing happens.
   */
  | { readonly type: "adopt"; readonly unit: UnitName; readonly process: ProcessRef; readonly pid: number; readonly birth: string }
  /** From now on a change of that file, which need not exist, is told by `file-changed`, until `unwatch-file`. One a unit. */
  | { readonly type: "watch-file"; readonly unit: UnitName; readonly path: string }
  | { readonly type: "unwatch-file"; readonly unit: UnitName }
  | { readonly type: "remove-file"; readonly path: string }
  /** Keeps a descriptor that came with `notified`. `watched`: tells by `fd-hung-up` when its other end is gone. */
  | { readonly type: "keep-fd"; readonly unit: UnitName; readonly fd: FdRef; readonly watched: boolean }
  /** Each one that came with `notified` is kept, or dropped in answer to it. */
  | { readonly type: "drop-fds"; readonly fds: readonly FdRef[] }
  /** Stops all processes of the unit where they are, or lets them go on. Answered by `freezer` or `freezer-failed`. */
  | { readonly type: "freeze" | "thaw"; readonly unit: UnitName }
  /** Whether the name is owned on the message bus: answered later by `bus-name-changed`, and again at each change, or by `bus-unreachable`. */
  | { readonly type: "watch-bus-name"; readonly unit: UnitName; readonly name: string }
  | { readonly type: "unwatch-bus-name"; readonly unit: UnitName }
  /** The unit is down: its cgroup may go, and nothing needs to be remembered of it. Answered by `released`, if it had one that counts. */
  | { readonly type: "release"; readonly unit: UnitName };

/** `client`: `systemctl kill`; else the service's state that the signal belongs to. The kernel only hands it back. */
export type KillPurpose =
  | "client"
  | "reload"
  | "stop-watchdog"
  | "stop-sigterm"
  | "stop-sigkill"
  | "final-watchdog"
  | "final-sigterm"
  | "final-sigkill";

/** A process just now. */
export interface Sighting {
  readonly pid: number;
  /** Tells it from a later one with the same pid. */
  readonly birth: string;
  /** It has not ended. */
  readonly alive: boolean;
  /** Of the manager. */
  readonly isChild: boolean;
  /** It is the manager itself. */
  readonly isManager?: true;
  /** To which it belongs. */
  readonly unit?: UnitName;
}

/** What can be asked at once, because the answer decides how a transition goes on. Nothing is changed by asking. */
export interface Sight {
  /** Undefined: there is no such process. */
  inspect(pid: number): Sighting | undefined;
  /** Undefined if they can't be seen just now. */
  membersOf(unit: UnitName): readonly Member[] | undefined;
  /** Those of them that are children of the manager. */
  childrenOf(unit: UnitName): readonly number[] | undefined;
  /** Whether the unit has a process that has not ended; undefined if that can't be seen just now. */
  isPopulated(unit: UnitName): boolean | undefined;
  /** Of which process it is a pidfd. The error is strerror(3)'s text. */
  pidOf(fd: FdRef): Result<number, string>;
  /** The inode number of a pidfd of it, which no other process ever has; undefined if there is none. Source: pidfd_open(2), pidfs. */
  pidfdIdOf(pid: number): number | undefined;
}

/** A descriptor that came with a notification. */
export interface PassedFd {
  readonly fd: FdRef;
  /** Kept for the same unit, and open on the very same. */
  readonly twin?: FdRef;
}

/** All that a kernel may tell the manager. */
export type KernelEvent =
  /**
   * `failure`: the process exists, but failed before it ran its program; its exit with the step's status follows as `exited`.
   * Without it the program has been executed.
   */
  | {
      readonly type: "spawned";
      readonly unit: UnitName;
      readonly process: ProcessRef;
      readonly pid: number;
      readonly failure?: SpawnFailure;
    }
  /** No process could be made at all. `error` is strerror(3)'s text. */
  | { readonly type: "spawn-failed"; readonly unit: UnitName; readonly process: ProcessRef; readonly error: string }
  /** What it wrote before has been handed to the log already. `failure`: of one that was held and never ran its program. */
  | {
      readonly type: "exited";
      readonly unit: UnitName;
      readonly process: ProcessRef;
      readonly status: ExitStatus;
      readonly failure?: SpawnFailure;
    }
  /** Some process of the unit has been killed for want of memory; if it is one of the manager's own, its `exited` comes after this. */
  | { readonly type: "oom-killed"; readonly unit: UnitName }
  /** `members`: who was signalled. `nobodyLeft`: all members were meant, and the unit has none. */
  | {
      readonly type: "signalled";
      readonly unit: UnitName;
      readonly purpose: KillPurpose;
      readonly signal: Signal;
      readonly others: boolean;
      readonly members: readonly Member[];
      readonly nobodyLeft: boolean;
    }
  /**
   * How far a freezing (`frozen`) or thawing has come. `empty`: there is nobody to freeze or thaw; `begun`: it is under way, and another
   * one tells when it is done.
   */
  | { readonly type: "freezer"; readonly unit: UnitName; readonly frozen: boolean; readonly came: "empty" | "begun" | "done" }
  /** `error` is strerror(3)'s text. */
  | { readonly type: "freezer-failed"; readonly unit: UnitName; readonly error: string }
  /** `pid`: the owner's process, where the bus knows it. */
  | { readonly type: "bus-name-changed"; readonly unit: UnitName; readonly name: string; readonly owned: boolean; readonly pid?: number }
  /** Nothing more is told of the name. `error`: a sentence. When a bus that could be reached goes away, it is waited for until it is back. */
  | { readonly type: "bus-unreachable"; readonly unit: UnitName; readonly error: string }
  /** The unit had members and has none any more. */
  | { readonly type: "emptied"; readonly unit: UnitName }
  /** What the unit has used in all. */
  | { readonly type: "released"; readonly unit: UnitName; readonly used: Used }
  /** An sd_notify(3) datagram, fields in the order sent; `pid` as the kernel vouches for it. */
  | {
      readonly type: "notified";
      readonly unit: UnitName;
      readonly pid: number;
      readonly process?: ProcessRef;
      /** Of the sender, as the kernel vouches for it. */
      readonly uid: number;
      readonly fields: readonly (readonly [string, string])[];
      readonly fds: readonly PassedFd[];
    }
  /** The file of `watch-file`, or what leads to it, may be another. */
  | { readonly type: "file-changed"; readonly unit: UnitName }
  | { readonly type: "fd-hung-up"; readonly unit: UnitName; readonly fd: FdRef }
  /** The time asked for with `wakeAt` has come; one that comes for nothing does no harm. */
  | { readonly type: "woken" };

/** What processes have used: microseconds of CPU, and the most bytes of memory at one time; left out where it was not counted. */
export interface Used {
  readonly cpu?: number;
  readonly memoryPeak?: number;
}

/**
 * What it learns it hands to the `deliver` it was opened with. An answer to an effect is delivered within `perform`, and the
 * loop handles such answers before any other event, so that to the manager a spawn or a kill is as good as a call.
 */
export interface Kernel {
  now(): Instant;
  /** Never throws. */
  perform(effect: KernelEffect): void;
  /** Delivers at once what has happened and has not been told yet, in the order in which it is told anyway. */
  catchUp(): void;
  /** The one alarm there is: `woken` at `deadline`, in place of any deadline set before. */
  wakeAt(deadline: Monotonic | undefined): void;
  close(): void;
}
export type Deliver = (event: KernelEvent) => void;
/** Where what processes print goes: pieces as they were read; a piece may end within a line. `end`: no more will come from this process. */
export interface OutputSink {
  write(source: OutputSource, bytes: Uint8Array): void;
  end(source: OutputSource): void;
}
export interface OutputSource {
  readonly unit: UnitName;
  readonly process: ProcessRef;
  readonly pid: number;
  /** What was executed, as the plan named it. */
  readonly program: string;
}

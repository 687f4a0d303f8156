/** What a new process is to be given: `SpawnPlan`, and the steps at which that can fail. */
import type { FdRef } from "../kernel.ts";

/** Where a standard stream leads. `log`: the manager's log, stdout and stderr through the same pipe, so that their order is kept. */
export type Stdio =
  | { readonly to: "null" }
  | { readonly to: "log" }
  /** What stdout is, for stderr. */
  | { readonly to: "stdout" }
  | { readonly to: "file"; readonly path: string; readonly mode: "read" | "write" | "append" | "truncate" };

/** All that a new process is to be given, settled before it exists: no decision is left for between clone and exec. */
export interface SpawnPlan {
  /** Absolute, or the name that was looked for and not found. */
  readonly path: string;
  readonly argv: readonly string[];
  /** `NAME=value`, in the order of execve(2). A value `\0pid` stands for the new process's own pid. */
  readonly environment: readonly string[];
  readonly workingDirectory: string;
  /** A missing working directory is no failure (`WorkingDirectory=-…`). */
  readonly workingDirectoryOptional: boolean;
  /** Undefined: the manager's own. */
  readonly credentials?: Credentials;
  readonly umask: number;
  readonly stdin: Stdio;
  readonly stdout: Stdio;
  readonly stderr: Stdio;
  /** setrlimit(2): resource number, soft and hard; `Infinity` is RLIM_INFINITY. */
  readonly limits: readonly { readonly resource: number; readonly soft: number; readonly hard: number }[];
  readonly nice?: number;
  readonly oomScoreAdjust?: number;
  readonly noNewPrivileges: boolean;
  /** Handed over as descriptors 3, 4 …, in this order. */
  readonly fds?: readonly FdRef[];
  readonly ignoreSigpipe: boolean;
  readonly memory?: MemoryLimits;
  /** A step that is known to fail before the process is made (an unknown user): the process only exits with its status. */
  readonly doomed?: SpawnFailure;
}

/** `hasOthers`: a user with a group other than root's, whose further groups systemd takes on before anything else. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly hasOthers?: boolean;
}

/** Bytes; undefined or `Infinity`: no limit. `killAll`: when memory runs out, all of the unit is to die at once. */
export interface MemoryLimits {
  readonly max?: number;
  readonly high?: number;
  readonly killAll?: boolean;
}

/** The steps between clone and exec, with the exit status systemd gives each. Source: systemd.exec(5), PROCESS EXIT CODES. */
export const SPAWN_STEPS = {
  CHDIR: 200,
  NICE: 201,
  FDS: 202,
  EXEC: 203,
  LIMITS: 205,
  OOM_ADJUST: 206,
  SIGNAL_MASK: 207,
  STDIN: 208,
  STDOUT: 209,
  GROUP: 216,
  USER: 217,
  CGROUP: 219,
  SETSID: 220,
  STDERR: 222,
  NO_NEW_PRIVILEGES: 227,
} as const;
export type SpawnStep = keyof typeof SPAWN_STEPS;
export type SpawnPart = "execute" | "supplementary-groups" | "change-group";

export interface SpawnFailure {
  readonly step: SpawnStep;
  /** The part of the step, where systemd words them apart: `execute` is execve(2) itself, for a program that is there. */
  readonly part?: SpawnPart;
  /** As in errno(3). */
  readonly errno: number;
  /** strerror(3)'s text for it. */
  readonly error: string;
}

/** What the core must know of the machine it runs on: the manager's second port, answered by calls, in plain data. */
import type { Result } from "../base/result.ts";
import type { Realtime } from "../base/time.ts";
import type { Limit } from "../values/limit.ts";
import type { Sight } from "../kernel.ts";
import type { UnitName } from "../values/unit-name.ts";

/** Why the kernel said no. */
export interface HostError {
  readonly errno: number;
  /** strerror(3)'s text. */
  readonly error: string;
  /** The file could be opened, and nothing more. */
  readonly opened?: true;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** All its groups, its own included. */
  readonly groups: readonly number[];
}

/** A file that names a process. */
export interface PidFile {
  /** Its first line. */
  readonly line: string;
  /** Uid of its owner. */
  readonly owner: number;
  /** On the way to it somebody without privileges could lead elsewhere. */
  readonly isQuestionable: boolean;
}

export interface Host extends Sight {
  /** The manager runs for one user, not for the machine: other defaults and directories. Source: systemd.exec(5). */
  readonly userManager: boolean;
  /** May change user and raise limits. */
  readonly privileged: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Name of the user the manager runs as. */
  readonly userName: string;
  /** $PATH of services, and where their programs are looked for. */
  readonly defaultPath: string;
  readonly uid: number;
  readonly gid: number;
  /** The manager's own. */
  readonly pid: number;
  /** Where sd_notify(3) messages are received. */
  readonly notifySocket: string;
  /** Home of the user the manager runs as. */
  readonly home: string;
  /** By letter: what the specifiers of unit files stand for. Source: systemd.unit(5), SPECIFIERS. */
  readonly specifiers: ReadonlyMap<string, string>;
  /** Bytes of memory that the machine (or the container) has. */
  readonly totalMemory: number;
  /** PIDFile=, following links. What can be opened and not read (a directory) is an error with `opened`. */
  readPidFile(path: string): Result<PidFile, HostError>;
  /** How many processes and threads the machine can have. */
  readonly totalTasks: number;
  /** EnvironmentFile=. */
  readTextFile(path: string): Result<string, HostError>;
  /** Paths that a pattern matches, sorted. */
  glob(pattern: string): readonly string[];
  /** By name or number. */
  account(nameOrUid: string): Account | undefined;
  groupId(nameOrGid: string): number | undefined;
  isExecutable(path: string): boolean;
  /** 32 hex digits, never the same twice. */
  newInvocationId(): string;
  /** At random, from 0 up to but not 1. */
  draw(): number;
  /** In the manager's time zone: `Sun 2026-11-22 09:00:00 UTC`. */
  formatTimestamp(realtime: Realtime): string;
  /** One line on why a memory limit is not what it is elsewhere; undefined where it is enforced as systemd does. */
  readonly memoryNote: string | undefined;
  /** Whether the processes of a unit can be frozen here. */
  readonly canFreeze: boolean;
  /** The manager's own resource limits, by the names of the directives. */
  readonly ownLimits: Readonly<Record<string, Limit>>;
  /** Whether a file was changed since `modified`, or is gone. */
  hasChanged(path: string, modified: number): boolean;
  /** Whether a link in some .wants/ or .requires/ directory, or one of its own, enables the unit. */
  isEnabled(unit: UnitName): boolean;
  /** The unit that a process of this machine belongs to; undefined if to none. */
  unitOf(pid: number): UnitName | undefined;
}

import type { Realtime } from "../base/time.ts";
import type { UnitName } from "../values/unit-name.ts";

/** syslog(3): 0 emerg … 3 err, 4 warning, 5 notice, 6 info, 7 debug. */
export type Priority = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** One record of the log, the manager's or a unit's. */
export interface LogRecord {
  readonly at: Realtime;
  /** Microseconds on the monotonic clock, for `short-monotonic`. */
  readonly monotonic: number;
  readonly priority: Priority;
  /** The unit it is about: the one that printed it, or that the manager speaks of. */
  readonly unit?: UnitName;
  /** `manager`: said by Upkeep; `stdout`: printed by a process of the unit. */
  readonly transport: "manager" | "stdout";
  /** SYSLOG_IDENTIFIER: a process name. */
  readonly identifier: string;
  /** 0: there was no process yet. */
  readonly pid: number;
  /** Without the newline. May hold bytes that are no UTF-8, as text.ts says. */
  readonly message: string;
  /** INVOCATION_ID of the unit's run, 32 hex digits. */
  readonly invocation?: string;
  /** The boot in which it was written, 32 hex digits. */
  readonly boot?: string;
  /** Further fields named as in systemd.journal-fields(7), e.g. MESSAGE_ID, JOB_TYPE. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** What all that one process prints has in common. */
export interface OutputAbout {
  readonly unit: UnitName;
  readonly pid: number;
  /** SyslogIdentifier=, or the name of the program that was executed. */
  readonly identifier: string;
  /** SyslogLevel= */
  readonly level: Priority;
  /** SyslogLevelPrefix=: whether `<3>` at the start of a line sets its priority. */
  readonly prefix: boolean;
  readonly invocation?: string;
}

/** What a verb is given and what it gives back. Verbs know no process: they run as well inside a test or against a simulated host. */
import type { LogRecord } from "../core/log/record.ts";
import type { TimeZone } from "../core/log/zone.ts";
import type { LogQuery } from "../journal/query.ts";
import type { Client } from "./client.ts";
import type { Options } from "./getopt.ts";
import type { Terminal } from "./terminal.ts";

/** 0 to 255, as systemctl(1) and LSB have them. */
export type ExitCode = number;

/** The name that the program was called by decides how it is used. */
export type Program = "upkeep" | "systemctl" | "journalctl";

export interface VerbInput {
  readonly program: Program;
  /** The verb's name in the table, also if an alias was typed. */
  readonly verb: string;
  readonly operands: readonly string[];
  readonly options: Options;
}

/** How grave a line on stderr is: its colour on a terminal. */
export type Gravity = "error" | "warning" | "notice" | "info";

export interface VerbContext {
  /** Connects at the first call. Rejects with `NoManager`, which ends the program with its sentence and exit code 1. */
  client(): Promise<Client>;
  /** Prints `text` on stdout as it is: lines end in a newline of their own. */
  out(text: string | Uint8Array): void;
  /** Prints a line on stderr. */
  err(line: string, gravity?: Gravity): void;
  /** From now on `out` and `err` go to `write`: a verb that looks after services must not end, or stand still, with its reader. */
  printThrough(write: (fd: 1 | 2, text: string | Uint8Array) => void): void;
  /** The text of a file: /proc, a unit file; undefined if it can't be read. */
  readText(path: string): string | undefined;
  /** Records from the log in `directory`; none if there is no log. */
  readJournal(directory: string, query: LogQuery): Promise<readonly LogRecord[]>;
  readonly terminal: Terminal;
  readonly zone: TimeZone;
  readonly hostname: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
}

/** A verb's module exports this as `run`. */
export type Verb = (input: VerbInput, context: VerbContext) => Promise<ExitCode>;

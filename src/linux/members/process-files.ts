/** What /proc tells of a process. Each answer may be about a process that has ended since. */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** One process as it was seen; the start time tells it from a later one with the same pid. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly zombie: boolean;
  /** Clock ticks since boot. */
  readonly startTime: string;
}

/** Undefined if there is no such process. */
export function readStat(pid: number): ProcessStat | undefined {
  const text = readProcFile(`${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** Source: proc_pid_stat(5). The name in parentheses may hold anything, parentheses and spaces too. */
export function parseStat(text: string): ProcessStat | undefined {
  const close = text.lastIndexOf(")");
  const fields = text.slice(close + 2).split(" ");
  const [state, parent, , session] = fields;
  const startTime = fields[19];
  if (close < 0 || state === undefined || startTime === undefined) return undefined;
  const zombie = state === "Z" || state === "X";
  return { pid: Number.parseInt(text, 10), parent: Number(parent), session: Number(session), zombie, startTime };
}

/** The name, as `comm` holds it; `n/a` if the process is gone. */
export function readComm(pid: number): string {
  return readProcFile(`${pid}/comm`)?.replace(/\n$/, "") ?? "n/a";
}

export function readInvocation(pid: number): string | undefined {
  const environment = readProcFile(`${pid}/environ`);
  return environment === undefined ? undefined : /(?:^|\0)INVOCATION_ID=([^\0]*)/.exec(environment)?.[1];
}

/** Every process that can be seen; undefined if there is not enough of something to see with. */
export function listProcesses(): readonly ProcessStat[] | undefined {
  return unlessScarce(() => {
    const found: ProcessStat[] = [];
    for (const name of readdirSync("/proc")) {
      const text = /^[0-9]+$/.test(name) ? ifThere(() => readFileSync(`/proc/${name}/stat`, "latin1")) : undefined;
      const stat = text === undefined ? undefined : parseStat(text);
      if (stat) found.push(stat);
    }
    return found;
  });
}

/** The children of the process's first thread, oldest first, also those not waited for; none where the kernel does not tell. */
export function listChildren(pid: number): readonly number[] {
  const text = readProcFile(`${pid}/task/${pid}/children`)?.trim();
  return text === undefined || text === "" ? [] : text.split(" ").map(Number);
}

/** Where it prints to, by the kernel's names, such as `pipe:[4711]`; what is not to be seen is left out. */
export function readOutputs(pid: number): readonly string[] {
  return OUTPUTS.flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}
const OUTPUTS = [1, 2] as const;

/** The text of a file below /proc; undefined if it cannot be read, mostly because the process has ended. */
export function readProcFile(path: string): string | undefined {
  return readTextFile(`/proc/${path}`);
}

/** What `look` gives; undefined if descriptors or memory are short just now: that says nothing about what it looks for. */
export function unlessScarce<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isScarcity(error)) return undefined;
    throw error;
  }
}

/** What `read` gives; undefined if that is not there or not to be seen. Throws when descriptors or memory are short. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isScarcity(error)) throw error;
    return undefined;
  }
}

const SCARCITY: readonly unknown[] = ["EMFILE", "ENFILE", "ENOMEM"];
const isScarcity = (error: unknown): boolean => SCARCITY.includes((error as NodeJS.ErrnoException).code);

export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

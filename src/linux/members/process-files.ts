/** What /proc tells of a process. Each answer may be about a process that has ended since. */
import { closeSync, openSync, readSync, readdirSync, readlinkSync } from "node:fs";

/** One process as it was seen; the start time tells it from a later one with the same pid. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Has ended with all its threads, and is yet to be waited for. */
  readonly zombie: boolean;
  /** Is about to end, or has: it may have let go of its environment and its files. */
  readonly exiting: boolean;
  /** Clock ticks since boot. */
  readonly startTime: string;
}

/** Undefined if there is no such process. */
export function readStat(pid: number): ProcessStat | undefined {
  const text = readProcFile(`${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** Another thread than the first of a process: it has a number, and a place in /proc if one asks for it, but is no process. */
export function isThread(pid: number): boolean {
  const text = readProcFile(`${pid}/status`);
  return text !== undefined && Number(/^Tgid:\t(\d+)$/m.exec(text)?.[1]) !== pid;
}

const PF_EXITING = 4;

/** Source: proc_pid_stat(5). The name in parentheses may hold anything, parentheses and spaces too. */
export function parseStat(text: string): ProcessStat | undefined {
  const close = text.lastIndexOf(")");
  const fields = text.slice(close + 2).split(" ");
  const [state, parent, , session, , , flags] = fields;
  const [threads, , startTime] = fields.slice(17);
  if (close < 0 || state === undefined || startTime === undefined) return undefined;
  // One whose first thread alone has ended has the same state, and goes on.
  const ended = state === "Z" || state === "X";
  const zombie = ended && Number(threads) <= 1;
  const exiting = zombie || (!ended && (Number(flags) & PF_EXITING) !== 0);
  return { pid: Number.parseInt(text, 10), parent: Number(parent), session: Number(session), zombie, exiting, startTime };
}

/** The name, as `comm` holds it; `n/a` if the process is gone. */
export function readComm(pid: number): string {
  return readProcFile(`${pid}/comm`)?.replace(/\n$/, "") ?? "n/a";
}

export function readInvocation(pid: number): string | undefined {
  const environment = readProcFile(`${pid}/environ`) ?? readProcFile(`${otherThread(pid)}/environ`);
  return environment === undefined ? undefined : /(?:^|\0)INVOCATION_ID=([^\0]*)/.exec(environment)?.[1];
}

/** One whose first thread has ended shows what it was given by another one only. */
function otherThread(pid: number): string {
  try {
    return `${pid}/task/${readdirSync(`/proc/${pid}/task`).at(-1)}`;
  } catch {
    return `${pid}`;
  }
}

/** The number of each process that can be seen. Throws when descriptors or memory are short. */
export function listPids(): readonly number[] {
  return withSpare(() => readdirSync("/proc"))
    .map(Number)
    .filter(Number.isInteger);
}

/** As `readStat`, but quicker, and throws when descriptors or memory are short. */
export function readProcess(pid: number): ProcessStat | undefined {
  const text = ifThere(() => readSmallFile(`/proc/${pid}/stat`));
  return text === undefined ? undefined : parseStat(text);
}

/** The text of a file of the kernel's, which has no length before it is read; twice as quick as `readFileSync`. */
export const readSmallFile = (path: string): string => withSpare(() => readWhole(path));

function readWhole(path: string): string {
  const fd = openSync(path, "r");
  try {
    let text = "";
    // One of many lines gives less than was asked for before it is at its end.
    for (let length = readSync(fd, CHUNK); length > 0; length = readSync(fd, CHUNK)) text += CHUNK.toString("latin1", 0, length);
    return text;
  } finally {
    closeSync(fd);
  }
}
const CHUNK = Buffer.alloc(4096);

/** Where it prints to, by the kernel's names, such as `pipe:[4711]`; what is not to be seen is left out. */
export function readOutputs(pid: number): readonly string[] {
  const outputs = outputsOf(`${pid}`);
  return outputs.length > 0 ? outputs : outputsOf(otherThread(pid));
}

function outputsOf(process: string): readonly string[] {
  return OUTPUTS.flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${process}/fd/${fd}`)];
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

let spare: number | undefined;
let keepsSpare = false;

/** From now on a descriptor is kept back for `withSpare`: with none left the manager could not even see why a service has ended. */
export function keepSpareDescriptor(): void {
  keepsSpare = true;
  takeSpare();
}

function takeSpare(): void {
  try {
    spare ??= openSync("/dev/null", "r");
  } catch {
    // The next time.
  }
}

/** What `use` gives, with the spare descriptor if there is no other; it must not keep it. */
function withSpare<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (spare === undefined || !isScarcity(error)) throw error;
    closeSync(spare);
    spare = undefined;
    return use();
  } finally {
    if (keepsSpare && spare === undefined) takeSpare();
  }
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

/** Undefined if it is not there or not for us. */
export function readTextFile(path: string): string | undefined {
  try {
    return readSmallFile(path);
  } catch {
    return undefined;
  }
}

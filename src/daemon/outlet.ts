/**
 * stdout or stderr of a program that has services to look after: it neither ends with its reader nor waits for it. What is printed keeps
 * its order; of what nobody reads in time lines are left out, and how many is said.
 */
import fs from "node:fs";
import { openLibc } from "../linux/ffi.ts";

export interface Outlet {
  /** `text`: whole lines. */
  write(text: string | Uint8Array): void;
  /** The reader is gone; what is written goes nowhere. */
  isClosed(): boolean;
  /** Resolves when all is written, the reader is gone, or has stood still for so long that it is not waited for. */
  drained(): Promise<void>;
}

export interface OutletOptions {
  /** The reader is gone. Told once, in a turn of its own. */
  readonly onClosed?: () => void;
  /** The line that stands in place of those left out. */
  readonly describeLoss?: (lines: number) => string;
}

/** Bytes kept for a reader that is slow. */
const QUEUE_MAX = 1024 * 1024;
const PIECE = 64 * 1024;
/** With a full queue, how long a turn of the event loop waits for a reader that reads on, if slowly: it shall miss nothing. */
const PATIENCE_MS = 1000;
/** And for one that stands still. */
const STILL_MS = 100;
const NAP_MS = 2;
const RETRY_MS = 20;
/** At the end: who asks us to stop, such as a container's runtime, doesn't wait for ever either. */
const GIVE_UP_MS = 3000;
/** The reader, or the terminal, is gone. */
const ENDED: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "EBADF", "ENXIO", "ECONNRESET", "ENOTCONN"]);

export function openOutlet(fd: number, { onClosed, describeLoss = missed }: OutletOptions = {}): Outlet {
  const descriptor = withoutWaiting(fd);
  const queue: Buffer[] = [];
  let queued = 0;
  let lost = 0;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let patience = PATIENCE_MS;
  let waiting: (() => void)[] = [];
  /** When somebody began to wait, or something was read last. */
  let readAt = 0;

  /** How much of it was taken: 0 if there is no room now, undefined if it can't be written, as on a full disk. */
  function put(bytes: Buffer): number | undefined {
    try {
      return fs.writeSync(descriptor, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") return 0;
      if (ENDED.has(code)) close();
      return undefined;
    }
  }

  function close(): void {
    closed = true;
    queue.length = queued = lost = 0;
    if (onClosed !== undefined) setImmediate(onClosed);
  }

  /** Whether it is worth going on at once. */
  function writeNext(): boolean {
    const bytes = joinFirst(queue);
    if (bytes === undefined) return false;
    const done = put(bytes);
    if (closed || done === 0) return false;
    readAt = performance.now();
    queued -= done ?? bytes.length;
    if (done === undefined) lost += linesIn(bytes);
    if (done === undefined || done === bytes.length) queue.shift();
    else queue[0] = bytes.subarray(done);
    return true;
  }

  function pump(): void {
    clearTimeout(retry);
    retry = undefined;
    while (writeNext());
    if (lost > 0 && queue.length === 0) tellLoss();
    if (waiting.length > 0 && performance.now() - readAt > GIVE_UP_MS) queue.length = queued = lost = 0;
    if (queue.length > 0 || lost > 0) retry = setTimeout(pump, RETRY_MS);
    if (queue.length > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  function tellLoss(): void {
    const line = Buffer.from(describeLoss(lost));
    const done = put(line);
    if (!done) return;
    lost = 0;
    if (done < line.length) push(line.subarray(done));
  }

  function push(bytes: Buffer): void {
    queue.push(bytes);
    queued += bytes.length;
  }

  /** Waits as long as this turn of the event loop has left for it. */
  function hasRoom(length: number): boolean {
    for (let still = 0; queued > 0 && queued + length > QUEUE_MAX; still += NAP_MS) {
      if (writeNext()) {
        still = 0;
        continue;
      }
      if (closed || patience <= 0 || still >= STILL_MS) return false;
      if (patience === PATIENCE_MS) setImmediate(() => (patience = PATIENCE_MS));
      patience -= NAP_MS;
      Atomics.wait(NOBODY_WAKES, 0, 0, NAP_MS);
    }
    return true;
  }

  return {
    write(text) {
      if (closed) return;
      const bytes = Buffer.from(text);
      // All that comes until the queue is empty is left out, in one piece, and without waiting once more.
      if (lost === 0 && hasRoom(bytes.length)) push(bytes);
      else if (!closed) lost += linesIn(bytes);
      if (retry === undefined) pump();
    },
    isClosed: () => closed,
    drained: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        readAt = performance.now();
        pump();
      }),
  };
}

/** Makes one of the first few: single lines would take a socket's room many times over. */
function joinFirst(queue: Buffer[]): Buffer | undefined {
  let [count, length] = [0, 0];
  for (; count < queue.length && length < PIECE; count++) length += queue[count]!.length;
  if (count > 1) queue.splice(0, count, Buffer.concat(queue.slice(0, count)));
  return queue[0];
}

const NOBODY_WAKES = new Int32Array(new SharedArrayBuffer(4));

const missed = (lines: number): string => `${lines} ${lines === 1 ? "line is" : "lines are"} missing here: nobody read them in time.\n`;

function linesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants;
const F_GETFL = 3;
const F_SETFL = 4;

/**
 * A descriptor for the same, one that says EAGAIN rather than wait. It is opened anew where that can be done: the mode belongs to what
 * is open, and that we share with the shell and all its other programs. Writing to a file needs no such thing.
 */
function withoutWaiting(fd: number): number {
  try {
    const about = fs.fstatSync(fd);
    if (about.isFIFO() || about.isCharacterDevice()) return fs.openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    const libc = openLibc();
    // Nobody can open a socket a second time; Node does the same to its stdout.
    if (about.isSocket() && libc.ok) libc.value.fcntl(fd, F_SETFL, libc.value.fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  } catch {
    // Closed, or the terminal of another user: writing to it says so, or may wait.
  }
  return fd;
}

/**
 * How what a process prints becomes lines. What is kept is what was printed, byte by byte; the rules are applied when it is read.
 *
 * *Chunk*: bytes from the start of a line on, that end with a line's end or, if the line was cut, within one.
 */
import type { Instant } from "../base/time.ts";
import type { Priority } from "./record.ts";

/** Where lines are cut, in bytes. Source: journald.conf(5), LineMax=. */
export const LINE_MAX = 48 * 1024;

const NUL = 0;
const NEWLINE = 10;

/** One line of a chunk: the bytes `start` to `end`. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly priority: Priority;
  /** Why it ended, if not by a newline. Source: systemd.journal-fields(7), _LINE_BREAK=. */
  readonly lineBreak?: "nul" | "line-max" | "eof";
}

/**
 * The lines of a chunk, by the rules of systemd-journald 257: lines end at a newline or NUL byte or after 48 KiB, `<3>` in front
 * is the priority if `prefix` (only a single digit: `<30>` is text), white space at the end goes unless there is nothing else,
 * and empty lines are no lines.
 */
export function splitLines(chunk: Uint8Array, level: Priority, prefix: boolean): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < chunk.length) {
    const stop = findLineEnd(chunk, start);
    const line = readLine(chunk, start, stop, level, prefix);
    if (line.end > line.start) lines.push(line);
    start = stop - start < LINE_MAX ? stop + 1 : stop;
  }
  return lines;
}

/** Where the line that begins at `start` ends: at its newline or NUL, where it is cut, or at the end of the chunk. */
function findLineEnd(chunk: Uint8Array, start: number): number {
  const limit = Math.min(chunk.length, start + LINE_MAX);
  for (let at = start; at < limit; at++) {
    const byte = chunk[at];
    if (byte === NEWLINE || byte === NUL) return at;
  }
  return limit;
}

function readLine(chunk: Uint8Array, start: number, stop: number, level: Priority, prefix: boolean): Line {
  const end = trimEnd(chunk, start, stop);
  const found = prefix ? prefixAt(chunk, start, end) : undefined;
  const lineBreak = stop - start >= LINE_MAX ? "line-max" : stop === chunk.length ? "eof" : chunk[stop] === NUL ? "nul" : undefined;
  return {
    start: found === undefined ? start : start + 3,
    end,
    priority: found ?? level,
    ...(lineBreak === undefined ? {} : { lineBreak }),
  };
}

/** White space at the end goes, but a line of nothing else stays as it is: so journald does it. */
function trimEnd(chunk: Uint8Array, start: number, stop: number): number {
  let end = stop;
  while (end > start && isSpace(chunk[end - 1]!)) end--;
  return end === start ? stop : end;
}

const isSpace = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13 || byte === 10;

function prefixAt(chunk: Uint8Array, start: number, end: number): Priority | undefined {
  if (end - start < 3 || chunk[start] !== 0x3c || chunk[start + 2] !== 0x3e) return undefined;
  const digit = chunk[start + 1]! - 0x30;
  return digit >= 0 && digit <= 7 ? (digit as Priority) : undefined;
}

/** Takes what one process prints. */
export interface ChunkSink {
  /** `chunk` is the caller's again once this returns. */
  write(chunk: Uint8Array, at: Instant): void;
}

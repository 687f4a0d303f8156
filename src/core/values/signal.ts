/** Signals by number and by name. Source: signal(7); glibc's SIGRTMIN is 34. */
import type { Brand } from "../base/brand.ts";
import { err, ok } from "../base/result.ts";
import { failedToParseNumber } from "./complaint.ts";
import { readUnsigned } from "./integer.ts";
import type { ValueKind } from "./value-kind.ts";

/** A signal number, 1…64. */
export type Signal = Brand<number, "Signal">;

const NAMES = (
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG " +
  "XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
).split(" ");
const RTMIN = 34;
const RTMAX = 64;

/** `SIGHUP`, `SIGTERM` …: `SIGNAL.TERM` is 15. */
export const SIGNAL = {
  HUP: 1 as Signal,
  INT: 2 as Signal,
  QUIT: 3 as Signal,
  ABRT: 6 as Signal,
  KILL: 9 as Signal,
  PIPE: 13 as Signal,
  TERM: 15 as Signal,
  CONT: 18 as Signal,
} as const;

/** Without `SIG`: `KILL`, `RTMIN+2`; a number where there is no name. */
export function signalName(signal: Signal): string {
  if (signal >= RTMIN && signal <= RTMAX) return `RTMIN+${signal - RTMIN}`;
  return NAMES[signal - 1] ?? String(signal);
}

/** A number 1…64, or a name with or without `SIG`, real-time ones as `RTMIN+n` or `RTMAX-n`. */
export function parseSignal(text: string): Signal | undefined {
  const number = readUnsigned(text);
  if (number !== undefined) return number >= 1 && number <= RTMAX ? (number as Signal) : undefined;
  const name = text.startsWith("SIG") ? text.slice(3) : text;
  const index = NAMES.indexOf(name);
  if (index >= 0) return (index + 1) as Signal;
  return parseRealTime(name);
}

function parseRealTime(name: string): Signal | undefined {
  const found = REAL_TIME.exec(name);
  if (found === null) return undefined;
  const [, up, down] = found;
  const offset = up === undefined && down === undefined ? 0 : readUnsigned(up ?? down ?? "");
  if (offset === undefined || offset > RTMAX - RTMIN) return undefined;
  return (name.startsWith("RTMIN") ? RTMIN + offset : RTMAX - offset) as Signal;
}

const REAL_TIME = /^(?:RTMIN(?:\+(\w+))?|RTMAX(?:-(\w+))?)$/;

function isOutOfRange(text: string): boolean {
  if (/^[+-]?\d+$/.test(text)) return !/^\+?\d{11,}$/.test(text);
  const [, up, down] = REAL_TIME.exec(text.replace(/^SIG/, "")) ?? [];
  return readUnsigned(up ?? down ?? "") !== undefined;
}

export const signal: ValueKind<Signal> = {
  name: "signal",
  parse(text) {
    const value = parseSignal(text);
    return value === undefined ? err("expected a signal such as SIGTERM, or its number") : ok(value);
  },
  format: String,
  complaint: failedToParseNumber(isOutOfRange),
  examples: [
    ["SIGTERM", 15 as Signal],
    ["KILL", 9 as Signal],
    ["9", 9 as Signal],
    ["RTMIN+3", 37 as Signal],
  ],
};

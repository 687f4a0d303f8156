import { type Result, err, ok } from "../base/result.ts";
import { FOREVER, type Usec, usec } from "../base/time.ts";
import { failedToParseNumber } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

const SECOND = 1_000_000;
const UNITS: readonly (readonly [usec: number, printed: string, names: readonly string[]])[] = [
  [31_557_600 * SECOND, "y", ["years", "year", "y"]],
  [2_629_800 * SECOND, "month", ["months", "month", "M"]],
  [604_800 * SECOND, "w", ["weeks", "week", "w"]],
  [86_400 * SECOND, "d", ["days", "day", "d"]],
  [3_600 * SECOND, "h", ["hours", "hour", "hr", "h"]],
  [60 * SECOND, "min", ["minutes", "minute", "min", "m"]],
  [SECOND, "s", ["seconds", "second", "sec", "s"]],
  [1_000, "ms", ["msec", "ms"]],
  [1, "us", ["usec", "us", "µs", "μs"]],
];
const BY_NAME: ReadonlyMap<string, number> = new Map(UNITS.flatMap(([length, , names]) => names.map((name) => [name, length] as const)));
/** From here on a length of time no longer fits systemd's 64 bits. */
const TOO_LONG = 2 ** 64;
const EXPECTED = "expected a time span such as 5s, 1min 30s, 500ms or infinity";
// Each part begins where the last ended (sticky), so reading is linear in the text.
const PART = /[ \t\n\r]*(-)?\+?(\d*)(?:\.(\d+))?([ \t\n\r]*)([A-Za-z\u00b5\u03bc]*)/uy;

/**
 * A sum of `NUMBER[UNIT]`; a number without a unit counts in units of `unitless` microseconds.
 * Source: systemd.time(7), PARSING TIME SPANS.
 */
export function parseTimeSpan(text: string, unitless: number = SECOND): Result<Usec, string> {
  const read = scan(text.trim(), unitless);
  return typeof read === "string" ? err(EXPECTED) : ok(read);
}

function scan(text: string, unitless: number): Usec | "invalid" | "out-of-range" {
  if (text === "infinity") return FOREVER;
  if (text === "") return "invalid";
  let total = 0;
  for (let at = 0; at < text.length;) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (part?.[1] === "-") return "out-of-range";
    const read = part === null ? undefined : lengthOfPart(part, unitless);
    if (part === null || read === undefined) return "invalid";
    at = PART.lastIndex;
    // "12.34.56" is refused, "12.34 .56" is not: numbers need a unit or a blank between them.
    if (at < text.length && part[4] === "" && part[5] === "") return "invalid";
    total += read;
    if (total >= TOO_LONG) return "out-of-range";
  }
  return usec(total);
}

function lengthOfPart(part: RegExpExecArray, unitless: number): number | undefined {
  const [, , digits = "", fraction, , name = ""] = part;
  if (digits === "" && fraction === undefined) return undefined;
  const unit = name === "" ? unitless : BY_NAME.get(name);
  if (unit === undefined) return undefined;
  if (Number(digits) >= Math.floor(TOO_LONG / unit)) return TOO_LONG;
  let total = Number(digits) * unit;
  // Digit by digit and cut off at whole microseconds, as systemd adds them up.
  let weight = unit;
  for (const digit of fraction ?? "") {
    weight = Math.floor(weight / 10);
    if (weight === 0) break;
    total += Number(digit) * weight;
  }
  return total;
}

/** `1min 1.500000s`: nothing is left out. As `show` prints it. */
export const formatTimeSpan = (span: Usec): string => print(span, 1);

/** `1min 1.500s`: to the millisecond, as messages print it. */
export const formatTimeSpanMs = (span: Usec): string => print(span, 1_000);

function print(span: Usec, accuracy: number): string {
  if (span === FOREVER) return "infinity";
  if (span <= 0) return "0";
  const parts: string[] = [];
  let rest: number = span;
  for (const [length, name] of UNITS) {
    if (rest <= 0 || (rest < accuracy && parts.length > 0)) break;
    if (rest < length) continue;
    const whole = Math.floor(rest / length);
    const left = rest % length;
    if (rest < 60 * SECOND && left > 0 && length > accuracy) {
      const places = Math.round(Math.log10(length / accuracy));
      const decimals = String(Math.floor(left / accuracy)).padStart(places, "0");
      parts.push(`${whole}.${decimals}${name}`);
      break;
    }
    parts.push(`${whole}${name}`);
    rest = left;
  }
  return parts.join(" ");
}

export const timeSpan: ValueKind<Usec> = {
  name: "time span",
  parse: (text) => parseTimeSpan(text),
  format: formatTimeSpan,
  complaint: failedToParseNumber((text) => scan(text.trim(), SECOND) === "out-of-range"),
  examples: [
    ["5", usec(5_000_000)],
    ["1min 30s", usec(90_000_000)],
    ["100ms", usec(100_000)],
    ["infinity", FOREVER],
    ["0", usec(0)],
  ],
};

/** A timeout: 0 means that there is none. */
export const stopTimeout: ValueKind<Usec> = {
  ...timeSpan,
  parse(text) {
    const read = parseTimeSpan(text);
    return read.ok && read.value === 0 ? ok(FOREVER) : read;
  },
  examples: [
    ["0", FOREVER],
    ["90s", usec(90_000_000)],
  ],
};

/** The same with another complaint. */
export const timeout: ValueKind<Usec> = {
  ...stopTimeout,
  complaint: (text, key) => `Failed to parse ${key}= parameter, ignoring: ${text}`,
};

/** 0 means at once, and nothing at all means that TimeoutStopSec= holds. Source: systemd.service(5), TimeoutAbortSec=. */
export const abortTimeout: ValueKind<Usec> = {
  ...timeSpan,
  complaint: (text) => `Failed to parse TimeoutAbortSec= setting, ignoring: ${text}`,
  emptyResets: true,
};

/** Moments and lengths of time as systemctl prints them. Lengths are in microseconds. Source: systemd.time(7), DISPLAYING TIME SPANS. */
import type { Zone } from "./time-zone.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `Sun 2026-11-22 09:00:00 UTC`. */
export function formatTimestamp(realtime: number, zone: Zone): string {
  const seconds = Math.floor(realtime / 1e6);
  const { offset, abbreviation } = zone(seconds);
  const local = new Date((seconds + offset) * 1000);
  return `${DAYS[local.getUTCDay()]} ${local.toISOString().slice(0, 10)} ${local.toISOString().slice(11, 19)} ${abbreviation}`;
}

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** A twelfth of a year of 365.25 days. */
const MONTH = 2_629_800 * SECOND;
const YEAR = 31_557_600 * SECOND;

/** `5min 3s ago` for a moment that lies `span` back, `59min left` for one to come. */
export function formatRelative(span: number): string {
  const word = span < 0 ? "left" : "ago";
  const text = describe(Math.abs(span));
  return text === undefined ? "now" : `${text} ${word}`;
}

/** Two units at most, and only one where the second says little. */
function describe(span: number): string | undefined {
  const whole = (unit: number): number => Math.floor(span / unit);
  const rest = (large: number, unit: number): number => Math.floor((span % large) / unit);
  const named = (count: number, name: string): string => `${count} ${name}${count === 1 ? "" : "s"}`;
  if (span >= YEAR) return `${named(whole(YEAR), "year")} ${named(rest(YEAR, MONTH), "month")}`;
  if (span >= MONTH) return `${named(whole(MONTH), "month")} ${named(rest(MONTH, DAY), "day")}`;
  if (span >= WEEK) return `${named(whole(WEEK), "week")} ${named(rest(WEEK, DAY), "day")}`;
  if (span >= 2 * DAY) return named(whole(DAY), "day");
  if (span >= 25 * HOUR) return `1 day ${whole(HOUR) - 24}h`;
  if (span >= 6 * HOUR) return `${whole(HOUR)}h`;
  if (span >= HOUR) return `${whole(HOUR)}h ${rest(HOUR, MINUTE)}min`;
  if (span >= 5 * MINUTE) return `${whole(MINUTE)}min`;
  if (span >= MINUTE) return `${whole(MINUTE)}min ${rest(MINUTE, SECOND)}s`;
  if (span >= SECOND) return `${whole(SECOND)}s`;
  if (span >= 1000) return `${whole(1000)}ms`;
  return span > 0 ? `${span}us` : undefined;
}

const PARTS: readonly (readonly [name: string, length: number])[] = [
  ["y", YEAR],
  ["month", MONTH],
  ["w", WEEK],
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
];

/** `1.234s`, `1min 5.020s`, `12ms`: down to milliseconds, as `Duration:` and `CPU:` have it. */
export function formatSpan(span: number): string {
  if (span < 1000) return span > 0 ? `${span}us` : "0";
  let rest = Math.floor(span / 1000) * 1000;
  const words: string[] = [];
  for (const [name, length] of PARTS) {
    const count = Math.floor(rest / length);
    if (count > 0) words.push(`${count}${name}`);
    rest %= length;
  }
  const tail = describeSeconds(rest, words.length > 0);
  return tail === undefined ? words.join(" ") : [...words, tail].join(" ");
}

/** Seconds with a fraction of three digits; milliseconds alone only if there is nothing larger. */
function describeSeconds(rest: number, hasLarger: boolean): string | undefined {
  if (rest === 0) return undefined;
  const millis = Math.round(rest / 1000);
  if (rest < SECOND) return `${millis}ms`;
  if (millis % 1000 === 0 || (hasLarger && false)) return `${Math.floor(millis / 1000)}s`;
  return `${Math.floor(millis / 1000)}.${String(millis % 1000).padStart(3, "0")}s`;
}

import { err, ok, type Result } from "../base/result.ts";
import type { Realtime } from "../base/time.ts";
import { parseTimeSpan } from "../values/time-span.ts";
import { fromWallTime, UTC, wallTime, type TimeZone, type WallTime } from "./zone.ts";

/**
 * A point in time as a person writes it: `2026-01-31 12:00:30`, `12:00`, `today`, `-5min`, `5min ago`, `@1700000000`.
 * `zone` is what times without `UTC`, `Z` or `+02:00` at the end are meant in. The error is journalctl's sentence.
 *
 * Source: systemd.time(7), PARSING TIMESTAMPS.
 */
export function parseTimestamp(text: string, now: Realtime, zone: TimeZone): Result<Realtime, string> {
  const at = parseRelative(text, now) ?? parseEpoch(text) ?? parseWord(text, now, zone) ?? parseDate(text, now, zone);
  return at === undefined ? err(`Failed to parse timestamp: ${text}`) : ok(Math.floor(at) as Realtime);
}

function parseRelative(text: string, now: Realtime): number | undefined {
  const [, sign, signed, ago] = /^(?:([+-])(.+)|(.+) ago)$/s.exec(text) ?? [];
  const span = parseTimeSpan(signed ?? ago ?? "");
  if (!span.ok || !Number.isFinite(span.value)) return undefined;
  return sign === "+" ? now + span.value : now - span.value;
}

function parseEpoch(text: string): number | undefined {
  const [, whole, fraction = ""] = /^@(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole) * 1e6 + Number(fraction.padEnd(6, "0"));
}

const DAYS_FROM_TODAY: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

function parseWord(text: string, now: Realtime, zone: TimeZone): number | undefined {
  if (text === "now") return now;
  const days = DAYS_FROM_TODAY[text];
  if (days === undefined) return undefined;
  const { year, month, day } = wallTime(now, zone);
  return fromWallTime({ year, month, day: day + days, hour: 0, minute: 0, second: 0, usec: 0 }, zone);
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const WHOLE = /^(?:(?<weekday>[A-Za-z]+) )?(?<point>[\d:.T -]+?)(?<zone> UTC| ?Z|(?: |(?<=:[\d.]+))[+-]\d\d:?\d\d)?$/;
const DATE = /^(\d{4}|\d\d)-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?$/;

/** A date, a time of today, or both. */
function parseDate(text: string, now: Realtime, local: TimeZone): number | undefined {
  const { weekday, point, zone: suffix } = WHOLE.exec(text)?.groups ?? {};
  if (point === undefined) return undefined;
  const parts = point.split(/[ T]/);
  const date = DATE.exec(parts[0] ?? "");
  const time = TIME.exec(parts.at(-1) ?? "");
  if ((date === null ? 0 : 1) + (time === null ? 0 : 1) !== parts.length) return undefined;
  const zone = zoneOf(suffix, local);
  const day = date === null ? wallTime(now, zone) : readDay(date);
  const clock = readClock(time);
  if (day === undefined || clock === undefined) return undefined;
  const at = fromWallTime({ ...day, ...clock }, zone);
  if (weekday === undefined) return at;
  return weekday.slice(0, 3).toLowerCase() === WEEKDAYS[wallTime(at, zone).weekday] ? at : undefined;
}

function readDay([, year = "", month, day]: RegExpExecArray): Pick<WallTime, "year" | "month" | "day"> | undefined {
  const read = { year: fullYear(year), month: Number(month), day: Number(day) };
  return read.month >= 1 && read.month <= 12 && read.day >= 1 && read.day <= 31 ? read : undefined;
}

/** Midnight if there is no time. */
function readClock(time: RegExpExecArray | null): Pick<WallTime, "hour" | "minute" | "second" | "usec"> | undefined {
  const [, hour = "0", minute = "0", second = "0", fraction = ""] = time ?? [];
  const read = { hour: Number(hour), minute: Number(minute), second: Number(second), usec: Number(fraction.padEnd(6, "0")) };
  // A 60th second is a leap second.
  return read.hour <= 23 && read.minute <= 59 && read.second <= 60 ? read : undefined;
}

/** Two digits are 1969 to 2068, as for strptime(3). */
const fullYear = (digits: string): number => (digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 69 ? 2000 : 1900));

function zoneOf(text: string | undefined, local: TimeZone): TimeZone {
  if (text === undefined) return local;
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)/.exec(text) ?? [];
  if (sign === undefined) return UTC;
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return { offset: () => offset, name: () => text };
}

import type { Realtime } from "../base/time.ts";

/** A time zone, as far as printing and reading times needs it; whoever calls knows the machine's. */
export interface TimeZone {
  /** Minutes east of UTC at that moment. */
  readonly offset: (at: Realtime) => number;
  /** `CET`. */
  readonly name: (at: Realtime) => string;
}

export const UTC: TimeZone = { offset: () => 0, name: () => "UTC" };

/** What a clock and a calendar on the wall show. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly usec: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const SECOND = 1_000_000;

export function wallTime(at: Realtime, zone: TimeZone): WallTime {
  const local = at + zone.offset(at) * 60 * SECOND;
  const usec = ((local % SECOND) + SECOND) % SECOND;
  const date = new Date((local - usec) / 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    usec,
    weekday: date.getUTCDay(),
  };
}

/** The reverse; what goes beyond its bounds is carried over, February 30 is March 1 or 2. */
export function fromWallTime(wall: Omit<WallTime, "weekday">, zone: TimeZone): Realtime {
  const naive = (Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) * 1000 + wall.usec) as Realtime;
  const guess = (naive - zone.offset(naive) * 60 * SECOND) as Realtime;
  // Around a change of summer time the first guess may have the offset of the other side.
  return (naive - zone.offset(guess) * 60 * SECOND) as Realtime;
}

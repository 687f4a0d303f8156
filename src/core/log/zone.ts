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
const DAY = 86_400;

export function wallTime(at: Realtime, zone: TimeZone): WallTime {
  const local = at + zone.offset(at) * 60 * SECOND;
  const seconds = Math.floor(local / SECOND);
  const days = Math.floor(seconds / DAY);
  const ofDay = seconds - days * DAY;
  return {
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
    usec: local - seconds * SECOND,
    // 1970 began on a Thursday.
    weekday: (((days + 4) % 7) + 7) % 7,
    ...dateOf(days),
  };
}

/** The reverse; what goes beyond its bounds is carried over, February 30 is March 1 or 2. */
export function fromWallTime(wall: Omit<WallTime, "weekday">, zone: TimeZone): Realtime {
  const seconds = daysUntil(wall) * DAY + wall.hour * 3600 + wall.minute * 60 + wall.second;
  const naive = (seconds * SECOND + wall.usec) as Realtime;
  const guess = (naive - zone.offset(naive) * 60 * SECOND) as Realtime;
  // Around a change of summer time the first guess may have the offset of the other side.
  return (naive - zone.offset(guess) * 60 * SECOND) as Realtime;
}

/** Days of 400 years, after which the calendar repeats itself. Years begin in March here, so that the leap day ends them. */
const ERA = 146_097;
/** From March 1 of the year 0 to 1970. */
const EPOCH = 719_468;

type CalendarDay = Pick<WallTime, "year" | "month" | "day">;

function dateOf(daysSince1970: number): CalendarDay {
  const era = Math.floor((daysSince1970 + EPOCH) / ERA);
  const ofEra = daysSince1970 + EPOCH - era * ERA;
  const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  return {
    year: year + era * 400 + (month >= 10 ? 1 : 0),
    month: month < 10 ? month + 3 : month - 9,
    day: ofYear - daysBefore(month) + 1,
  };
}

function daysUntil({ year, month, day }: CalendarDay): number {
  const march = month > 2 ? year : year - 1;
  const era = Math.floor(march / 400);
  const ofEra = march - era * 400;
  const ofYear = daysBefore((month + 9) % 12) + day - 1;
  return era * ERA + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - EPOCH;
}

/** Before the nth month counted from March: 31, 30, 31, 30, 31, over and over. */
const daysBefore = (month: number): number => Math.floor((153 * month + 2) / 5);

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Realtime } from "../base/time.ts";
import { fromWallTime, UTC, wallTime } from "./zone.ts";

test.each([
  ["the beginning", 0, "1970-01-01T00:00:00.000Z", 4],
  ["before it", -1, "1969-12-31T23:59:59.999Z", 3],
  ["a leap day", 951_782_400_000, "2000-02-29T00:00:00.000Z", 2],
  ["the day after", 951_868_800_000, "2000-03-01T00:00:00.000Z", 3],
  ["no leap day in 1900", -2_203_891_200_000, "1900-03-01T00:00:00.000Z", 4],
  ["the end of a year", 1_798_761_599_999, "2026-12-31T23:59:59.999Z", 4],
])("%s", (_, ms, iso, weekday) => {
  const wall = wallTime((ms * 1000) as Realtime, UTC);
  expect(isoOf(wall)).toBe(iso);
  expect(wall.weekday).toBe(weekday);
});

test("every day is as Node's own calendar has it, and comes back", () => {
  const anyTime = fc.integer({ min: -3e12, max: 8e12 });
  fc.assert(
    fc.property(anyTime, fc.integer({ min: -720, max: 840 }), (ms, offset) => {
      const at = (ms * 1000) as Realtime;
      const zone = { offset: () => offset, name: () => "" };
      const wall = wallTime(at, zone);
      // oxlint-disable-next-line no-restricted-globals -- what ours is measured by.
      const date = new Date(ms + offset * 60_000);
      expect([isoOf(wall), wall.weekday]).toEqual([date.toISOString(), date.getUTCDay()]);
      expect(fromWallTime(wall, zone)).toBe(at);
    }),
  );
});

function isoOf({ year, month, day, hour, minute, second, usec }: ReturnType<typeof wallTime>): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.${String(Math.floor(usec / 1000)).padStart(3, "0")}Z`;
}

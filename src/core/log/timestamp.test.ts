import { expect, test } from "vitest";
import type { Realtime } from "../base/time.ts";
import { parseTimestamp } from "./timestamp.ts";
import { UTC, type TimeZone } from "./zone.ts";

// Tue 2026-11-24 04:21:39.5 UTC
const NOW = 1_795_494_099_500_000 as Realtime;

/** Recorded with `systemd-analyze timestamp` of systemd 257 at that moment, in UTC. */
const GOOD: readonly (readonly [text: string, seconds: number])[] = [
  ["now", 1_795_494_099.5],
  ["today", 1_795_478_400],
  ["yesterday", 1_795_392_000],
  ["tomorrow", 1_795_564_800],
  ["-5min", 1_795_493_799.5],
  ["5min ago", 1_795_493_799.5],
  ["+2h", 1_795_501_299.5],
  ["1h30min ago", 1_795_488_699.5],
  ["1.5h ago", 1_795_488_699.5],
  ["2 weeks ago", 1_794_284_499.5],
  ["@1700000000", 1_700_000_000],
  ["@1700000000.5", 1_700_000_000.5],
  ["2026-11-24 03:57:08", 1_795_492_628],
  ["2026-11-24 03:57", 1_795_492_620],
  ["2026-11-24", 1_795_478_400],
  ["03:57", 1_795_492_620],
  ["03:57:08", 1_795_492_628],
  ["03:57:08.25", 1_795_492_628.25],
  ["26-11-24", 1_795_478_400],
  ["Tue 2026-11-24 03:57", 1_795_492_620],
  ["2026-11-24T03:57:08Z", 1_795_492_628],
  ["2026-11-24T03:57:08+02:00", 1_795_485_428],
  ["2026-11-24 03:57 UTC", 1_795_492_620],
  ["2026-11-24 03:57 Z", 1_795_492_620],
  ["2026-11-24 03:57:08.25 +02:00", 1_795_485_428.25],
  ["2026-11-24 +02:00", 1_795_471_200],
  ["2026-11-24Z", 1_795_478_400],
  ["Tuesday 2026-11-24", 1_795_478_400],
  ["Tue 03:57", 1_795_492_620],
  ["2026-11-24T03:57", 1_795_492_620],
  ["2026-02-30", 1_772_409_600],
  ["2026-11-24 3:5", 1_795_489_500],
  ["2026-11-24 03:57:60", 1_795_492_680],
];
const BAD = [
  "11-24",
  "Mon 2026-11-24",
  "2026-13-01",
  "25:00",
  "5min",
  "",
  "foo",
  "@-5",
  "2026-11-24 ",
  "03:57 2026-11-24",
  "+",
  " ago",
  "-infinity",
];

test.each(GOOD)("%s is %d", (text, seconds) => {
  expect(parseTimestamp(text, NOW, UTC)).toEqual({ ok: true, value: seconds * 1e6 });
});

test.each(BAD)("%j is refused", (text) => {
  expect(parseTimestamp(text, NOW, UTC)).toEqual({ ok: false, error: `Failed to parse timestamp: ${text}` });
});

/** Like Berlin in 2026: an hour ahead of UTC, two from March 29 01:00 UTC to October 25 01:00 UTC. */
const SUMMER: TimeZone = { offset: (at) => (at >= 1_774_746_000e6 && at < 1_792_890_000e6 ? 120 : 60), name: () => "CE(S)T" };

test.each([
  ["2026-07-01 12:00", "2026-07-01T10:00:00.000Z"],
  ["2026-01-01 12:00", "2026-01-01T11:00:00.000Z"],
  ["2026-03-29 01:59:59", "2026-03-29T00:59:59.000Z"],
  ["2026-03-29 03:00", "2026-03-29T01:00:00.000Z"],
  ["today", "2026-11-23T23:00:00.000Z"],
])("%s in a zone with summer time is %s", (text, expected) => {
  const read = parseTimestamp(text, NOW, SUMMER);
  // oxlint-disable-next-line no-restricted-globals -- it only prints here.
  expect(read.ok && new Date(read.value / 1000).toISOString()).toBe(expected);
});

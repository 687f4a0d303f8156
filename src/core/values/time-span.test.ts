import { describe, expect, test } from "vitest";
import { FOREVER, type Usec, usec } from "../base/time.ts";
import { formatTimeSpan, formatTimeSpanMs, parseTimeSpan, timeSpan } from "./time-span.ts";

// What systemd 257 made of RestartSec=, and how `systemctl show` printed it.
const READ: readonly (readonly [text: string, shown: string])[] = [
  ["5", "5s"],
  ["1.5", "1.500000s"],
  [".5", "500ms"],
  ["1h 30min", "1h 30min"],
  ["1.5h", "1h 30min"],
  ["90s", "1min 30s"],
  ["5 s", "5s"],
  ["5sec5ms", "5.005000s"],
  ["5 5", "10s"],
  ["infinity", "infinity"],
  [" infinity ", "infinity"],
  ["1M", "1month"],
  ["1m", "1min"],
  ["2y", "2y"],
  ["1.5y", "1y 6month"],
  ["3w", "3w"],
  ["1d2h", "1d 2h"],
  ["0", "0"],
  ["0.0000001", "0"],
  ["1.0000009", "1s"],
  ["12.34 .56", "12.900000s"],
  ["+5", "5s"],
  ["1us", "1us"],
  ["1µs", "1us"],
  ["1μs", "1us"],
  ["1msec", "1ms"],
  ["1.23456789", "1.234567s"],
  ["2.5ms", "2.500ms"],
  ["1min 1.5s", "1min 1.500000s"],
  ["61.5", "1min 1.500000s"],
  ["3599.999999", "59min 59.999999s"],
  ["59.9999", "59.999900s"],
  ["1.5us", "1us"],
  ["1.5min", "1min 30s"],
  ["100000", "1d 3h 46min 40s"],
  ["5 minutes", "5min"],
  ["1hr", "1h"],
  ["1y 1month 1w 1d 1h 1min 1s 1ms 1us", "1y 1month 1w 1d 1h 1min 1.001001s"],
];
const INVALID = ["", "5.", "inf", "12.34.56", "5S", "5Sec", "1e3", "0x10", "5parsec", "1,5", "s", ".", "infinity 5", "5 infinity"];
const OUT_OF_RANGE = ["-0", "-1", "5 -1", "584542y", "99999999999999999999", "18446744073709551615us"];

describe("time span", () => {
  test.each(READ)("%j is shown as %s", (text, shown) => {
    const read = parseTimeSpan(text);
    expect(read.ok && formatTimeSpan(read.value)).toBe(shown);
  });
  test.each(INVALID)("%j is none", (text) => {
    expect(parseTimeSpan(text).ok).toBe(false);
    expect(timeSpan.complaint(text, "RestartSec", undefined as never)).toBe(
      `Failed to parse RestartSec=${text}, ignoring: Invalid argument`,
    );
  });
  test.each(OUT_OF_RANGE)("%j is out of range", (text) => {
    expect(parseTimeSpan(text).ok).toBe(false);
    expect(timeSpan.complaint(text, "RestartSec", undefined as never)).toMatch(/Numerical result out of range$/);
  });
  test("a number without a unit counts in the unit that is given", () => {
    expect(parseTimeSpan("5", 1)).toEqual({ ok: true, value: 5 });
  });
  test.each<readonly [number, string]>([
    [1_234_567, "1.234s"],
    [12_000, "12ms"],
    [12_345, "12ms"],
    [999, "999us"],
    [1_500, "1ms"],
    [61_500_000, "1min 1.500s"],
    [60_000_001, "1min"],
    [100_000, "100ms"],
    [0, "0"],
    [Number(FOREVER), "infinity"],
  ])("%d µs to the millisecond is %s", (span, text) => {
    expect(formatTimeSpanMs(span as Usec)).toBe(text);
  });
  test("ten thousand parts are read without delay", () => {
    expect(parseTimeSpan("1s ".repeat(10_000))).toEqual({ ok: true, value: usec(1e10) });
  });
});

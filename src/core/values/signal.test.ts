import { expect, test } from "vitest";
import { type Signal, parseSignal, signal, signalName } from "./signal.ts";

// What systemd 257 made of KillSignal=.
test.each<readonly [string, number]>([
  ["TERM", 15],
  ["SIGTERM", 15],
  ["15", 15],
  ["64", 64],
  ["0x9", 9],
  ["011", 9],
  ["+9", 9],
  ["IO", 29],
  ["STKFLT", 16],
  ["SYS", 31],
  ["33", 33],
  ["RTMIN", 34],
  ["RTMIN+3", 37],
  ["SIGRTMIN+3", 37],
  ["RTMIN+03", 37],
  ["RTMIN+0x3", 37],
  ["RTMIN+30", 64],
  ["RTMAX", 64],
  ["RTMAX-1", 63],
  ["RTMAX-30", 34],
])("%s is %d", (text, number) => {
  expect(parseSignal(text)).toBe(number);
});

test.each([
  "sigterm",
  "Term",
  "RTMIN-1",
  "RTMIN3",
  "SIG9",
  "POLL",
  "IOT",
  "CLD",
  "UNUSED",
  "SIG",
  "SIGSIGTERM",
  "NULL",
  "",
  "RTMAX+1",
  "99999999999999999999",
])("%s is none", (text) => {
  expect(parseSignal(text)).toBeUndefined();
  expect(signal.complaint(text, "KillSignal", undefined as never)).toBe(`Failed to parse KillSignal=${text}, ignoring: Invalid argument`);
});
test.each(["0", "65", "-1", "RTMIN+31", "RTMAX-31"])("%s is out of range", (text) => {
  expect(parseSignal(text)).toBeUndefined();
  expect(signal.complaint(text, "KillSignal", undefined as never)).toBe(
    `Failed to parse KillSignal=${text}, ignoring: Numerical result out of range`,
  );
});

test.each<readonly [number, string]>([
  [1, "HUP"],
  [9, "KILL"],
  [15, "TERM"],
  [31, "SYS"],
  [32, "32"],
  [34, "RTMIN+0"],
  [36, "RTMIN+2"],
  [64, "RTMIN+30"],
])("%d is called %s", (number, name) => {
  expect(signalName(number as Signal)).toBe(name);
});
test("every name is read back", () => {
  for (let number = 1; number <= 64; number += 1) expect(parseSignal(signalName(number as Signal))).toBe(number);
});

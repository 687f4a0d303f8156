import { expect, it } from "vitest";
import { parseStat } from "./process-files.ts";

const rest = "1 77 76 0 -1 4194560 9 0 0 0 1 2 3 4 20 0 1 0 32515 2703360 305 18446744073709551615";

it.each([
  ["plain", `42 (sh) S ${rest}`, { pid: 42, parent: 1, session: 76, zombie: false, exiting: false, startTime: "32515" }],
  [
    "a name with parentheses and spaces",
    `42 (a) S 1 (b) ) R ${rest}`,
    { pid: 42, parent: 1, session: 76, zombie: false, exiting: false, startTime: "32515" },
  ],
  ["a zombie", `42 (sh) Z ${rest}`, { pid: 42, parent: 1, session: 76, zombie: true, exiting: true, startTime: "32515" }],
  [
    "one that is about to end",
    `42 (sh) R ${rest.replace("4194560", "4194564")}`,
    { pid: 42, parent: 1, session: 76, zombie: false, exiting: true, startTime: "32515" },
  ],
  [
    "one whose first thread has ended before the others",
    `42 (sh) Z ${rest.replace("20 0 1", "20 0 2").replace("4194560", "4194564")}`,
    { pid: 42, parent: 1, session: 76, zombie: false, exiting: false, startTime: "32515" },
  ],
  ["cut short", "42 (sh) S 1", undefined],
  ["empty", "", undefined],
])("%s", (_, text, expected) => {
  expect(parseStat(text)).toEqual(expected);
});

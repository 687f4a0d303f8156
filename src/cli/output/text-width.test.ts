import { expect, test } from "vitest";
import { PLAIN } from "../terminal.ts";
import { displayWidth, shortenEnd, shortenNearEnd } from "./text-width.ts";

test.each([
  ["", 0],
  ["abc", 3],
  ["äöü", 3],
  ["a\u0301", 1],
  ["日本", 4],
  ["🚀", 2],
])("%j takes %d columns", (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test.each([
  ["what fits stays", "abcdef", 6, "abcdef", "abcdef"],
  ["one too many", "abcdefg", 6, "abcde…", "abcd…g"],
  ["wide characters are not cut in two", "日本語日本語", 6, "日本…", "日本…"],
  ["hardly any room", "abcdef", 1, "…", "…"],
])("%s", (_, text, room, end, nearEnd) => {
  expect(shortenEnd(text, room, PLAIN)).toBe(end);
  expect(shortenNearEnd(text, room, PLAIN)).toBe(nearEnd);
});

test("without UTF-8 the mark takes three columns", () => {
  expect(shortenEnd("abcdefgh", 6, { ...PLAIN, utf8: false })).toBe("abc...");
});

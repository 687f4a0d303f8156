import { expect, test } from "vitest";
import { LINE_MAX, splitLines } from "./lines.ts";

function linesOf(text: string, prefix = true): unknown[] {
  const chunk = new TextEncoder().encode(text);
  return splitLines(chunk, 6, prefix).map(({ start, end, priority, lineBreak }) => [
    new TextDecoder().decode(chunk.subarray(start, end)),
    priority,
    ...(lineBreak === undefined ? [] : [lineBreak]),
  ]);
}

/** Recorded from systemd-journald 257. */
test.each<[name: string, text: string, lines: unknown[]]>([
  ["a line", "plain\n", [["plain", 6]]],
  [
    "two lines",
    "a\nb\n",
    [
      ["a", 6],
      ["b", 6],
    ],
  ],
  [
    "a line without end",
    "a\nend",
    [
      ["a", 6],
      ["end", 6, "eof"],
    ],
  ],
  ["empty lines are no lines", "\n\na\n\n", [["a", 6]]],
  ["a priority", "<3>err line\n", [["err line", 3]]],
  ["the least priority", "<7>debug\n", [["debug", 7]]],
  ["no such priority", "<8>eight\n", [["<8>eight", 6]]],
  ["a facility is text", "<30>facility line\n", [["<30>facility line", 6]]],
  ["a prefix that does not end", "<3\n", [["<3", 6]]],
  ["a prefix with a blank", "< 3>sp\n", [["< 3>sp", 6]]],
  ["no digit", "<x>no\n", [["<x>no", 6]]],
  ["only the first prefix counts", "<6>six<5>\n", [["six<5>", 6]]],
  ["a prefix alone is no line", "<5>\n", []],
  ["a prefix and blanks are no line", "<5>  \n", []],
  ["blanks after a prefix", "<6>  lead\n", [["  lead", 6]]],
  ["white space at the end goes", "trailing \t \n", [["trailing", 6]]],
  ["nothing but white space stays", "   \n", [["   ", 6]]],
  ["CR LF", "cr at end\r\n", [["cr at end", 6]]],
  ["CR within", "cr\rmiddle\n", [["cr\rmiddle", 6]]],
  [
    "NUL ends a line",
    "nul\0inside\n",
    [
      ["nul", 6, "nul"],
      ["inside", 6],
    ],
  ],
  ["only NULs", "\0\0\n", []],
])("%s", (_, text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});

test("SyslogLevelPrefix=no", () => {
  expect(linesOf("<3>kept\n", false)).toEqual([["<3>kept", 6]]);
});

const lengths = (text: string): unknown[] =>
  splitLines(new TextEncoder().encode(text), 6, true).map((line) => [line.end - line.start, line.lineBreak]);

/** Recorded from systemd-journald 257, with LineMax=48K. */
test.each<[name: string, text: string, lines: unknown[]]>([
  [
    "100000 bytes",
    `${"a".repeat(100_000)}\n`,
    [
      [49_152, "line-max"],
      [49_152, "line-max"],
      [1_696, undefined],
    ],
  ],
  [
    "a prefix counts",
    `<4>${"b".repeat(60_000)}\n`,
    [
      [49_149, "line-max"],
      [10_851, undefined],
    ],
  ],
  ["just short enough", `${"c".repeat(LINE_MAX - 1)}\n`, [[LINE_MAX - 1, undefined]]],
  [
    "exactly as long",
    `${"c".repeat(LINE_MAX)}\nd\n`,
    [
      [LINE_MAX, "line-max"],
      [1, undefined],
    ],
  ],
])("long line: %s", (_, text, lines) => {
  expect(lengths(text)).toEqual(lines);
});

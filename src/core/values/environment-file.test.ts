import { expect, test } from "vitest";
import { parseEnvironmentFile } from "./environment-file.ts";

// What a process of systemd 257 was given.
test.each<readonly [text: string, assignments: readonly string[]]>([
  ["A=1\nB = 2 \n  C=3", ["A=1", "B=2", "C=3"]],
  ["A='x y' B", ["A=x yB"]],
  ['A="x \\"y\\" \\$z \\n \\`q\\`"', ['A=x "y" $z \\n `q`']],
  ["A=x\\\ny\nB=1", ["A=xy", "B=1"]],
  ["# c\n;d\nA=1 # x", ["A=1 # x"]],
  ["export X=1\nA=1", ["A=1"]],
  ["A='multi\nline'\nB=2", ["A=multi\nline", "B=2"]],
  ['A="multi\nline"', ["A=multi\nline"]],
  ['A=a"b"c', ['A=a"b"c']],
  ["A='a'b", ["A=ab"]],
  ["A='a' 'b'", ["A=ab"]],
  ["A=\"a\"'b'c'd'", ["A=abc'd'"]],
  ["A=  \nB=", ["A=", "B="]],
  ["noequals\nA=1", ["A=1"]],
  ["A=x \\ \nB=1", ["A=x  ", "B=1"]],
  ["A=\\'x", ["A='x"]],
  ["A=x\\\\y", ["A=x\\y"]],
  ["=v\nA=1", ["A=1"]],
  ["1A=x\nA=1", ["A=1"]],
  ["A=1\r\nB=2\r\n", ["A=1", "B=2"]],
  ["A='unterminated\nB=2", ["A=unterminated\nB=2"]],
  ['A="unterminated', ["A=unterminated"]],
  ["A=b\\", ["A=b"]],
  ["# c\\\nA=1", ["A=1"]],
  ["A=$HOME ${X} `x`", ["A=$HOME ${X} `x`"]],
  ["A=x=y", ["A=x=y"]],
  ["A=1\nA=2", ["A=2"]],
  ['A="x\\\ny"', ["A=xy"]],
  ["A B=1", []],
  ["A=é", ["A=é"]],
  ["A=a\tb\t", ["A=a\tb"]],
  ["A='x\\'y'", ["A=x\\y'"]],
  ['A="\\\\"', ["A=\\"]],
  ["  # ind\nA=1", ["A=1"]],
  ["A=\u0001", ["A=\u0001"]],
  ["A=a  \\\n  b", ["A=a    b"]],
])("%j", (text, assignments) => {
  expect(parseEnvironmentFile(text).value).toEqual(assignments);
});

test("what is no assignment is reported with its line", () => {
  expect(parseEnvironmentFile("A=1\n\nexport X=1\n", "/etc/default/web").diagnostics).toMatchObject([
    { at: { file: "/etc/default/web", line: 3 }, message: "Ignoring invalid environment assignment 'export X=1': /etc/default/web" },
  ]);
});

test.each([
  ["quotes", '"'],
  ["backslashes", "\\"],
  ["blanks", " "],
  ["equals signs", "A="],
  ["comments", "#\n"],
])("a megabyte of %s is read without delay", (_, piece) => {
  expect(parseEnvironmentFile(piece.repeat(1_000_000 / piece.length)).value.length).toBeLessThan(2);
});

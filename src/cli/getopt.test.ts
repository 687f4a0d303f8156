import { describe, expect, test } from "vitest";
import { checkOptions, joinOptions, parseCommandLine } from "./getopt.ts";
import type { OptionRow } from "./getopt.ts";

// The order is systemctl's, since an ambiguous abbreviation lists the possibilities in the table's order.
const ROWS: readonly OptionRow[] = [
  { name: "type", short: "t", argument: "TYPE" },
  { name: "property", short: "p", argument: "NAME" },
  { name: "P", short: "P", argument: "NAME", shortOnly: true },
  { name: "all", short: "a" },
  { name: "no-block" },
  { name: "no-legend" },
  { name: "no-pager" },
  { name: "quiet", short: "q" },
  { name: "kill-whom", argument: "WHOM" },
  { name: "kill-who", argument: "WHOM", means: "kill-whom" },
  {
    name: "lines",
    short: "n",
    argument: "INTEGER",
    check: (value) => (/^\d+$/.test(value) ? undefined : `Failed to parse lines '${value}'`),
  },
  { name: "boot", short: "b", argument: "ID", optional: true },
  { name: "now" },
  { name: "tail", short: "l", argument: "N", optional: true, nextWord: /^\d+$/ },
];

function parse(text: string): string {
  const parsed = parseCommandLine(text === "" ? [] : text.split(" "), ROWS);
  if (!parsed.ok) return `error: ${parsed.error}`;
  const { options, operands } = parsed.value;
  const shown = ROWS.filter((row) => options.has(row.name)).map((row) => `${row.name}=${options.all(row.name).join(",")}`);
  return `${shown.join(" ")} | ${operands.join(" ")}`;
}

describe("what getopt_long(3) makes of", () => {
  test.each([
    ["", " | "],
    ["start web", " | start web"],
    ["-q start web", "quiet= | start web"],
    ["start web -q", "quiet= | start web"],
    ["start -- -q", " | start -q"],
    ["-- start -q", " | start -q"],
    ["start - web", " | start - web"],
    ["--lines=5 status", "lines=5 | status"],
    ["--lines 5 status", "lines=5 | status"],
    ["--lines -5 status", "lines=-5 | status"],
    ["--lines= status", "lines= | status"],
    ["-n5 status", "lines=5 | status"],
    ["-n 5 status", "lines=5 | status"],
    ["-n -q status", "lines=-q | status"],
    ["-qan5 status", "all= quiet= lines=5 | status"],
    ["-qan 5 status", "all= quiet= lines=5 | status"],
    ["-n=5 status", "lines==5 | status"],
    ["-p A -p B,C -P D", "property=A,B,C P=D | "],
    ["--no-pag", "no-pager= | "],
    ["--li 7", "lines=7 | "],
    ["--kill-whom main", "kill-whom=main | "],
    ["--kill-who=main", "kill-whom=main | "],
    ["--kill=main", "kill-whom=main | "],
    ["-b status", "boot= | status"],
    ["-b1 status", "boot=1 | status"],
    ["--boot 1", "boot= | 1"],
    ["--boot=1", "boot=1 | "],
    ["--now", "now= | "],
    ["-l 5 web", "tail=5 | web"],
    ["-l web", "tail= | web"],
    ["--tail 5 web", "tail=5 | web"],
    ["-ql", "quiet= tail= | "],
    ["--xyz", "error: unrecognized option '--xyz'"],
    ["--xyz=3", "error: unrecognized option '--xyz=3'"],
    ["--P=x", "error: unrecognized option '--P=x'"],
    ["-Z", "error: invalid option -- 'Z'"],
    ["-qZ", "error: invalid option -- 'Z'"],
    ["--no", "error: option '--no' is ambiguous; possibilities: '--no-block' '--no-legend' '--no-pager' '--now'"],
    ["--no-=3", "error: option '--no-=3' is ambiguous; possibilities: '--no-block' '--no-legend' '--no-pager'"],
    ["--no-pager=yes", "error: option '--no-pager' doesn't allow an argument"],
    ["--no-p=", "error: option '--no-pager' doesn't allow an argument"],
    ["--lines", "error: option '--lines' requires an argument"],
    ["--li", "error: option '--lines' requires an argument"],
    ["-n", "error: option requires an argument -- 'n'"],
    ["-qp", "error: option requires an argument -- 'p'"],
  ])("%j", (text, expected) => {
    expect(parse(text)).toBe(expected);
  });
});

test("reading until the first operand leaves the rest as it is", () => {
  const parsed = parseCommandLine(["-q", "logs", "-f", "--what"], ROWS, { untilOperand: true });
  expect(parsed.ok && parsed.value.operands).toEqual(["logs", "-f", "--what"]);
});

test("what was given later counts", () => {
  const [early, late] = ["--lines=1 -q", "--lines=2"].map((text) => parseCommandLine(text.split(" "), ROWS));
  if (!early?.ok || !late?.ok) throw new Error("does not parse");
  const both = joinOptions(early.value.options, late.value.options);
  expect([both.last("lines"), both.all("lines"), both.has("quiet")]).toEqual(["2", ["1", "2"], true]);
});

test("a value that its row refuses is told", () => {
  const parsed = parseCommandLine(["--lines=foo"], ROWS);
  if (!parsed.ok) throw new Error(parsed.error);
  expect(checkOptions(ROWS, parsed.value.options)).toBe("Failed to parse lines 'foo'");
});

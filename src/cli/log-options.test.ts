import { expect, test } from "vitest";
import type { Realtime } from "../core/base/time.ts";
import { UTC } from "../core/log/zone.ts";
import { parseCommandLine } from "./getopt.ts";
import { readLogsOptions, type LogsOptions } from "./log-options.ts";
import { LOGS_OPTIONS } from "./options.ts";

const NOW = 1_795_494_099_000_000 as Realtime;

function read(line: string, program = "journalctl"): unknown {
  const parsed = parseCommandLine(line.split(" ").filter(Boolean), LOGS_OPTIONS);
  if (!parsed.ok) return parsed.error;
  const options = readLogsOptions({ program, options: parsed.value.options, operands: parsed.value.operands, now: NOW, zone: UTC });
  return options.ok ? options.value : options.error;
}

test.each<[line: string, expected: Partial<LogsOptions>]>([
  ["", { units: [], lines: "all", format: "short", follow: false, quiet: false }],
  ["-u web", { units: ["web.service"] }],
  ["-u web -u db.socket --unit=a*", { units: ["web.service", "db.socket", "a*"] }],
  ["-n", { lines: { newest: 10 } }],
  ["-n5", { lines: { newest: 5 } }],
  ["-n 5", { lines: { newest: 5 } }],
  ["-n 5 -u web", { lines: { newest: 5 }, units: ["web.service"] }],
  ["--lines=all", { lines: "all" }],
  ["-n +3", { lines: { oldest: 3 } }],
  ["-f", { follow: true, lines: { newest: 10 } }],
  ["-f --no-tail", { follow: true, lines: "all" }],
  ["-f -n 3", { follow: true, lines: { newest: 3 } }],
  ["-e", { lines: { newest: 1000 } }],
  ["-xeu web", { lines: { newest: 1000 }, units: ["web.service"] }],
  ["-o json", { format: "json", quiet: true }],
  ["-o cat", { format: "cat", quiet: true }],
  ["-o with-unit", { format: "with-unit", quiet: false }],
  ["-p err", { priorities: { from: 0, to: 3 } }],
  ["-p err..err", { priorities: { from: 3, to: 3 } }],
  ["-p 4..5", { priorities: { from: 4, to: 5 } }],
  ["-p notice..warning", { priorities: { from: 4, to: 5 } }],
  ["-t kernel -t sshd", { identifiers: ["kernel", "sshd"] }],
  ["-S -5min -U now", { since: (NOW - 300e6) as Realtime, until: NOW }],
  ["-r -q -a --no-hostname --utc --no-pager -l", { reverse: true, quiet: true, all: true, hidesHostname: true, utc: true }],
])("journalctl %s", (line, expected) => {
  expect(read(line)).toMatchObject(expected);
});

test("upkeep logs takes units as operands", () => {
  expect(read("web -n 5 db.service", "upkeep")).toMatchObject({ units: ["web.service", "db.service"], lines: { newest: 5 } });
});

/** Those that are supported are refused in journalctl 257's words. */
test.each([
  ["-p foo", "Unknown log level foo"],
  ["-p ..3", "Failed to parse log level range ..3"],
  ["-p 1..2..3", "Failed to parse log level range 1..2..3"],
  ["-nfoo", "Failed to parse --lines='foo'."],
  ["-S foo", "Failed to parse timestamp: foo"],
  ["foo", "Failed to add match 'foo': Invalid argument"],
  ["-n foo", "Failed to add match 'foo': Invalid argument"],
  ["-f -r", "Please specify either --reverse or --follow, not both."],
  ["-S now -U -1h", "--since= must be before --until=."],
  ["_PID=1", "Matches such as '_PID=1' are not supported yet."],
  ["-o verbose", "--output=verbose is not supported yet."],
])("journalctl %s is refused", (line, error) => {
  expect(read(line)).toBe(error);
});

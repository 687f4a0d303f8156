import { expect, test } from "vitest";
import { exitStatusSet, matchesExit } from "./exit-status-set.ts";
import type { Signal } from "./signal.ts";

const read = (text: string) => exitStatusSet.read(text, undefined as never, "SuccessExitStatus");
const shown = (...texts: readonly string[]): string => exitStatusSet.format(exitStatusSet.join(texts.flatMap((text) => read(text).items)));

// As `systemctl show` of systemd 257 printed SuccessExitStatus=.
test.each([
  ["1 2 SIGKILL", "1 2 KILL"],
  ["TEMPFAIL 250 KILL", "75 250 KILL"],
  ["0x10", "16"],
  ["010", "8"],
  ["9", "9"],
  ["TERM RTMIN+2 33", "33 TERM RTMIN+2"],
  ["SUCCESS", "0"],
  ["1 2 1", "1 2"],
  ["KILL 9 TERM HUP", "9 HUP KILL TERM"],
  ["RTMIN", "RTMIN+0"],
  ["SIGRTMAX", "RTMIN+30"],
  ["+5", "5"],
  ["EXCEPTION KSM", "245 255"],
  ["", ""],
])("%j is shown as %j", (text, expected) => {
  expect(shown(text)).toBe(expected);
});
test("several assignments add up", () => {
  expect(shown("1", "KILL", "2 1")).toBe("1 2 KILL");
});
test.each(["256", '"1"', "1,2", "EX_TEMPFAIL", "tempfail", "-1"])("%s is dropped, and only that", (word) => {
  const { items, complaints } = read(`3 ${word} KILL`);
  expect(items).toEqual([{ status: 3 }, { signal: 9 }]);
  expect(complaints.map(({ message }) => message)).toEqual([`Failed to parse value, ignoring: ${word}`]);
});

const set = { statuses: [9], signals: [6 as Signal] };
test("a status is no signal", () => {
  expect(matchesExit(set, { code: "exited", status: 9 }, { dumped: true })).toBe(true);
  expect(matchesExit(set, { code: "killed", status: 9 as Signal }, { dumped: true })).toBe(false);
});
test("a core dump counts as its signal where the caller says so", () => {
  expect(matchesExit(set, { code: "killed", status: 6 as Signal }, { dumped: false })).toBe(true);
  expect(matchesExit(set, { code: "dumped", status: 6 as Signal }, { dumped: true })).toBe(true);
  expect(matchesExit(set, { code: "dumped", status: 6 as Signal }, { dumped: false })).toBe(false);
});

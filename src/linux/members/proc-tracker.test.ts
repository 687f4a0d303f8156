import { expect, it } from "vitest";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { ProcessStat } from "./process-files.ts";
import { assignUnits } from "./proc-tracker.ts";
import type { Marks } from "./proc-tracker.ts";

const MANAGER = 100;
const [A, B] = ["a.service", "b.service"] as [UnitName, UnitName];
const marks: Marks = {
  sessions: new Map([
    [10, A],
    [20, B],
  ]),
  seen: new Map([[50, { unit: B, startTime: "5" }]]),
};
const recognised: Record<number, UnitName> = { 30: A, 33: A };
const stat = (pid: number, parent: number, session: number, more: Partial<ProcessStat> = {}): ProcessStat => ({
  pid,
  parent,
  session,
  zombie: false,
  startTime: "1",
  ...more,
});
const unitsOf = (processes: readonly ProcessStat[]): Record<string, string> =>
  Object.fromEntries([...assignUnits(processes, MANAGER, marks, (pid) => recognised[pid])].map(([pid, { unit }]) => [pid, unit]));

it.each<[string, readonly ProcessStat[], Record<string, string>]>([
  ["a process that was spawned", [stat(10, MANAGER, 10)], { 10: A }],
  ["its child", [stat(10, MANAGER, 10), stat(11, 10, 10)], { 10: A, 11: A }],
  ["a grandchild in a session of its own", [stat(10, MANAGER, 10), stat(11, 10, 10), stat(12, 11, 12)], { 10: A, 11: A, 12: A }],
  ["an orphan of its session", [stat(11, MANAGER, 10)], { 11: A }],
  ["an orphan in a session of its own, by its environment", [stat(30, MANAGER, 30)], { 30: A }],
  ["the child of such an orphan", [stat(30, MANAGER, 30), stat(32, 30, 32)], { 30: A, 32: A }],
  ["an orphan with another environment", [stat(31, MANAGER, 31)], {}],
  ["an orphan seen before", [stat(50, MANAGER, 50, { startTime: "5" })], { 50: B }],
  ["an orphan with the pid of one seen before", [stat(50, MANAGER, 50, { startTime: "6" })], {}],
  ["a stranger with the number of a session", [stat(10, 1, 10)], {}],
  ["a zombie", [stat(10, MANAGER, 10, { zombie: true })], {}],
  ["the living child of a zombie", [stat(10, MANAGER, 10, { zombie: true }), stat(11, 10, 10)], { 11: A }],
  ["a zombie's environment is not asked for", [stat(33, MANAGER, 33, { zombie: true })], {}],
  ["two units", [stat(10, MANAGER, 10), stat(20, MANAGER, 20)], { 10: A, 20: B }],
])("%s", (_, processes, expected) => {
  expect(unitsOf(processes)).toEqual(expected);
});

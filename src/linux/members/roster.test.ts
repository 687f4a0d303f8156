import { expect, it } from "vitest";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { ProcessStat } from "./process-files.ts";
import { createRoster } from "./roster.ts";

const MANAGER = 100;
const [A, B] = ["a.service", "b.service"] as [UnitName, UnitName];
const recognised: Record<number, UnitName> = { 30: A, 33: A };
const stat = (pid: number, parent: number, session: number, more: Partial<ProcessStat> = {}): ProcessStat => ({
  pid,
  parent,
  session,
  zombie: false,
  exiting: more.zombie ?? false,
  startTime: "1",
  ...more,
});

/** Of a manager that spawned 10 and 20, and long ago 40, whose number is free again. */
function openRoster() {
  const sessions = new Map([
    [10, A],
    [20, B],
    [40, A],
  ]);
  let there: ReadonlyMap<number, ProcessStat> = new Map();
  const roster = createRoster(MANAGER, {
    read: (pid) => there.get(pid),
    isOwn: (pid) => pid === 10 || pid === 20,
    sessions,
    recognise: (pid) => recognised[pid],
    isEnding: (pid) => pid === 62,
    isUnseen: (parent) => parent === 98,
  });
  return {
    roster,
    sessions,
    admit(processes: readonly ProcessStat[]) {
      there = new Map(processes.map((process) => [process.pid, process]));
      const fresh: number[] = [];
      return {
        fresh,
        ...roster.admit(
          processes.map(({ pid }) => pid),
          ({ pid }) => fresh.push(pid),
        ),
      };
    },
  };
}
/** What is known after each list of processes in turn. */
function unitsAfter(...lists: readonly (readonly ProcessStat[])[]): Record<string, string> {
  const { roster, admit } = openRoster();
  for (const list of lists) admit(list);
  return Object.fromEntries([A, B].flatMap((unit) => roster.membersOf(unit).map(({ pid }) => [pid, unit])));
}

it.each<[string, readonly ProcessStat[], Record<string, string>]>([
  ["a process that was spawned", [stat(10, MANAGER, 10)], { 10: A }],
  ["its child", [stat(10, MANAGER, 10), stat(11, 10, 10)], { 10: A, 11: A }],
  ["a grandchild in a session of its own", [stat(10, MANAGER, 10), stat(11, 10, 10), stat(12, 11, 12)], { 10: A, 11: A, 12: A }],
  ["an orphan of its session", [stat(11, MANAGER, 10)], { 11: A }],
  ["an orphan in a session of its own, by its environment", [stat(30, MANAGER, 30)], { 30: A }],
  ["the child of such an orphan", [stat(30, MANAGER, 30), stat(32, 30, 32)], { 30: A, 32: A }],
  ["an orphan with another environment", [stat(31, MANAGER, 31)], {}],
  ["a stranger with the number of a session", [stat(10, 1, 10)], {}],
  ["an orphan that leads a session with the number of one that is over", [stat(40, MANAGER, 40)], {}],
  ["the child of such an orphan", [stat(41, 40, 40), stat(40, MANAGER, 40)], {}],
  ["a zombie, which is yet to be waited for", [stat(10, MANAGER, 10, { zombie: true })], { 10: A }],
  ["the living child of a zombie", [stat(10, MANAGER, 10, { zombie: true }), stat(11, 10, 10)], { 10: A, 11: A }],
  ["a zombie's environment is not asked for", [stat(33, MANAGER, 33, { zombie: true })], {}],
  ["two units", [stat(10, MANAGER, 10), stat(20, MANAGER, 20)], { 10: A, 20: B }],
])("%s", (_, processes, expected) => {
  expect(unitsAfter(processes)).toEqual(expected);
});

it.each<[string, readonly (readonly ProcessStat[])[], Record<string, string>]>([
  ["the child of one seen before", [[stat(10, MANAGER, 10)], [stat(12, 10, 12)]], { 10: A, 12: A }],
  ["one that became an orphan", [[stat(10, MANAGER, 10), stat(50, 10, 50)], [stat(50, MANAGER, 50)]], { 10: A, 50: A }],
  [
    "an orphan with the pid of one seen before",
    [[stat(10, MANAGER, 10), stat(50, 10, 50)], [stat(50, MANAGER, 50, { startTime: "2" })]],
    { 10: A },
  ],
  [
    "a stranger with the pid of one seen before, and its child",
    [
      [stat(10, MANAGER, 10), stat(50, 10, 50)],
      [stat(51, 50, 50), stat(50, 1, 50, { startTime: "2" })],
    ],
    { 10: A },
  ],
])("%s", (_, lists, expected) => {
  expect(unitsAfter(...lists)).toEqual(expected);
});

it.each<[string, readonly ProcessStat[], Partial<ReturnType<ReturnType<typeof openRoster>["admit"]>>]>([
  ["one that was spawned, and its child", [stat(11, 10, 10), stat(10, MANAGER, 10)], { fresh: [10, 11], units: new Set([A]) }],
  ["an orphan that nothing tells of, and its child", [stat(64, 63, 63), stat(63, MANAGER, 63)], { unknown: [63, 64] }],
  ["an orphan that ended untold", [stat(60, MANAGER, 60, { zombie: true })], { doubt: true }],
  ["an orphan that is ending", [stat(60, MANAGER, 60, { exiting: true })], { unknown: [60], doubt: true }],
  ["an orphan that ends just now", [stat(62, MANAGER, 62)], { unknown: [62], doubt: true }],
  ["one whose parent nobody has seen yet", [stat(65, 98, 98)], { early: [65], doubt: true }],
  ["a stranger that ended", [stat(61, 1, 61, { zombie: true })], {}],
])("tells of %s", (_, processes, told) => {
  const { fresh, units, unknown, doubt, early } = openRoster().admit(processes);
  expect({ fresh, units, unknown: unknown.toSorted((a, b) => a - b), doubt, early }).toEqual({
    fresh: [],
    units: new Set(),
    unknown: [],
    doubt: false,
    early: [],
    ...told,
  });
});

it("finds the new parent of one whose parent ended meanwhile", () => {
  const seen = [stat(70, 71, 10), stat(70, MANAGER, 10)];
  const roster = createRoster(MANAGER, {
    read: (pid) => (pid === 70 ? seen.shift() : undefined),
    isOwn: () => false,
    sessions: new Map([[10, A]]),
    recognise: () => undefined,
    isEnding: () => false,
    isUnseen: () => false,
  });
  expect(roster.admit([70, 71])).toMatchObject({ units: new Set([A]), unknown: [] });
});

it("forgets the number of a session once any process leads another of that number", () => {
  const { sessions, admit } = openRoster();
  admit([stat(10, MANAGER, 10), stat(40, 10, 40), stat(41, MANAGER, 40)]);
  expect([...sessions.keys()]).toEqual([10, 20]);
});

it("tells which sessions there are, unless somebody was gone", () => {
  const { roster, admit } = openRoster();
  expect(admit([stat(10, MANAGER, 10), stat(5, 1, 2)]).sessions).toEqual(new Set([10, 2]));
  expect(roster.admit([10, 99]).sessions).toBeUndefined();
});

it("tells of each once", () => {
  const { admit } = openRoster();
  const main = stat(10, MANAGER, 10);
  admit([main]);
  expect(admit([main, stat(11, 10, 10)])).toMatchObject({ fresh: [11] });
  expect(admit([main])).toMatchObject({ fresh: [], units: new Set() });
});

it("finds its way through a long line of processes", () => {
  const { admit } = openRoster();
  const line = Array.from({ length: 20_000 }, (_, at) => stat(1000 + at, at === 0 ? 10 : 999 + at, 10));
  const { fresh } = admit([...line.slice(-1), stat(10, MANAGER, 10), ...line]);
  expect([fresh.length, fresh[0], fresh.at(-1)]).toEqual([20_001, 10, 20_999]);
});

it("forgets what is dropped, and the number of a session that is over", () => {
  const { roster, sessions, admit } = openRoster();
  admit([stat(10, MANAGER, 10), stat(11, 10, 10), stat(20, MANAGER, 20), stat(40, MANAGER, 40)]);
  roster.drop(11);
  roster.keep(new Set([10, 11]));
  expect([roster.membersOf(A), roster.membersOf(B), roster.get(10)?.unit, roster.get(20)]).toEqual([
    [stat(10, MANAGER, 10)],
    [],
    A,
    undefined,
  ]);
  expect([...sessions.keys()]).toEqual([10, 20]);
});

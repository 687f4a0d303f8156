import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { ProcessStat } from "./process-files.ts";
import { createProcTracker } from "./proc-tracker.ts";

const MANAGER = 1;
const [WEB, OTHER] = ["web.service", "other.service"] as [UnitName, UnitName];

let time = 0;
beforeEach(() => {
  time = 1_000_000;
  vi.spyOn(performance, "now").mockImplementation(() => time);
});
afterEach(() => void vi.restoreAllMocks());

/** A tracker, and what /proc has for it. */
function open() {
  const there = new Map<number, ProcessStat>();
  const own = new Set<number>();
  let scarce = false;
  let chain = false;
  let reads = 0;
  const zombie = (pid: number): ProcessStat => ({ pid, parent: MANAGER, session: pid, zombie: true, exiting: true, startTime: "1" });
  const files = {
    listPids() {
      const next = 10_000 + there.size;
      if (chain) there.set(next, zombie(next));
      return [...there.keys()];
    },
    readInvocation: () => undefined,
    readOutputs: () => [],
    readProcess(pid: number) {
      reads += 1;
      if (scarce) throw Object.assign(new Error("EMFILE"), { code: "EMFILE" });
      return there.get(pid);
    },
  };
  const tracker = createProcTracker(
    MANAGER,
    (pid) => own.has(pid),
    () => undefined,
    files,
  );
  return {
    tracker,
    put(pid: number, parent: number, session: number, more: Partial<ProcessStat> = {}) {
      there.set(pid, { pid, parent, session, zombie: false, exiting: more.zombie ?? false, startTime: "1", ...more });
    },
    spawn(unit: UnitName, pid: number) {
      this.put(pid, MANAGER, pid);
      own.add(pid);
      tracker.spawned(unit, pid, []);
    },
    reap(pid: number) {
      there.delete(pid);
      own.delete(pid);
    },
    set scarce(is: boolean) {
      scarce = is;
    },
    /** Each time somebody looks an orphan has ended that nothing tells of. */
    set chain(is: boolean) {
      chain = is;
    },
    /** How many processes `work` has looked at. */
    readsOf(work: () => void): number {
      reads = 0;
      work();
      return reads;
    },
    swept(unit: UnitName) {
      const told: string[] = [];
      const looked = tracker.sweep(unit, { member: (pid) => told.push(`${pid}`), session: (number) => told.push(`session ${number}`) });
      return [looked, ...told];
    },
  };
}

it("looks at strangers once, and then at who is asked about", () => {
  const world = open();
  world.put(2, 0, 0);
  for (let pid = 1000; pid < 1500; pid++) world.put(pid, 2, 2);
  world.spawn(WEB, 20);
  expect(world.tracker.list(WEB)).toEqual([20]);
  world.put(21, 20, 20);
  expect(world.readsOf(() => expect(world.tracker.list(WEB)).toEqual([20, 21]))).toBeLessThan(5);
});

it("finds again, after a while, one whose pid was given away", () => {
  const world = open();
  world.put(30, 2, 2);
  world.spawn(WEB, 20);
  world.tracker.list(WEB);
  world.put(30, 20, 20, { startTime: "2" });
  time += 101;
  expect(world.tracker.list(WEB)).toEqual([20, 30]);
});

it("signals no session whose leader was waited for long ago", () => {
  const world = open();
  world.spawn(WEB, 20);
  world.put(20, MANAGER, 20, { zombie: true });
  expect(world.swept(WEB)).toEqual([true, "session 20"]);
  world.reap(20);
  time += 60_000;
  // Somebody else's, in a session with the same number.
  world.put(20, 2, 20, { startTime: "2" });
  expect(world.swept(WEB)).toEqual([true]);
});

it("gives nobody a unit for the number of a session that was over before", () => {
  const world = open();
  world.spawn(WEB, 20);
  world.spawn(OTHER, 22);
  expect(world.tracker.list(WEB)).toEqual([20]);
  world.reap(20);
  time += 101;
  world.tracker.list(WEB);
  // A daemon of the other unit's, which led a session of that number and is gone.
  world.put(21, MANAGER, 20);
  expect([world.tracker.list(WEB), world.tracker.list(OTHER)]).toEqual([[], [22]]);
});

it("loses nobody who came while nothing could be seen", () => {
  const world = open();
  world.spawn(WEB, 20);
  world.tracker.list(WEB);
  world.put(21, 20, 20);
  world.reap(20);
  world.put(21, MANAGER, 20);
  world.scarce = true;
  expect(world.tracker.emptyAmong([WEB], true)).toEqual({ empty: [], again: true });
  expect(world.tracker.list(WEB)).toBeUndefined();
  expect(world.swept(WEB)).toEqual([false]);
  world.scarce = false;
  expect(world.tracker.emptyAmong([WEB, OTHER], true)).toEqual({ empty: [OTHER], again: false });
  expect(world.swept(WEB)).toEqual([true, "21"]);
});

it("is in doubt as long as orphans end that nobody knows", () => {
  const world = open();
  world.spawn(WEB, 20);
  world.reap(20);
  world.chain = true;
  expect(world.tracker.emptyAmong([WEB], true)).toEqual({ empty: [], again: true });
  expect(world.readsOf(() => world.swept(WEB))).toBeLessThan(100);
  expect(world.tracker.emptyAmong([WEB], false)).toEqual({ empty: [WEB], again: false });
  world.chain = false;
  world.tracker.emptyAmong([WEB], true);
  expect(world.tracker.emptyAmong([WEB], true)).toEqual({ empty: [WEB], again: false });
});

it("finds a child that was listed before its parent was born", () => {
  const world = open();
  world.spawn(WEB, 20);
  world.tracker.list(WEB);
  // 31 is the child of 30, which was not there yet when its place in the list was passed.
  world.put(31, 30, 20);
  expect(world.tracker.emptyAmong([WEB, OTHER], true)).toEqual({ empty: [], again: true });
  world.put(30, 20, 20);
  expect(world.tracker.list(WEB)).toEqual([20, 30, 31]);
});

it("takes a parent that is never to be seen for a stranger", () => {
  const world = open();
  world.put(31, 30, 30);
  expect([1, 2].map(() => world.tracker.emptyAmong([WEB], true).again)).toEqual([true, false]);
  time += 101;
  expect(world.tracker.emptyAmong([WEB], true).again).toBe(false);
});

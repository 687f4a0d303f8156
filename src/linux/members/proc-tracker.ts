/**
 * Members without cgroups: the manager's descendants, told apart by the process they descend from, by their session (each process that is
 * spawned leads one of its own), and, for those that left both, by the INVOCATION_ID in their environment.
 */
import type { UnitName } from "../../core/values/unit-name.ts";
import { ok } from "../../core/base/result.ts";
import { listProcesses, readInvocation, readStat } from "./process-files.ts";
import type { ProcessStat } from "./process-files.ts";
import type { MemberTracker } from "./tracker.ts";

/** What a process is recognised by. */
export interface Marks {
  /** Units by the pid of the processes spawned for them, which is their session's number as well. */
  readonly sessions: ReadonlyMap<number, UnitName>;
  readonly invocations: ReadonlyMap<string, UnitName>;
  /** Processes recognised before, by pid, with their start time. */
  readonly seen: ReadonlyMap<number, Seen>;
}
interface Seen {
  readonly unit: UnitName;
  readonly startTime: string;
}

const ENTRY = ok({ join: [] });
/** Restarts leave sessions behind; when there are so many we look which of them still exist. */
const PRUNE_FIRST_AT = 512;

export function createProcTracker(manager: number): MemberTracker {
  const sessions = new Map<number, UnitName>();
  const invocations = new Map<string, UnitName>();
  let seen = new Map<number, Seen>();
  const released = new Set<UnitName>();
  let pruneAt = PRUNE_FIRST_AT;

  const scan = (): ReadonlyMap<number, Seen> => {
    const processes = listProcesses();
    seen = new Map(assignUnits(processes, manager, { sessions, invocations, seen }, readInvocation));
    forgetReleased(seen);
    return seen;
  };
  const prune = (): void => {
    const members = new Map(assignUnits(listProcesses(), manager, { sessions, invocations, seen }, readInvocation));
    const alive = new Set([...members.keys()].map((pid) => readStat(pid)?.session));
    for (const session of sessions.keys()) if (!alive.has(session)) sessions.delete(session);
    const latest = new Map([...invocations].map(([invocation, unit]) => [unit, invocation]));
    for (const [invocation, unit] of invocations) if (latest.get(unit) !== invocation) invocations.delete(invocation);
    seen = members;
    pruneAt = PRUNE_FIRST_AT + 2 * sessions.size;
  };
  const forgetReleased = (members: ReadonlyMap<number, Seen>): void => {
    if (released.size === 0) return;
    const alive = new Set([...members.values()].map(({ unit }) => unit));
    for (const unit of released) if (!alive.has(unit)) forget(unit);
  };
  const forget = (unit: UnitName): void => {
    released.delete(unit);
    for (const marks of [sessions, invocations])
      for (const [key, owner] of marks) if (owner === unit) (marks as Map<unknown, UnitName>).delete(key);
  };
  return {
    kind: "proc",
    enter: () => ENTRY,
    spawned: (unit, pid, environment) => {
      released.delete(unit);
      sessions.set(pid, unit);
      const mark = environment.find((assignment) => assignment.startsWith("INVOCATION_ID="));
      if (mark) invocations.set(mark.slice("INVOCATION_ID=".length), unit);
      if (sessions.size + invocations.size > pruneAt) prune();
    },
    list: (unit) => [...scan()].filter(([, member]) => member.unit === unit).map(([pid]) => pid),
    emptyAmong: (units) => {
      const alive = new Set([...scan().values()].map(({ unit }) => unit));
      return units.filter((unit) => !alive.has(unit));
    },
    watch: () => false,
    hints: () => [],
    isMember: (unit, pid) => {
      const before = seen.get(pid);
      return before?.unit === unit && readStat(pid)?.startTime === before.startTime;
    },
    unitOf: (pid) => {
      const before = seen.get(pid);
      if (before && readStat(pid)?.startTime === before.startTime) return before.unit;
      return scan().get(pid)?.unit;
    },
    release: (unit) => void released.add(unit),
    cgroup: () => undefined,
    close: () => {},
  };
}

/**
 * The unit of each descendant of `manager` that belongs to one. A zombie is no member. `invocationOf` is asked only about a process that
 * nothing else tells of.
 */
export function assignUnits(
  processes: readonly ProcessStat[],
  manager: number,
  marks: Marks,
  invocationOf: (pid: number) => string | undefined,
): ReadonlyMap<number, Seen> {
  const children = new Map<number, ProcessStat[]>();
  for (const process of processes) {
    const siblings = children.get(process.parent);
    if (siblings) siblings.push(process);
    else children.set(process.parent, [process]);
  }
  const members = new Map<number, Seen>();
  const visit = (parent: number, inherited: UnitName | undefined): void => {
    for (const process of children.get(parent) ?? []) {
      const unit = ownUnit(process, marks, parent === manager, invocationOf) ?? inherited;
      if (unit !== undefined && !process.zombie) members.set(process.pid, { unit, startTime: process.startTime });
      visit(process.pid, unit);
    }
  };
  visit(manager, undefined);
  return members;
}

function ownUnit(
  process: ProcessStat,
  marks: Marks,
  adopted: boolean,
  invocationOf: (pid: number) => string | undefined,
): UnitName | undefined {
  const bySession = marks.sessions.get(process.session);
  if (bySession !== undefined) return bySession;
  const before = marks.seen.get(process.pid);
  if (before?.startTime === process.startTime) return before.unit;
  // Deeper in the tree the parent tells; an orphan that left its session has nothing but its environment.
  const invocation = adopted && !process.zombie ? invocationOf(process.pid) : undefined;
  return invocation === undefined ? undefined : marks.invocations.get(invocation);
}

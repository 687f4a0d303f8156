/**
 * Members without cgroups: the manager's descendants, told apart by the process they descend from, by their session (each process that is
 * spawned leads one of its own), and, for those that left both, by the INVOCATION_ID in their environment or the log pipe they print to.
 *
 * *Orphan*: a process whose parent has ended, and which is the manager's child since.
 */
import type { UnitName } from "../../core/values/unit-name.ts";
import { ok } from "../../core/base/result.ts";
import { listChildren, listProcesses, readInvocation, readOutputs, readStat } from "./process-files.ts";
import type { ProcessStat } from "./process-files.ts";
import { SWEEPS } from "./tracker.ts";
import type { MemberTracker } from "./tracker.ts";

/** What a process is recognised by. */
export interface Marks {
  /** Units by the pid of the processes spawned for them, which is their session's number as well. */
  readonly sessions: ReadonlyMap<number, UnitName>;
  /** Processes recognised before, by pid, with their start time. */
  readonly seen: ReadonlyMap<number, Pick<Seen, "unit" | "startTime">>;
}
interface Seen extends ProcessStat {
  readonly unit: UnitName;
}

const ENTRY = ok({ join: [] });
/** Restarts leave sessions behind; when there are so many we look which of them still exist. */
const PRUNE_FIRST_AT = 512;
/** How often orphans are looked for after each look at all processes, and how many looks that never settle put off saying "empty". */
const ORPHAN_ROUNDS = 64;
const UNSETTLED_LOOKS = 32;

/** `unitOfOutput`: the unit of a log pipe by the kernel's name of it, such as `pipe:[4711]`. */
export function createProcTracker(manager: number, unitOfOutput: (name: string) => UnitName | undefined): MemberTracker {
  const sessions = new Map<number, UnitName>();
  const invocations = new Map<string, UnitName>();
  let seen = new Map<number, Seen>();
  const released = new Set<UnitName>();
  let pruneAt = PRUNE_FIRST_AT;
  let unsettled = 0;

  const recognise = (pid: number): UnitName | undefined => {
    const unit = invocations.get(readInvocation(pid) ?? "");
    if (unit !== undefined) return unit;
    return readOutputs(pid)
      .map(unitOfOutput)
      .find((owner) => owner !== undefined);
  };
  /**
   * Tells of every member that lives, and of those that became orphans and ended meanwhile. The list of all processes is old before it is
   * complete; so the list of our children, which is read in no time and ends with the latest, is read until nobody is new: as nobody is
   * waited for in between, all that became orphans are in it. Whether all that came is known: else somebody may have got away. Undefined if
   * nothing can be seen now.
   */
  const look = (found: (process: Seen) => void): boolean | undefined => {
    const processes = listProcesses();
    if (processes === undefined) return undefined;
    const members = new Map(assignUnits(processes, manager, { sessions, seen }, recognise));
    seen = members;
    for (const process of members.values()) found(process);
    const known = new Set(processes.map(({ pid }) => pid));
    let settled = true;
    for (let round = 0; round < ORPHAN_ROUNDS; round++) {
      const orphans = listChildren(manager).filter((pid) => !known.has(pid));
      if (orphans.length === 0) break;
      settled = true;
      for (const pid of orphans.toReversed()) {
        known.add(pid);
        const process = readStat(pid);
        const unit = process && ownUnit(process, { sessions, seen }, true, recognise);
        if (process === undefined || unit === undefined) settled = false;
        else {
          members.set(pid, { ...process, unit });
          found({ ...process, unit });
        }
      }
    }
    if (settled) forgetReleased(members);
    return settled;
  };
  /** The one that leads a session can't leave it, and one that has ended can't either. */
  const holdsSession = ({ pid, unit, session, zombie }: Seen): boolean => session === pid || (zombie && sessions.get(session) === unit);
  const prune = (): void => {
    const processes = listProcesses();
    if (processes === undefined) return;
    const members = new Map(assignUnits(processes, manager, { sessions, seen }, recognise));
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
    list: (unit) => {
      const pids: number[] = [];
      look((process) => process.unit === unit && !process.zombie && pids.push(process.pid));
      return pids;
    },
    sweep: (unit, found) => {
      const done = new Set<number>();
      for (let pass = 0, fresh = true; fresh && pass < SWEEPS; pass++) {
        fresh = false;
        const settled = look((process) => {
          if (process.unit !== unit || done.has(process.pid)) return;
          fresh = true;
          done.add(process.pid);
          const child = process.parent === manager;
          if (!process.zombie) found.member(process.pid, child);
          if (child && holdsSession(process)) found.session?.(process.session);
        });
        fresh ||= settled === false;
      }
    },
    emptyAmong: (units) => {
      const alive = new Set<UnitName>();
      const settled = look(({ unit }) => alive.add(unit));
      if (settled === undefined) return [];
      unsettled = settled ? 0 : unsettled + 1;
      // There is going to be another look, as those that came and went have yet to be waited for.
      return unsettled % UNSETTLED_LOOKS === 0 ? units.filter((unit) => !alive.has(unit)) : [];
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
      look(() => {});
      return seen.get(pid)?.unit;
    },
    release: (unit) => void released.add(unit),
    cgroup: () => undefined,
    close: () => {},
  };
}

/**
 * The unit of each descendant of `manager` that belongs to one. A zombie is no member. `recognise` is asked only about a process that
 * nothing else tells of.
 */
export function assignUnits(
  processes: readonly ProcessStat[],
  manager: number,
  marks: Marks,
  recognise: (pid: number) => UnitName | undefined,
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
      const unit = ownUnit(process, marks, parent === manager, recognise) ?? inherited;
      if (unit !== undefined && !process.zombie) members.set(process.pid, { ...process, unit });
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
  recognise: (pid: number) => UnitName | undefined,
): UnitName | undefined {
  const bySession = marks.sessions.get(process.session);
  if (bySession !== undefined) return bySession;
  const before = marks.seen.get(process.pid);
  if (before?.startTime === process.startTime) return before.unit;
  // Deeper in the tree the parent tells; an orphan that left its session has nothing but what it was given.
  return adopted && !process.zombie ? recognise(process.pid) : undefined;
}

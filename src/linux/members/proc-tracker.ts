/**
 * Members without cgroups: the manager's descendants, told apart by the process they descend from; orphans by their session (each process
 * that is spawned leads one of its own), and, if they left that, by the INVOCATION_ID in their environment or the log pipe they print to.
 */
import type { UnitName } from "../../core/values/unit-name.ts";
import { ok } from "../../core/base/result.ts";
import * as processFiles from "./process-files.ts";
import { unlessScarce } from "./process-files.ts";
import type { ProcessStat } from "./process-files.ts";
import { createRoster } from "./roster.ts";
import type { Admission } from "./roster.ts";
import { SWEEPS } from "./tracker.ts";
import type { MemberTracker } from "./tracker.ts";

const ENTRY = ok({ join: [] });
/** Restarts leave sessions behind; when there are so many we look which of them still exist. */
const PRUNE_FIRST_AT = 512;
/** How often we look again at once because of a doubt, and for how long it puts off saying "empty". */
const ROUNDS_IN_DOUBT = 8;
const DOUBT_MS = 2000;
/** So long a pid that was listed twice is the same process: to give all the others away meanwhile takes the kernel longer. */
const SAME_FOR_MS = 100;

/** `isOwn`: see `Marks`. `unitOfOutput`: the unit of a log pipe by the kernel's name of it, such as `pipe:[4711]`. */
export function createProcTracker(
  manager: number,
  isOwn: (pid: number) => boolean,
  unitOfOutput: (name: string) => UnitName | undefined,
  files: Pick<typeof processFiles, "listPids" | "readInvocation" | "readOutputs" | "readProcess"> = processFiles,
): MemberTracker {
  const { listPids, readInvocation, readOutputs, readProcess } = files;
  const sessions = new Map<number, UnitName>();
  const invocations = new Map<string, UnitName>();
  const recognise = (pid: number): UnitName | undefined => {
    const unit = invocations.get(readInvocation(pid) ?? "");
    if (unit !== undefined) return unit;
    return readOutputs(pid)
      .map(unitOfOutput)
      .find((owner) => owner !== undefined);
  };
  const isEnding = (pid: number): boolean => readProcess(pid)?.exiting !== false;
  const roster = createRoster(manager, { read: readProcess, isOwn, sessions, recognise, isEnding });
  let unknown: readonly number[] = [];
  let listed: ReadonlySet<number> = new Set();
  let allReadAt = Number.NEGATIVE_INFINITY;
  let pruneAt = PRUNE_FIRST_AT;
  /** The first and the last of the looks in a row that ended in doubt. */
  let doubtSince = 0;
  let doubtAt = 0;

  const isOld = (): boolean => performance.now() - allReadAt > SAME_FOR_MS;
  /** Admits who came since the last time, the latest first, as it may be gone in no time. */
  const discover = (onFresh?: (process: ProcessStat, unit: UnitName) => void): Admission => {
    const pids = listPids();
    const anew = isOld();
    if (anew) {
      allReadAt = performance.now();
      listed = new Set();
      unknown = [];
      roster.keep(new Set(pids));
    }
    const asked = pids.filter((pid) => !listed.has(pid)).toReversed();
    const admission = roster.admit([...asked, ...unknown], onFresh);
    listed = new Set(pids);
    unknown = admission.unknown;
    // The numbers of those that are over may be given to anybody.
    if (anew && admission.sessions) keepOnly(sessions, admission.sessions);
    return admission;
  };
  /** As they are now, also those that have ended and not been waited for; these stay as they are for a while. */
  const membersOf = (unit: UnitName): readonly ProcessStat[] => {
    const old = isOld();
    return roster.membersOf(unit).flatMap((process) => (process.zombie && !old ? process : (memberAt(process.pid, unit) ?? [])));
  };
  const memberAt = (pid: number, unit: UnitName): ProcessStat | undefined => {
    const entry = roster.get(pid);
    if (entry?.unit !== unit) return undefined;
    const process = readProcess(pid);
    if (process?.startTime === entry.process.startTime) {
      roster.update(process);
      return process;
    }
    roster.drop(pid);
    return undefined;
  };
  const isAlive = ({ zombie }: ProcessStat): boolean => !zombie;
  /** Those without a member. Who had members is asked first: only then have all their children been born. */
  const findEmpty = (units: readonly UnitName[]): readonly UnitName[] => {
    const idle = units.filter((unit) => !membersOf(unit).some(isAlive));
    if (idle.length === 0) return [];
    let found = discover();
    const came = new Set(found.units);
    for (let round = 0; found.doubt && round < ROUNDS_IN_DOUBT; round++) {
      found = discover();
      for (const unit of found.units) came.add(unit);
    }
    const now = performance.now();
    if (!found.doubt || now - doubtAt > DOUBT_MS) doubtSince = now;
    if (found.doubt) doubtAt = now;
    // Of those that came and are gone, as of those in doubt, somebody has yet to be waited for: there is going to be another look.
    return now - doubtSince < DOUBT_MS && found.doubt ? [] : idle.filter((unit) => !came.has(unit));
  };
  /** The one that leads a session can't leave it, and one that has ended can't either. */
  const holdsSession = ({ pid, session, zombie }: ProcessStat, unit: UnitName): boolean =>
    session === pid || (zombie && sessions.get(session) === unit);
  const prune = (): void => {
    allReadAt = Number.NEGATIVE_INFINITY;
    unlessScarce(discover);
    const latest = new Map([...invocations].map(([invocation, unit]) => [unit, invocation]));
    keepOnly(invocations, new Set(latest.values()));
    pruneAt = PRUNE_FIRST_AT + 2 * sessions.size;
  };
  const forget = (unit: UnitName): void => {
    for (const marks of [sessions, invocations])
      for (const [key, owner] of marks) if (owner === unit) (marks as Map<unknown, UnitName>).delete(key);
  };
  return {
    kind: "proc",
    enter: () => ENTRY,
    spawned: (unit, pid, environment) => {
      sessions.set(pid, unit);
      const mark = environment.find((assignment) => assignment.startsWith("INVOCATION_ID="));
      if (mark) invocations.set(mark.slice("INVOCATION_ID=".length), unit);
      if (sessions.size + invocations.size > pruneAt) prune();
    },
    list: (unit) =>
      unlessScarce(() => {
        discover();
        return membersOf(unit)
          .filter(isAlive)
          .map(({ pid }) => pid);
      }),
    sweep: (unit, found) => {
      const done = new Set<number>();
      const tell = (process: ProcessStat, owner = unit): void => {
        if (owner !== unit || done.has(process.pid)) return;
        done.add(process.pid);
        const child = process.parent === manager;
        if (!process.zombie) found.member(process.pid, child);
        if (child && holdsSession(process, unit)) found.session?.(process.session);
      };
      const pass = (): Admission => {
        membersOf(unit).forEach((process) => tell(process));
        return discover(tell);
      };
      for (let passes = 0; passes < SWEEPS; passes++) {
        const admission = unlessScarce(pass);
        if (admission === undefined) return false;
        if (!admission.doubt && !admission.units.has(unit)) break;
      }
      return true;
    },
    emptyAmong: (units) => unlessScarce(() => findEmpty(units)) ?? [],
    watch: () => false,
    hints: () => [],
    isMember: (unit, pid) => unlessScarce(() => memberAt(pid, unit)) !== undefined,
    unitOf: (pid) => {
      unlessScarce(discover);
      const entry = roster.get(pid);
      return entry && unlessScarce(() => memberAt(pid, entry.unit)) && entry.unit;
    },
    release: (unit) => {
      if (unlessScarce(() => findEmpty([unit]))?.length === 1) forget(unit);
    },
    cgroup: () => undefined,
    close: () => {},
  };
}

function keepOnly<Key>(map: Map<Key, unknown>, kept: ReadonlySet<Key>): void {
  for (const key of map.keys()) if (!kept.has(key)) map.delete(key);
}

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
import type { Emptied, MemberTracker } from "./tracker.ts";

const ENTRY = ok({ join: [] });
/** Restarts leave sessions behind; when there are so many we look which of them still exist. */
const PRUNE_FIRST_AT = 512;
/** How often we look again at once because of a doubt. */
const ROUNDS_IN_DOUBT = 8;
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
  /** Who was there the last time. Those that were early then are taken as they are: with hidepid= many a parent is never to be seen. */
  let listed: ReadonlySet<number> = new Set();
  let early: ReadonlySet<number> = new Set();
  const isUnseen = (parent: number, pid: number): boolean => parent !== 0 && !listed.has(parent) && !early.has(pid);
  const roster = createRoster(manager, { read: readProcess, isOwn, sessions, recognise, isEnding, isUnseen });
  let unknown: readonly number[] = [];
  let allReadAt = Number.NEGATIVE_INFINITY;
  let pruneAt = PRUNE_FIRST_AT;

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
    const now = new Set(pids);
    early = new Set([...early, ...admission.early].filter((pid) => now.has(pid)));
    for (const pid of admission.early) now.delete(pid);
    listed = now;
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
  /** Who had members is asked first: only then have all their children been born. */
  const findEmpty = (units: readonly UnitName[], patient: boolean): Emptied => {
    const idle = units.filter((unit) => !membersOf(unit).some(isAlive));
    if (idle.length === 0) return { empty: [], again: false };
    const { units: came, doubt } = discover();
    if (doubt && patient) return { empty: [], again: true };
    // Of those that came and are gone already somebody has yet to be waited for: there is going to be another look.
    return { empty: idle.filter((unit) => !came.has(unit)), again: false };
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
      let doubts = 0;
      for (let passes = 0; passes < SWEEPS && doubts <= ROUNDS_IN_DOUBT; passes++) {
        const admission = unlessScarce(pass);
        if (admission === undefined) return false;
        if (admission.units.has(unit)) continue;
        if (!admission.doubt) break;
        doubts += 1;
      }
      return true;
    },
    emptyAmong: (units, patient) => unlessScarce(() => findEmpty(units, patient)) ?? { empty: [], again: true },
    watch: () => false,
    hints: () => [],
    isMember: (unit, pid) => unlessScarce(() => memberAt(pid, unit)) !== undefined,
    unitOf: (pid) => {
      unlessScarce(discover);
      const entry = roster.get(pid);
      return entry && unlessScarce(() => memberAt(pid, entry.unit)) && entry.unit;
    },
    release: (unit) => {
      if (unlessScarce(() => findEmpty([unit], true))?.empty.length === 1) forget(unit);
    },
    cgroup: () => undefined,
    close: () => {},
  };
}

function keepOnly<Key>(map: Map<Key, unknown>, kept: ReadonlySet<Key>): void {
  for (const key of map.keys()) if (!kept.has(key)) map.delete(key);
}

/** Whose the manager's descendants are, as far as they have been seen. A process belongs to the unit of its parent, from birth to its end. */
import type { UnitName } from "../../core/values/unit-name.ts";
import type { ProcessStat } from "./process-files.ts";

/** What tells of a process. */
export interface Marks {
  /** Undefined if there is none. */
  read(pid: number): ProcessStat | undefined;
  /** Whether it was spawned by the manager, and has not been waited for. */
  isOwn(pid: number): boolean;
  /** Units by the pid of the processes spawned for them, which is their session's number as well; as long as there is such a session. */
  readonly sessions: Map<number, UnitName>;
  /** Asked only about an orphan that nothing else tells of: by what it was given. One that `isEnding` may have lost it. */
  recognise(pid: number): UnitName | undefined;
  isEnding(pid: number): boolean;
  /** Whether that parent, of a process that is looked at, has never been looked at itself: it may have been born after we listed who is there. */
  isUnseen(parent: number, pid: number): boolean;
}

export interface Entry {
  readonly unit: UnitName;
  /** As it was last seen. */
  readonly process: ProcessStat;
}

export interface Admission {
  /** Units that have a process more. */
  readonly units: ReadonlySet<UnitName>;
  /** Orphans that nothing tells of, and their descendants; to be looked at again, as some may be recognised later. */
  readonly unknown: readonly number[];
  /** An orphan is ending before anybody could say whose it was: what it leaves behind is yet to be seen. Or somebody is early. */
  readonly doubt: boolean;
  /** Those whose parent nobody has seen; to be looked at again once it has been. */
  readonly early: readonly number[];
  /** The sessions of the processes that were looked at; undefined if one of them was gone, as another may have come in its place. */
  readonly sessions: ReadonlySet<number> | undefined;
}

export interface Roster {
  /** Looks at those processes, in this order; `onFresh` is told of each that is new as soon as it is known. */
  admit(pids: readonly number[], onFresh?: (process: ProcessStat, unit: UnitName) => void): Admission;
  get(pid: number): Entry | undefined;
  /** Some of which may have ended meanwhile. */
  membersOf(unit: UnitName): readonly ProcessStat[];
  /** One that is in it already, as it is now. */
  update(process: ProcessStat): void;
  drop(pid: number): void;
  /** Drops all but those. */
  keep(pids: ReadonlySet<number>): void;
}

/** *Orphan*: a process whose parent has ended, and which is the manager's child since. */
export function createRoster(manager: number, marks: Marks): Roster {
  const entries = new Map<number, Entry>();
  const byUnit = new Map<UnitName, Set<number>>();

  const put = (pid: number, entry: Entry): void => {
    entries.set(pid, entry);
    const pids = byUnit.get(entry.unit);
    if (pids) pids.add(pid);
    else byUnit.set(entry.unit, new Set([pid]));
  };
  const drop = (pid: number): void => {
    const unit = entries.get(pid)?.unit;
    if (unit === undefined) return;
    entries.delete(pid);
    const pids = byUnit.get(unit);
    pids?.delete(pid);
    if (pids?.size === 0) byUnit.delete(unit);
  };
  const unitOfChild = ({ pid, session, zombie }: ProcessStat): UnitName | undefined =>
    marks.sessions.get(session) ?? (zombie ? undefined : marks.recognise(pid));
  /** The process and those of its ancestors that are asked about as well, the first of them first. */
  const ancestry = (
    from: number,
    asked: ReadonlySet<number>,
    decided: Map<number, unknown>,
    read: Marks["read"],
  ): readonly ProcessStat[] => {
    const line: ProcessStat[] = [];
    for (let pid = from; pid !== manager && asked.has(pid) && !decided.has(pid);) {
      decided.set(pid, undefined);
      const process = read(pid);
      if (process !== undefined) {
        line.push(process);
        pid = process.parent;
        continue;
      }
      drop(pid);
      // Its child was read before it ended, and has another parent now.
      const child = line.pop();
      if (child === undefined) break;
      decided.delete(child.pid);
      pid = child.pid;
    }
    return line.toReversed();
  };
  return {
    admit: (pids, onFresh) => {
      const units = new Set<UnitName>();
      const unknown = new Set<number>();
      const sessions = new Set<number>();
      const early: number[] = [];
      let doubt = false;
      let gone = false;
      const asked = new Set(pids);
      /** `null`: one of our descendants, but whose is not known. */
      const decided = new Map<number, UnitName | null | undefined>();
      const unitAt = (pid: number): UnitName | null | undefined => (asked.has(pid) ? decided.get(pid) : entries.get(pid)?.unit);
      const read = (pid: number): ProcessStat | undefined => {
        const process = marks.read(pid);
        if (process === undefined) gone = true;
        else sessions.add(process.session);
        // The number of a session that is over has been given away again.
        if (process?.session === pid && !marks.isOwn(pid)) marks.sessions.delete(pid);
        return process;
      };
      const decide = (process: ProcessStat): UnitName | null | undefined => {
        const { pid, parent } = process;
        if (parent !== manager) {
          if (!asked.has(parent) && !entries.has(parent) && marks.isUnseen(parent, pid)) early.push(pid);
          return unitAt(parent);
        }
        const unit = unitOfChild(process);
        if (unit === undefined && (process.exiting || marks.isEnding(process.pid))) doubt = true;
        return unit ?? null;
      };
      const enter = (process: ProcessStat): void => {
        const { pid, startTime } = process;
        const before = entries.get(pid);
        const isKnown = before?.process.startTime === startTime;
        const unit = isKnown ? before?.unit : decide(process);
        decided.set(pid, unit);
        if (isKnown) return;
        drop(pid);
        if (unit === null && !process.zombie) unknown.add(pid);
        if (!unit) return;
        put(pid, { unit, process });
        units.add(unit);
        onFresh?.(process, unit);
      };
      for (const pid of pids) for (const process of ancestry(pid, asked, decided, read)) enter(process);
      return { units, unknown: [...unknown], doubt: doubt || early.length > 0, early, sessions: gone ? undefined : sessions };
    },
    get: (pid) => entries.get(pid),
    membersOf: (unit) => [...(byUnit.get(unit) ?? [])].flatMap((pid) => entries.get(pid)?.process ?? []),
    update: (process) => {
      const entry = entries.get(process.pid);
      if (entry) entries.set(process.pid, { ...entry, process });
    },
    drop,
    keep: (pids) => {
      for (const pid of entries.keys()) if (!pids.has(pid)) drop(pid);
    },
  };
}

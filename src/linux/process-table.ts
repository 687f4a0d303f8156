/** The manager's own processes that have not been waited for, and those that it has adopted, by pid and by name. */
import type { ProcessRef } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";

export interface Own<Extra> {
  readonly unit: UnitName;
  readonly process: ProcessRef;
  readonly pid: number;
  readonly extra: Extra;
  /** Adopted, and no child of ours when it was: when it began, so that it is told from a later one with its pid. */
  readonly birth?: string;
}

export interface ProcessTable<Extra> {
  /** One that has just been made. Whoever had its pid before has ended. */
  add(own: Own<Extra>): void;
  /** Under its new name; what was known of it stays. */
  adopt(own: Own<Extra>): void;
  /** Forgets those of the unit that nobody may ever tell the end of. */
  forgetAliens(unit: UnitName): void;
  /** Takes out what has been waited for: for whom it was, the first of them the unit that it was made for. */
  take(pid: number): readonly Own<Extra>[];
  /** For whom it was made, or was adopted first. */
  byPid(pid: number): Own<Extra> | undefined;
  /** All whose process it is. */
  ownersOf(pid: number): readonly Own<Extra>[];
  byName(process: ProcessRef): Own<Extra> | undefined;
  /** How many of the unit are to be waited for. */
  count(unit: UnitName): number;
}

export function createProcessTable<Extra>(): ProcessTable<Extra> {
  /** Mostly one each; a unit may name another's process as its own main process, too. */
  const byPid = new Map<number, readonly Own<Extra>[]>();
  const byName = new Map<ProcessRef, Own<Extra>>();
  const counts = new Map<UnitName, number>();
  const count = (unit: UnitName, change: number): void => {
    const left = (counts.get(unit) ?? 0) + change;
    if (left > 0) counts.set(unit, left);
    else counts.delete(unit);
  };
  const add = (own: Own<Extra>): void => {
    const others = byPid.get(own.pid);
    byPid.set(own.pid, others === undefined ? [own] : [...others, own]);
    byName.set(own.process, own);
    if (own.birth === undefined) count(own.unit, 1);
  };
  const drop = (own: Own<Extra>): void => {
    const others = (byPid.get(own.pid) ?? []).filter((each) => each !== own);
    if (others.length > 0) byPid.set(own.pid, others);
    else byPid.delete(own.pid);
    if (byName.get(own.process) === own) byName.delete(own.process);
    if (own.birth === undefined) count(own.unit, -1);
  };
  const forgetAliens = (unit: UnitName): void => {
    for (const own of [...byPid.values()].flat()) if (own.unit === unit && own.birth !== undefined) drop(own);
  };
  return {
    add: (own) => {
      for (const before of byPid.get(own.pid) ?? []) drop(before);
      add(own);
    },
    adopt: (own) => {
      // It has one main process, and this is it now.
      forgetAliens(own.unit);
      const before = byPid.get(own.pid)?.find(({ unit }) => unit === own.unit);
      if (before !== undefined) drop(before);
      add(before === undefined ? own : { ...own, extra: before.extra });
    },
    forgetAliens,
    take: (pid) => {
      const all = byPid.get(pid) ?? [];
      for (const own of all) drop(own);
      return all;
    },
    byPid: (pid) => byPid.get(pid)?.[0],
    ownersOf: (pid) => byPid.get(pid) ?? [],
    byName: (process) => byName.get(process),
    count: (unit) => counts.get(unit) ?? 0,
  };
}

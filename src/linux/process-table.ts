/** The manager's own processes that have not been waited for, by pid and by name. */
import type { ProcessRef } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";

export interface Own<Extra> {
  readonly unit: UnitName;
  readonly process: ProcessRef;
  readonly pid: number;
  readonly extra: Extra;
}

export interface ProcessTable<Extra> {
  add(own: Own<Extra>): void;
  /** Takes out what has been waited for. */
  take(pid: number): Own<Extra> | undefined;
  byPid(pid: number): Own<Extra> | undefined;
  byName(process: ProcessRef): Own<Extra> | undefined;
  /** How many processes of the unit there are. */
  count(unit: UnitName): number;
  ofUnit(unit: UnitName): readonly Own<Extra>[];
}

export function createProcessTable<Extra>(): ProcessTable<Extra> {
  const byPid = new Map<number, Own<Extra>>();
  const byName = new Map<ProcessRef, Own<Extra>>();
  const byUnit = new Map<UnitName, readonly Own<Extra>[]>();
  return {
    add: (own) => {
      byPid.set(own.pid, own);
      byName.set(own.process, own);
      byUnit.set(own.unit, [...(byUnit.get(own.unit) ?? []), own]);
    },
    take: (pid) => {
      const own = byPid.get(pid);
      if (!own) return undefined;
      byPid.delete(pid);
      if (byName.get(own.process) === own) byName.delete(own.process);
      const siblings = (byUnit.get(own.unit) ?? []).filter((each) => each !== own);
      if (siblings.length === 0) byUnit.delete(own.unit);
      else byUnit.set(own.unit, siblings);
      return own;
    },
    byPid: (pid) => byPid.get(pid),
    byName: (process) => byName.get(process),
    count: (unit) => byUnit.get(unit)?.length ?? 0,
    ofUnit: (unit) => byUnit.get(unit) ?? [],
  };
}

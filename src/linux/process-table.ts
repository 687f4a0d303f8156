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
}

export function createProcessTable<Extra>(): ProcessTable<Extra> {
  const byPid = new Map<number, Own<Extra>>();
  const byName = new Map<ProcessRef, Own<Extra>>();
  const counts = new Map<UnitName, number>();
  return {
    add: (own) => {
      byPid.set(own.pid, own);
      byName.set(own.process, own);
      counts.set(own.unit, (counts.get(own.unit) ?? 0) + 1);
    },
    take: (pid) => {
      const own = byPid.get(pid);
      if (!own) return undefined;
      byPid.delete(pid);
      if (byName.get(own.process) === own) byName.delete(own.process);
      const left = (counts.get(own.unit) ?? 1) - 1;
      if (left > 0) counts.set(own.unit, left);
      else counts.delete(own.unit);
      return own;
    },
    byPid: (pid) => byPid.get(pid),
    byName: (process) => byName.get(process),
    count: (unit) => counts.get(unit) ?? 0,
  };
}

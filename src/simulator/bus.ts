/** A message bus, as far as names are concerned: each has one owner, the others that want it wait in line. */
import type { Deliver } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";

export interface SimulatedBus {
  own(name: string, pid: number): void;
  drop(name: string, pid: number): void;
  dropAll(pid: number): void;
  /** As the kernel's effects of that name. */
  watch(unit: UnitName, name: string): void;
  unwatch(unit: UnitName): void;
}

/** `problem`: why it can't be reached, if it can't; `later`: news takes its time, so that it is never an answer within an effect. */
export function createBus(problem: string | undefined, deliver: Deliver, later: (tell: () => void) => void): SimulatedBus {
  const lines = new Map<string, readonly number[]>();
  const watches = new Map<UnitName, { readonly name: string; told: number | undefined | "nothing" }>();
  const tell = (): void => {
    for (const [unit, watch] of watches) {
      const [pid] = lines.get(watch.name) ?? [];
      if (watch.told === pid) continue;
      watch.told = pid;
      deliver({ type: "bus-name-changed", unit, name: watch.name, owned: pid !== undefined, ...(pid === undefined ? {} : { pid }) });
    }
  };
  const change = (name: string, line: readonly number[]): void => {
    lines.set(name, line);
    later(tell);
  };
  const drop = (name: string, pid: number): void =>
    change(
      name,
      (lines.get(name) ?? []).filter((each) => each !== pid),
    );
  return {
    own: (name, pid) => change(name, [...(lines.get(name) ?? []), pid]),
    drop,
    dropAll: (pid) => {
      for (const [name, line] of lines) if (line.includes(pid)) drop(name, pid);
    },
    watch: (unit, name) => {
      if (problem !== undefined) return later(() => deliver({ type: "bus-unreachable", unit, error: problem }));
      watches.set(unit, { name, told: "nothing" });
      later(tell);
    },
    unwatch: (unit) => void watches.delete(unit),
  };
}

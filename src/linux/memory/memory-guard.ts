/**
 * MemoryMax= where no memory cgroup can be had: while a unit with a limit runs, the manager looks at what its members hold and kills the
 * largest when it is too much. Between two looks a process can go over the limit; it never can in a cgroup.
 */
import { ok } from "../../core/base/result.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import { readTextFile } from "../members/process-files.ts";
import type { MemoryControl } from "./memory-control.ts";
import { memoryUsage } from "./memory-control.ts";

export interface MemberMemory {
  readonly pid: number;
  /** Bytes that are the process's own, counting what it still shares with its parent. */
  readonly bytes: number;
}

const INTERVAL_MS = 20;
/** After so many looks in a row at nobody there is nobody: a single one may have missed somebody. */
const LOOKS_AT_NOBODY = 10;
/** Looking is given at most this share of the time. */
const SHARE = 10;

/** `members`: pids of the unit's processes, undefined if they can't be seen just now; `kill`: SIGKILL to one of them, giving whether it was there; `onKill`: one was. */
export function openMemoryGuard(
  pageSize: number,
  members: (unit: UnitName) => readonly number[] | undefined,
  kill: (unit: UnitName, pid: number) => boolean,
  onKill: () => void,
): MemoryControl {
  const limits = new Map<UnitName, number>();
  /** How often in a row nobody was seen. */
  const missing = new Map<UnitName, number>();
  const peaks = new Map<UnitName, number>();
  const killed = new Set<UnitName>();
  let timer: NodeJS.Timeout | undefined;

  const holdings = (unit: UnitName): readonly MemberMemory[] | undefined =>
    members(unit)?.map((pid) => ({ pid, bytes: readPrivateBytes(pid, pageSize) }));
  const look = (): void => {
    timer = undefined;
    const begin = performance.now();
    for (const [unit, max] of limits) lookAt(unit, max);
    schedule(performance.now() - begin);
  };
  const lookAt = (unit: UnitName, max: number): void => {
    const held = holdings(unit);
    if (held === undefined) return;
    const sum = total(held);
    peaks.set(unit, Math.max(sum, peaks.get(unit) ?? 0));
    const victim = chooseVictim(held, max, readProportionalBytes);
    if (victim !== undefined && kill(unit, victim)) {
      killed.add(unit);
      onKill();
    }
    missing.set(unit, held.length === 0 ? (missing.get(unit) ?? 0) + 1 : 0);
    // The next spawn begins again.
    if (missing.get(unit) === LOOKS_AT_NOBODY) limits.delete(unit);
  };
  const schedule = (cost: number): void => {
    if (limits.size > 0 && timer === undefined) timer = setTimeout(look, Math.max(INTERVAL_MS, cost * SHARE));
  };
  return {
    kind: "guard",
    enter: (unit, wanted) => {
      const max = wanted?.max ?? Number.POSITIVE_INFINITY;
      missing.delete(unit);
      if (max === Number.POSITIVE_INFINITY) limits.delete(unit);
      else limits.set(unit, max);
      schedule(0);
      return ok([]);
    },
    takeOomKill: (unit) => killed.delete(unit),
    takeOomKills: () => {
      const units = [...killed];
      killed.clear();
      return units;
    },
    release: (unit) => {
      limits.delete(unit);
      missing.delete(unit);
      peaks.delete(unit);
      killed.delete(unit);
    },
    usage: (unit) => {
      const held = holdings(unit);
      return held && memoryUsage(total(held), peaks.get(unit), limits.get(unit));
    },
    peak: (unit) => peaks.get(unit),
    close: () => clearTimeout(timer),
  };
}

/**
 * The largest process, if all of them hold more than `max`. Several processes may hold the same pages, so that their sum is only an
 * upper bound: before one is killed the shares are asked for, which takes the kernel longer to tell.
 */
export function chooseVictim(held: readonly MemberMemory[], max: number, shareOf: (pid: number) => number | undefined): number | undefined {
  if (total(held) <= max) return undefined;
  const shares = held.length === 1 ? held : held.map(({ pid, bytes }) => ({ pid, bytes: shareOf(pid) ?? bytes }));
  if (total(shares) <= max) return undefined;
  return shares.reduce((largest, candidate) => (candidate.bytes > largest.bytes ? candidate : largest)).pid;
}

const total = (held: readonly MemberMemory[]): number => held.reduce((sum, { bytes }) => sum + bytes, 0);

/** Source: proc_pid_statm(5): resident less what is backed by files or shared memory, in pages. */
function readPrivateBytes(pid: number, pageSize: number): number {
  const [, resident, shared] = (readTextFile(`/proc/${pid}/statm`) ?? "0 0 0").split(" ").map(Number);
  return Math.max(0, (resident ?? 0) - (shared ?? 0)) * pageSize;
}

function readProportionalBytes(pid: number): number | undefined {
  const text = readTextFile(`/proc/${pid}/smaps_rollup`);
  const sum = /^Pss_Anon:\s+(\d+) kB$/m.exec(text ?? "")?.[1] ?? /^Pss:\s+(\d+) kB$/m.exec(text ?? "")?.[1];
  return sum === undefined ? undefined : Number(sum) * 1024;
}

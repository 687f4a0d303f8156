/** Which processes belong to a unit: the one question that cgroups of either version, or a walk through /proc, answer each in its way. */
import type { Result } from "../../core/base/result.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { SyscallError } from "../ffi.ts";

export type TrackingKind = "cgroup-v2" | "cgroup-v1" | "proc";

export interface MemberTracker {
  readonly kind: TrackingKind;
  /** Makes what the unit's processes will be known by. */
  enter(unit: UnitName): Result<Entry, SyscallError>;
  /** A process of the unit exists; told right after it was made. `environment`: what it was given. */
  spawned(unit: UnitName, pid: number, environment: readonly string[]): void;
  /** Pids of all members that live, in no order; undefined if it can't be seen just now. Costs a look at the file system. */
  list(unit: UnitName): readonly number[] | undefined;
  /**
   * Tells of each member as soon as it is found, once, and looks again until nobody is new: a list would be outrun by what forks and ends.
   * Whether it could look at all.
   */
  sweep(unit: UnitName, found: Found): boolean;
  /** Those of `units` that have no member. `patient`: in doubt it is rather asked again. */
  emptyAmong(units: readonly UnitName[], patient: boolean): Emptied;
  /** From now on `hints` tells of the unit, if the kernel can; whether that is news. */
  watch(unit: UnitName): boolean;
  /** Watched units whose last member may have gone since the last call. */
  hints(): readonly UnitName[];
  /** Whether `pid` belongs to the unit now: asked while the pid cannot change its owner. */
  isMember(unit: UnitName, pid: number): boolean;
  /** The unit of any process, or undefined if it belongs to none. */
  unitOf(pid: number): UnitName | undefined;
  /** Forgets the unit if it has no member; else does nothing and is called again when it has none. */
  release(unit: UnitName): void;
  /** The cgroup as below the cgroup root, and its directory. */
  cgroup(unit: UnitName): { readonly path: string; readonly directory: string } | undefined;
  close(): void;
}
export interface Emptied {
  readonly empty: readonly UnitName[];
  /** Of some of the others it can't be said now: to be asked again soon. */
  readonly again: boolean;
}
export interface Entry {
  /** Directory of a cgroup that a new process can be born in. */
  readonly cgroup?: string;
  /** `cgroup.procs` files that it has to write itself into. */
  readonly join: readonly string[];
}

/** What a sweep comes upon. */
export interface Found {
  /** `child`: of the manager's, and not waited for yet. */
  member(pid: number, child: boolean): void;
  /** A session that can be signalled by its number: one that does not end, as a process of it can't leave it and has not been waited for. */
  session?(number: number): void;
}

/** A unit that forks faster than its members are found must not hold the loop for ever. */
export const SWEEPS = 64;

/** `sweep`, where a list is complete. */
export function sweepLists(list: (pass: number) => readonly number[] | undefined, found: Found): boolean {
  const done = new Set<number>();
  for (let pass = 0; pass < SWEEPS; pass++) {
    const members = list(pass);
    if (members === undefined) return false;
    const fresh = members.filter((pid) => !done.has(pid));
    if (fresh.length === 0) break;
    for (const pid of fresh) {
      done.add(pid);
      found.member(pid, false);
    }
  }
  return true;
}

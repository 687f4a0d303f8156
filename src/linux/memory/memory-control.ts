/** Keeps units within MemoryMax= and MemoryHigh=, and knows whether that has cost a process its life. */
import type { Result } from "../../core/base/result.ts";
import type { MemoryLimits } from "../../core/exec/plan.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { SyscallError } from "../ffi.ts";

/** `guard`: no memory cgroup can be had, so that the manager itself looks and kills. */
export type MemoryKind = "cgroup-v2" | "cgroup-v1" | "guard";

export interface MemoryControl {
  readonly kind: MemoryKind;
  /** Called before each spawn. Gives the `cgroup.procs` files that the process has to enter. */
  enter(unit: UnitName, limits: MemoryLimits | undefined): Result<readonly string[], SyscallError>;
  /** Whether a process of the unit has been killed for want of memory since this was last asked. */
  takeOomKill(unit: UnitName): boolean;
  /** The same of all units that may have come to it since the last call, as far as that has been heard of. */
  takeOomKills(): readonly UnitName[];
  /** Forgets the unit if it has no member; else it is called again when it has none. Comes after the tracker's `release`. */
  release(unit: UnitName): void;
  usage(unit: UnitName): MemoryUsage | undefined;
  /** The most that it has held at one time, in bytes. */
  peak(unit: UnitName): number | undefined;
  close(): void;
}
/** Bytes. */
export interface MemoryUsage {
  readonly memory?: number;
  readonly memoryPeak?: number;
  readonly memoryMax?: number;
  readonly memoryHigh?: number;
}

/** A limit as both cgroup versions want it written; `none` is the version's word for no limit. */
export function limitText(bytes: number | undefined, none: string): string {
  return bytes === undefined || bytes === Number.POSITIVE_INFINITY ? none : String(Math.floor(bytes));
}

/** Leaves out what is not known. */
export function memoryUsage(memory: number | undefined, peak: number | undefined, max: number | undefined, high?: number): MemoryUsage {
  return {
    ...(memory !== undefined && { memory }),
    ...(peak !== undefined && { memoryPeak: peak }),
    ...(max !== undefined && { memoryMax: max }),
    ...(high !== undefined && { memoryHigh: high }),
  };
}

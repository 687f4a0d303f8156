/** The kernel's two freezers. */
import { ok } from "../../core/base/result.ts";
import type { Result } from "../../core/base/result.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import { directoryName, isWritable, makeDirectory, makeOwnDirectory, readKey, removeTree, writeText } from "../cgroup/directories.ts";
import type { Hierarchy } from "../cgroup/mounts.ts";
import type { SyscallError } from "../ffi.ts";
import { readTextFile } from "../members/process-files.ts";
import type { MemberTracker } from "../members/tracker.ts";
import type { FreezerKind } from "./freezer.ts";

/** What the two versions do differently. `place`: the directory of the unit's cgroup; undefined if it has none. */
export interface FreezerVersion {
  readonly kind: FreezerKind;
  place(unit: UnitName): string | undefined;
  /** The place, with all members in it. */
  gather(unit: UnitName): Result<string | undefined, SyscallError>;
  readonly file: string;
  readonly texts: { readonly frozen: string; readonly thawed: string };
  isFrozen(place: string): boolean | undefined;
  killed(pids: readonly number[]): void;
  release(unit: UnitName): void;
  close(): void;
}

/** There since Linux 5.2. A process that is killed ends, frozen or not. */
export function openFreezerV2(own: string, tracker: MemberTracker): FreezerVersion | undefined {
  if (!isWritable(`${own}/cgroup.freeze`)) return undefined;
  const place = (unit: UnitName): string | undefined => tracker.cgroup(unit)?.directory;
  return {
    kind: "cgroup-v2",
    place,
    gather: (unit) => ok(place(unit)),
    file: "cgroup.freeze",
    texts: { frozen: "1", thawed: "0" },
    isFrozen: (directory) => {
      const value = readKey(`${directory}/cgroup.events`, "frozen");
      return value === undefined ? undefined : value === 1;
    },
    killed: () => {},
    release: () => {},
    close: () => {},
  };
}

/** Undefined if no cgroup can be made in the hierarchy. */
export function openFreezerV1(hierarchy: Hierarchy, tracker: MemberTracker): FreezerVersion | undefined {
  if (!isWritable(`${hierarchy.directory}/cgroup.procs`)) return undefined;
  // Whoever tracks the members has told of those that were left behind.
  const made = makeOwnDirectory(hierarchy.directory, () => {});
  if (!made.ok) return undefined;
  const own = made.value;
  const existing = new Set<UnitName>();
  const directoryOf = (unit: UnitName): string => `${own}/${directoryName(unit)}`;
  return {
    kind: "cgroup-v1",
    place: (unit) => (existing.has(unit) ? directoryOf(unit) : undefined),
    gather: (unit) => {
      const directory = directoryOf(unit);
      const failed = makeDirectory(directory);
      if (failed) return failed;
      existing.add(unit);
      // One that has ended meanwhile can't be moved, and need not be.
      tracker.sweep(unit, { member: (pid) => void writeText(`${directory}/cgroup.procs`, String(pid)) });
      return ok(directory);
    },
    file: "freezer.state",
    texts: { frozen: "FROZEN", thawed: "THAWED" },
    // To read it makes the kernel look once more whether all are frozen.
    isFrozen: (directory) => {
      const state = readTextFile(`${directory}/freezer.state`)?.trim();
      return state === undefined ? undefined : state === "FROZEN";
    },
    // They would not hear of it before they are thawed, which one is that goes to a cgroup that is.
    killed: (pids) => {
      for (const pid of pids) writeText(`${own}/cgroup.procs`, String(pid));
    },
    release: (unit) => {
      if (existing.has(unit) && removeTree(directoryOf(unit))) existing.delete(unit);
    },
    close: () => void removeTree(own),
  };
}

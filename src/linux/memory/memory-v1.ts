/** Memory limits in a group of the v1 memory hierarchy, which each process of the unit enters before it executes. */
import { err, ok } from "../../core/base/result.ts";
import type { MemoryLimits } from "../../core/exec/plan.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import {
  directoryName,
  isWritable,
  makeDirectory,
  makeOwnDirectory,
  readKey,
  readNumber,
  removeTree,
  tryWrite,
} from "../cgroup/directories.ts";
import type { Hierarchy } from "../cgroup/mounts.ts";
import type { Libc } from "../ffi.ts";
import type { Reactor } from "../reactor.ts";
import { limitText, memoryUsage } from "./memory-control.ts";
import type { MemoryControl } from "./memory-control.ts";
import { openOomAlarm } from "./oom-alarm.ts";

const MAX = "memory.limit_in_bytes";
/** Memory and swap together; there only if swap is accounted. Without it a process over its limit would only be swapped out. */
const MAX_WITH_SWAP = "memory.memsw.limit_in_bytes";
/** Above this a limit is none: the kernel shows the largest number of pages. */
const NO_LIMIT = 2 ** 60;

/**
 * Undefined if no group can be made in the hierarchy. MemoryHigh= has no counterpart in v1 and is left alone. `onHint`: a
 * group may have come to want of memory.
 * Source: the kernel's cgroup-v1/memory.rst.
 */
export function openMemoryV1(libc: Libc, reactor: Reactor, hierarchy: Hierarchy, onHint: () => void): MemoryControl | undefined {
  if (!isWritable(`${hierarchy.directory}/cgroup.procs`)) return undefined;
  // Whoever tracks the members has told of those that were left behind.
  const made = makeOwnDirectory(hierarchy.directory, () => {});
  if (!made.ok) return undefined;
  const own = made.value;
  const existing = new Map<UnitName, { kills: number; max: number | undefined }>();
  const directoryOf = (unit: UnitName): string => `${own}/${directoryName(unit)}`;
  const alarm = openOomAlarm(libc, reactor, onHint);
  const takeOomKill = (unit: UnitName): boolean => {
    const group = existing.get(unit);
    if (!group) return false;
    const kills = readKey(`${directoryOf(unit)}/memory.oom_control`, "oom_kill");
    if (kills === undefined) return false;
    const before = group.kills;
    group.kills = kills;
    return kills > before;
  };
  return {
    kind: "cgroup-v1",
    enter: (unit, limits) => {
      const bounded = limits?.max !== undefined && limits.max !== Number.POSITIVE_INFINITY;
      // Entering takes its time, so a unit without a limit stays out.
      if (!bounded && !existing.has(unit)) return ok([]);
      const directory = directoryOf(unit);
      const failed = existing.has(unit) ? undefined : makeDirectory(directory);
      if (failed) return failed;
      if (!existing.has(unit)) alarm?.watch(directory);
      const group = existing.get(unit) ?? { kills: 0, max: undefined };
      existing.set(unit, group);
      if (group.max !== limits?.max && !setLimit(directory, limits))
        return err({ call: "write", errno: 5, message: `${MAX} of ${unit} cannot be set` });
      group.max = limits?.max;
      return ok([`${directory}/cgroup.procs`]);
    },
    takeOomKill,
    takeOomKills: () => (alarm?.hasRung() === true ? [...existing.keys()].filter(takeOomKill) : []),
    release: (unit) => {
      if (existing.has(unit) && removeTree(directoryOf(unit))) existing.delete(unit);
    },
    usage: (unit) => {
      if (!existing.has(unit)) return undefined;
      const [current, peak, max] = ["memory.usage_in_bytes", "memory.max_usage_in_bytes", MAX].map((name) =>
        readNumber(`${directoryOf(unit)}/${name}`),
      );
      return memoryUsage(current, peak, max !== undefined && max < NO_LIMIT ? max : undefined);
    },
    peak: (unit) => (existing.has(unit) ? readNumber(`${directoryOf(unit)}/memory.max_usage_in_bytes`) : undefined),
    close: () => {
      alarm?.close();
      removeTree(own);
    },
  };
}

/** The limit with swap may never be the lower of the two, so one that rises is written first, and one that falls last. */
function setLimit(directory: string, limits: MemoryLimits | undefined): boolean {
  const text = limitText(limits?.max, "-1");
  tryWrite(`${directory}/${MAX_WITH_SWAP}`, text);
  const written = tryWrite(`${directory}/${MAX}`, text);
  tryWrite(`${directory}/${MAX_WITH_SWAP}`, text);
  return written;
}

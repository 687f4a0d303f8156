/** What `status` shows of a unit's processes: from its cgroup where there is one, else added up. */
import { readdirSync } from "node:fs";
import type { Accounting } from "../core/control/protocol.ts";
import type { Used } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { readKey, readNumber } from "./cgroup/directories.ts";
import { readProcFile } from "./members/process-files.ts";
import type { MemberTracker } from "./members/tracker.ts";
import type { MemoryControl } from "./memory/memory-control.ts";

/** USER_HZ, which is 100 wherever Node runs. */
const TICK_USEC = 10_000;

/** Figures that cannot be had are left out. */
export function readAccounting(tracker: MemberTracker, memory: MemoryControl, unit: UnitName): Accounting {
  const cgroup = tracker.cgroup(unit);
  const pids = (tracker.list(unit) ?? []).toSorted((a, b) => a - b);
  const own = cgroup && tracker.kind === "cgroup-v2" ? cgroup.directory : undefined;
  const tasks =
    (own === undefined ? undefined : readNumber(`${own}/pids.current`)) ?? pids.reduce((sum, pid) => sum + countThreads(pid), 0);
  const tasksMax = own === undefined ? undefined : readNumber(`${own}/pids.max`);
  const cpu =
    (own === undefined ? undefined : readKey(`${own}/cpu.stat`, "usage_usec")) ?? pids.reduce((sum, pid) => sum + cpuUsec(pid), 0);
  return {
    ...(cgroup && { cgroup: cgroup.path }),
    pids,
    tasks,
    ...(tasksMax !== undefined && { tasksMax }),
    ...(memory.usage(unit) ?? {}),
    cpu,
  };
}

/** What is left to know of a unit that is down, before its cgroup goes; undefined if nothing was counted. */
export function readUsed(tracker: MemberTracker, memory: MemoryControl, unit: UnitName): Used | undefined {
  const cgroup = tracker.kind === "cgroup-v2" ? tracker.cgroup(unit) : undefined;
  const cpu = cgroup && readKey(`${cgroup.directory}/cpu.stat`, "usage_usec");
  const memoryPeak = memory.peak(unit);
  if (cpu === undefined && memoryPeak === undefined) return undefined;
  return { ...(cpu !== undefined && { cpu }), ...(memoryPeak !== undefined && { memoryPeak }) };
}

function countThreads(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0;
  }
}

/** Source: proc_pid_stat(5): utime and stime, with those of children that were waited for. */
function cpuUsec(pid: number): number {
  const text = readProcFile(`${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_USEC;
}

/** Memory limits in the unit's own cgroup (v2), once the memory controller has been handed down to it. */
import { existsSync } from "node:fs";
import { err, ok } from "../../core/base/result.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import { watchCgroups } from "../cgroup/events.ts";
import { makeDirectory, readKey, readNumber, readPids, tryWrite } from "../cgroup/directories.ts";
import type { Libc } from "../ffi.ts";
import { readStat, readTextFile } from "../members/process-files.ts";
import type { MemberTracker } from "../members/tracker.ts";
import type { Reactor } from "../reactor.ts";
import { limitText, memoryUsage } from "./memory-control.ts";
import type { MemoryControl } from "./memory-control.ts";

const NO_LIMITS = "max max 0";
/** Controllers that are handed down if they are there: limits for memory, figures for the rest. */
const CONTROLLERS = ["memory", "pids", "cpu"] as const;

/** `parent`: the manager's cgroup, `own`: the directory it has made in there. */
interface Directories {
  readonly parent: string;
  readonly own: string;
}

/**
 * `onHint`: a unit may have come to want of memory. Undefined if the memory controller can't be had. A cgroup
 * with controllers handed down may hold no process, so the manager moves to a leaf, along with the processes it was started by; if
 * others live in its cgroup, nothing is done to them. Source: cgroups(7), "no internal processes" rule.
 */
export function openMemoryV2(
  libc: Libc,
  reactor: Reactor,
  { parent, own }: Directories,
  tracker: MemberTracker,
  onHint: () => void,
): MemoryControl | undefined {
  if (!handDown(parent, own)) {
    moveBack(parent, own);
    return undefined;
  }
  const events = watchCgroups(libc, reactor, "memory.events", onHint);
  const seenKills = new Map<UnitName, number>();
  /** As written last. */
  const limited = new Map<UnitName, string>();
  const takeOomKill = (unit: UnitName): boolean => {
    const directory = tracker.cgroup(unit)?.directory;
    const kills = directory === undefined ? undefined : readKey(`${directory}/memory.events`, "oom_kill");
    if (kills === undefined) return false;
    const before = seenKills.get(unit) ?? 0;
    if (kills !== before) seenKills.set(unit, kills);
    return kills > before;
  };
  return {
    kind: "cgroup-v2",
    enter: (unit, limits) => {
      const directory = tracker.cgroup(unit)?.directory;
      // A unit without a limit as well: it may be the one that dies when the memory of the machine, or of a cgroup around it, is used up.
      if (directory !== undefined) events?.watch(unit, directory);
      const wanted = [limitText(limits?.high, "max"), limitText(limits?.max, "max"), limits?.killAll === true ? "1" : "0"] as const;
      if ((limited.get(unit) ?? NO_LIMITS) === wanted.join(" ")) return ok([]);
      const written =
        directory !== undefined && tryWrite(`${directory}/memory.high`, wanted[0]) && tryWrite(`${directory}/memory.max`, wanted[1]);
      // Kernels before 4.19 have no such file; the service machine kills the rest then.
      if (written) tryWrite(`${directory}/memory.oom.group`, wanted[2]);
      if (!written) return err({ call: "write", errno: 5, message: `memory.max of ${unit} cannot be set` });
      limited.set(unit, wanted.join(" "));
      return ok([]);
    },
    takeOomKill,
    takeOomKills: () => (events?.changed() ?? []).filter(takeOomKill),
    release: (unit) => {
      // The counter lives as long as the cgroup.
      if (tracker.cgroup(unit) !== undefined) return;
      events?.unwatch(unit);
      seenKills.delete(unit);
      limited.delete(unit);
    },
    usage: (unit) => {
      const directory = tracker.cgroup(unit)?.directory;
      if (directory === undefined) return undefined;
      const [current, peak, max, high] = ["current", "peak", "max", "high"].map((name) => readNumber(`${directory}/memory.${name}`));
      return memoryUsage(current, peak, max, high);
    },
    peak: (unit) => {
      const directory = tracker.cgroup(unit)?.directory;
      return directory === undefined ? undefined : readNumber(`${directory}/memory.peak`);
    },
    close: () => events?.close(),
  };
}

function handDown(parent: string, own: string): boolean {
  const available = words(`${parent}/cgroup.controllers`);
  if (!available.includes("memory")) return false;
  const wanted = CONTROLLERS.filter((name) => available.includes(name))
    .map((name) => `+${name}`)
    .join(" ");
  if (!words(`${parent}/cgroup.subtree_control`).includes("memory") && !tryWrite(`${parent}/cgroup.subtree_control`, wanted)) {
    if (!moveToLeaf(parent, own) || !tryWrite(`${parent}/cgroup.subtree_control`, wanted)) return false;
  }
  return tryWrite(`${own}/cgroup.subtree_control`, wanted) || tryWrite(`${own}/cgroup.subtree_control`, "+memory");
}

function moveToLeaf(parent: string, own: string): boolean {
  const there = (readTextFile(`${parent}/cgroup.procs`) ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
  const ours = ancestors(process.pid);
  if (!there.every((pid) => ours.includes(pid))) return false;
  const leaf = `${own}/manager`;
  if (makeDirectory(leaf)) return false;
  return there.every((pid) => tryWrite(`${leaf}/cgroup.procs`, String(pid)));
}

/** The process and those that it descends from. */
function ancestors(pid: number): readonly number[] {
  const parent = readStat(pid)?.parent ?? 0;
  return parent === 0 ? [pid] : [pid, ...ancestors(parent)];
}

const words = (file: string): readonly string[] => (readTextFile(file) ?? "").trim().split(/\s+/);

/** Moves back what `openMemoryV2` moved, if it did, so that the directory can be removed. */
export function moveBack(parent: string, own: string): void {
  if (!existsSync(`${own}/manager`)) return;
  tryWrite(`${own}/cgroup.subtree_control`, "-memory -pids -cpu");
  tryWrite(`${parent}/cgroup.subtree_control`, "-memory -pids -cpu");
  for (const pid of readPids(`${own}/manager`) ?? []) tryWrite(`${parent}/cgroup.procs`, String(pid));
}

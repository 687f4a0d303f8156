/** The manager's part of a hierarchy: one directory of its own, in it one for each unit. */
import { accessSync, constants, mkdirSync, readdirSync, readlinkSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { ifThere, readSmallFile, readStat, readTextFile, unlessScarce } from "../members/process-files.ts";
import { err, ok } from "../../core/base/result.ts";
import type { Result } from "../../core/base/result.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { SyscallError } from "../ffi.ts";

/** Every controller's files lie beside the units' directories. */
const RESERVED =
  /^(?:[_.]|cgroup\.|notify_on_release$|tasks$|release_agent$|(?:cpu|cpuacct|cpuset|io|blkio|memory|hugetlb|pids|rdma|misc|devices|freezer|net_cls|net_prio|perf_event|dmem)\.)/;

/** A unit's name as that of a directory: one that could be taken for a file of the kernel's gets a `_` in front, as with systemd. */
export function directoryName(unit: UnitName): string {
  return RESERVED.test(unit) ? `_${unit}` : unit;
}

/**
 * Makes the manager's own directory below `parent`, after what dead managers have left there has been cleared away. Processes of theirs
 * that still run are told of.
 */
export function makeOwnDirectory(parent: string, warn: (message: string) => void): Result<string, SyscallError> {
  const prefix = `upkeep-${pidNamespace()}-`;
  removeStale(parent, prefix, warn);
  const directory = `${parent}/${prefix}${process.pid}-${readStat(process.pid)?.startTime ?? "0"}`;
  return makeDirectory(directory) ?? ok(directory);
}

/** Only in our own namespace can we tell from a pid whether a manager is dead; others may share the hierarchy. */
function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

/** Undefined when it is there. */
export function makeDirectory(directory: string): Result<never, SyscallError> | undefined {
  try {
    mkdirSync(directory);
    return undefined;
  } catch (error) {
    const { code, errno, message } = error as NodeJS.ErrnoException;
    return code === "EEXIST" ? undefined : err({ call: "mkdir", errno: -(errno ?? 0), message });
  }
}

/** What has processes stays: they are somebody's services, whoever started them. */
function removeStale(parent: string, prefix: string, warn: (message: string) => void): void {
  for (const name of unlessScarce(() => namesIn(parent)) ?? []) {
    if (!name.startsWith(prefix)) continue;
    const [, pid, startTime] = /^(\d+)-(\d+)$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined || isAlive(Number(pid), startTime) || removeTree(`${parent}/${name}`)) continue;
    const { length } = readPids(`${parent}/${name}`) ?? [];
    const left = length === 1 ? "A process of it still runs" : `${length} processes of it still run`;
    if (length > 0) warn(`The manager with PID ${pid} ended without stopping its services. ${left}, in ${parent}/${name}.`);
  }
}

/** One that waits to be reaped only is dead. */
function isAlive(pid: number, startTime: string | undefined): boolean {
  const stat = readStat(pid);
  return stat?.startTime === startTime && !stat?.zombie;
}

/** Removes what is empty, innermost first; whether nothing is left. */
export function removeTree(directory: string): boolean {
  if (removeEmpty(directory)) return true;
  const names = unlessScarce(() => namesIn(directory)) ?? [];
  for (const name of names) removeTree(`${directory}/${name}`);
  return names.length > 0 && removeEmpty(directory);
}

function removeEmpty(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** The processes in a cgroup and in those below it; undefined if there is not enough of something to see with. */
export function readPids(directory: string): readonly number[] | undefined {
  return unlessScarce(() => pidsIn(directory));
}

function pidsIn(directory: string): readonly number[] {
  const own = (ifThere(() => readSmallFile(`${directory}/cgroup.procs`)) ?? "")
    .split("\n")
    .filter((line) => line !== "" && line !== "0")
    .map(Number);
  return [...own, ...namesIn(directory).flatMap((name) => pidsIn(`${directory}/${name}`))];
}

/** Names of the cgroups directly below. Throws when descriptors or memory are short. */
function namesIn(directory: string): readonly string[] {
  const names = ifThere(() => {
    // Two links: itself and its entry. Quicker to ask than to read the kernel's dozens of files in it.
    if (statSync(directory).nlink === 2) return [];
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  });
  return names ?? [];
}

/** Whether the file took the text. */
export function tryWrite(file: string, text: string): boolean {
  try {
    writeFileSync(file, text);
    return true;
  } catch {
    return false;
  }
}

/** The error, if the file did not take the text. */
export function writeText(file: string, text: string): SyscallError | undefined {
  try {
    writeFileSync(file, text);
    return undefined;
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    return { call: "write", errno: -(errno ?? 0), message };
  }
}

export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A number of a file that holds just one; undefined for `max`. */
export function readNumber(file: string): number | undefined {
  const text = readTextFile(file)?.trim();
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

/** A number of a file of `key value` lines. */
export function readKey(file: string, key: string): number | undefined {
  const found = new RegExp(`^${key} (\\d+)$`, "m").exec(readTextFile(file) ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

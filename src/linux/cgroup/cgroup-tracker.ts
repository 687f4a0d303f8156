/** Members by cgroup: nothing that a process does by itself takes it out of the unit's. */
import { err, ok } from "../../core/base/result.ts";
import type { Result } from "../../core/base/result.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { Libc, SyscallError } from "../ffi.ts";
import { readProcFile, readProcess, readTextFile, unlessScarce } from "../members/process-files.ts";
import { sweepLists } from "../members/tracker.ts";
import type { MemberTracker } from "../members/tracker.ts";
import type { Reactor } from "../reactor.ts";
import { directoryName, isWritable, makeDirectory, makeOwnDirectory, readPids, removeTree } from "./directories.ts";
import { watchCgroups } from "./events.ts";
import type { Hierarchy } from "./mounts.ts";

export interface CgroupTracker extends MemberTracker {
  /** The directory that holds the units'. */
  readonly own: string;
}

/** An error if there is no right to make cgroups here. `onHint`: the kernel has told of an empty one; `warn`: see `makeOwnDirectory`. */
export function openCgroupTracker(
  libc: Libc,
  reactor: Reactor,
  hierarchy: Hierarchy,
  onHint: () => void,
  warn: (message: string) => void,
): Result<CgroupTracker, SyscallError> {
  const version = hierarchy.version;
  // Being born in a cgroup, like moving there, takes the right to write to what both places have in common.
  if (!isWritable(`${hierarchy.directory}/cgroup.procs`))
    return err({ call: "open", errno: 13, message: `${hierarchy.directory}: read-only` });
  const made = makeOwnDirectory(hierarchy.directory, warn);
  if (!made.ok) return made;
  const own = made.value;
  if (version === 2 && (readTextFile(`${own}/cgroup.type`) ?? "domain").trim() !== "domain") {
    removeTree(own);
    return err({ call: "mkdir", errno: 95, message: `${own}: not a domain` });
  }
  const ownPath = `${hierarchy.path === "/" ? "" : hierarchy.path}/${own.slice(own.lastIndexOf("/") + 1)}`;
  const events = version === 2 ? watchCgroups(libc, reactor, "cgroup.events", onHint) : undefined;
  const existing = new Set<UnitName>();
  const directoryOf = (unit: UnitName): string => `${own}/${directoryName(unit)}`;

  const isPopulated = openPopulation(libc);
  /** Those found without a process since the last one was to be put there. */
  const deserted = new Set<UnitName>();
  /** Undefined if it can't be found out just now. */
  const hasMembers = (unit: UnitName): boolean | undefined => {
    if (deserted.has(unit)) return false;
    if (version === 2) {
      const populated = isPopulated(directoryOf(unit));
      if (populated === false) deserted.add(unit);
      return populated;
    }
    const pids = readPids(directoryOf(unit));
    return pids && unlessScarce(() => pids.some((pid) => readProcess(pid)?.zombie === false));
  };
  /** The end of a service asks this, so what is mostly true is found out quickly. One that dies just now may still count. */
  const list = (unit: UnitName): readonly number[] | undefined =>
    existing.has(unit) && (version === 1 || hasMembers(unit) !== false) ? readPids(directoryOf(unit)) : [];
  const unitOf = (pid: number): UnitName | undefined => {
    const lines = readProcFile(`${pid}/cgroup`)?.split("\n") ?? [];
    const start = `:${hierarchy.controllers.join(",")}:${ownPath}/`;
    const line = lines.find((candidate) => candidate.includes(start));
    const name = line
      ?.slice(line.indexOf(start) + start.length)
      .split("/")[0]
      ?.replace(/ \(deleted\)$/, "");
    return name === undefined ? undefined : ((RESERVED_MARK.test(name) ? name.slice(1) : name) as UnitName);
  };
  return ok({
    own,
    kind: version === 2 ? "cgroup-v2" : "cgroup-v1",
    enter: (unit) => {
      const directory = directoryOf(unit);
      deserted.delete(unit);
      if (!existing.has(unit)) {
        const failed = makeDirectory(own) ?? makeDirectory(directory);
        if (failed) return failed;
        existing.add(unit);
      }
      return ok(version === 2 ? { cgroup: directory, join: [] } : { join: [`${directory}/cgroup.procs`] });
    },
    spawned: () => {},
    list,
    // When it has been found to have members, asking for them is quicker than asking whether there are any.
    sweep: (unit, found) => sweepLists((pass) => (pass === 0 ? list(unit) : readPids(directoryOf(unit))), found),
    emptyAmong: (units) => {
      let again = false;
      const empty = units.filter((unit) => {
        const has = hasMembers(unit);
        again ||= has === undefined;
        return has === false;
      });
      return { empty, again };
    },
    watch: (unit) => existing.has(unit) && (events?.watch(unit, directoryOf(unit)) ?? false),
    hints: () => events?.changed() ?? [],
    isMember: (unit, pid) => unitOf(pid) === unit,
    unitOf,
    release: (unit) => {
      if (!existing.has(unit) || !removeTree(directoryOf(unit))) return;
      events?.unwatch(unit);
      existing.delete(unit);
      deserted.delete(unit);
    },
    cgroup: (unit) => (existing.has(unit) ? { path: `${ownPath}/${directoryName(unit)}`, directory: directoryOf(unit) } : undefined),
    close: () => {
      events?.close();
      removeTree(own);
    },
  });
}

const RESERVED_MARK = /^_/;
const O_CLOEXEC = 0x80000;

/** ENOENT, ENODEV: there is no such cgroup, or no longer. Any other error says nothing about it. */
const GONE: readonly number[] = [-2, -19];

/** EMFILE, ENFILE, ENOMEM: another time. */
const SCARCE: readonly number[] = [-24, -23, -12];

/** Whether a cgroup (v2) or one below it has a process; undefined if that can't be found out just now, and if it never can it has. */
function openPopulation(libc: Libc): (directory: string) => boolean | undefined {
  const text = Buffer.alloc(256);
  return (directory) => {
    const fd = libc.open(`${directory}/cgroup.events`, O_CLOEXEC, 0);
    if (fd < 0) return SCARCE.includes(fd) ? undefined : !GONE.includes(fd);
    const length = libc.read(fd, text, text.length);
    libc.close(fd);
    return length < 0 ? !GONE.includes(length) : text.toString("latin1", 0, length).includes("populated 1\n");
  };
}

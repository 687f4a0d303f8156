/**
 * One inotify descriptor for a file that each cgroup (v2) has, and that the kernel says to be modified when what it tells of has happened:
 * cgroup.events when the cgroup becomes empty or populated, memory.events when it comes to a limit, or a process is killed for it.
 */
import type { UnitName } from "../../core/values/unit-name.ts";
import type { Libc } from "../ffi.ts";
import type { Reactor } from "../reactor.ts";

export interface CgroupEvents {
  /** Whether it was not watched before, and is now. */
  watch(unit: UnitName, directory: string): boolean;
  /** To be called when the directory has been removed. */
  unwatch(unit: UnitName): void;
  /** Units whose cgroup has changed since the last call. */
  changed(): readonly UnitName[];
  close(): void;
}

const IN_NONBLOCK_CLOEXEC = 0x80800;
const IN_MODIFY = 2;
const BUFFER = 16 * 1024;
const EVENT_HEADER = 16;

/** Undefined if there may be no further inotify descriptor: what happens is then noticed only when processes are reaped. */
export function watchCgroups(
  libc: Libc,
  reactor: Reactor,
  file: "cgroup.events" | "memory.events",
  onReady: () => void,
): CgroupEvents | undefined {
  const fd = libc.inotifyInit(IN_NONBLOCK_CLOEXEC);
  if (fd < 0) return undefined;
  const buffer = Buffer.allocUnsafeSlow(BUFFER);
  const units = new Map<number, UnitName>();
  const watches = new Map<UnitName, number>();
  if (reactor.add(fd, onReady) < 0) {
    libc.close(fd);
    return undefined;
  }
  return {
    watch: (unit, directory) => {
      if (watches.has(unit)) return false;
      const watch = libc.inotifyAdd(fd, `${directory}/${file}`, IN_MODIFY);
      if (watch < 0) return false;
      units.set(watch, unit);
      watches.set(unit, watch);
      return true;
    },
    unwatch: (unit) => {
      const watch = watches.get(unit);
      if (watch === undefined) return;
      watches.delete(unit);
      units.delete(watch);
      libc.inotifyRemove(fd, watch);
    },
    changed: () => {
      const found = new Set<UnitName>();
      for (let length = libc.read(fd, buffer, BUFFER); length > 0; length = libc.read(fd, buffer, BUFFER)) {
        for (let at = 0; at + EVENT_HEADER <= length; at += EVENT_HEADER + buffer.readUInt32LE(at + 12)) {
          const unit = units.get(buffer.readInt32LE(at));
          if (unit !== undefined) found.add(unit);
        }
      }
      return [...found];
    },
    close: () => {
      reactor.remove(fd);
      libc.close(fd);
    },
  };
}

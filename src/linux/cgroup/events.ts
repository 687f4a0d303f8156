/** One inotify descriptor that tells when a cgroup (v2) becomes empty or populated: its file cgroup.events is then said to be modified. */
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

/** Undefined if there may be no further inotify descriptor: the end of members is then noticed only when they are reaped. */
export function watchCgroups(libc: Libc, reactor: Reactor, onReady: () => void): CgroupEvents | undefined {
  const fd = libc.inotifyInit(IN_NONBLOCK_CLOEXEC);
  if (fd < 0) return undefined;
  const buffer = Buffer.allocUnsafeSlow(BUFFER);
  const units = new Map<number, UnitName>();
  const watches = new Map<UnitName, number>();
  reactor.add(fd, onReady);
  return {
    watch: (unit, directory) => {
      if (watches.has(unit)) return false;
      const watch = libc.inotifyAdd(fd, `${directory}/cgroup.events`, IN_MODIFY);
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

/** What a pidfd tells of its process. Source: pidfd_open(2); proc_pid_fdinfo(5). */
import { fstatSync, readFileSync, statfsSync } from "node:fs";
import { err, ok } from "../core/base/result.ts";
import type { Sight } from "../core/kernel.ts";
import type { Descriptors } from "./descriptors.ts";
import type { Libc } from "./ffi.ts";

export type PidfdSight = Pick<Sight, "pidOf" | "pidfdIdOf">;

/** f_type of the file system that all pidfds are on, since Linux 6.9. On others they share one inode. */
const PIDFS = 0x50494446;

export function createPidfdSight(libc: Libc, descriptors: Descriptors): PidfdSight {
  return {
    pidOf(ref) {
      const [fd] = descriptors.numbersOf([ref]);
      const pid = fd === undefined ? undefined : readPid(fd);
      if (pid === undefined) return err("Inappropriate ioctl for device");
      // Waited for already; or it lives where its pid means nothing here.
      if (pid < 0) return err("No such process");
      return pid === 0 ? err("Object is remote") : ok(pid);
    },
    pidfdIdOf(pid) {
      const fd = libc.pidfdOpen(pid);
      if (fd < 0) return undefined;
      try {
        return statfsSync(`/proc/self/fd/${fd}`).type === PIDFS ? fstatSync(fd).ino : undefined;
      } catch {
        // No /proc: the process is not told from another.
        return undefined;
      } finally {
        libc.close(fd);
      }
    },
  };
}

/** `Pid:` of what is a pidfd. */
function readPid(fd: number): number | undefined {
  try {
    const [, pid] = /^Pid:\t(-?\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8")) ?? [];
    return pid === undefined ? undefined : Number(pid);
  } catch {
    // Not to be looked at.
    return undefined;
  }
}

/** One event descriptor that tells when a v1 memory group is out of memory. Source: the kernel's cgroup-v1/memory.rst, "OOM Control". */
import type { Libc } from "../ffi.ts";
import type { Reactor } from "../reactor.ts";
import { tryWrite } from "../cgroup/directories.ts";

export interface OomAlarm {
  /** Until the directory is removed. */
  watch(directory: string): void;
  /** Whether it has rung since this was last asked; it does not tell for which group. */
  hasRung(): boolean;
  close(): void;
}

const EFD_NONBLOCK_CLOEXEC = 0x80800;
const O_CLOEXEC = 0x80000;
/** It rings first, then the kernel looks for a victim, then it counts. It rings as well for each group that is removed: many at a time. */
const DELAY_MS = 50;

/** Undefined if there may be no further descriptor: the end of a process for want of memory is then noticed when the next one is reaped. */
export function openOomAlarm(libc: Libc, reactor: Reactor, onRing: () => void): OomAlarm | undefined {
  const fd = libc.eventfd(0, EFD_NONBLOCK_CLOEXEC);
  if (fd < 0) return undefined;
  const count = Buffer.alloc(8);
  let rung = false;
  let timer: NodeJS.Timeout | undefined;
  const added = reactor.add(fd, () => {
    libc.read(fd, count, count.length);
    timer ??= setTimeout(() => {
      timer = undefined;
      rung = true;
      onRing();
    }, DELAY_MS);
  });
  const close = (): void => {
    clearTimeout(timer);
    reactor.remove(fd);
    libc.close(fd);
  };
  if (added < 0) {
    close();
    return undefined;
  }
  return {
    watch: (directory) => {
      const control = libc.open(`${directory}/memory.oom_control`, O_CLOEXEC, 0);
      if (control < 0) return;
      tryWrite(`${directory}/cgroup.event_control`, `${fd} ${control}`);
      libc.close(control);
    },
    hasRung: () => {
      const was = rung;
      rung = false;
      return was;
    },
    close,
  };
}

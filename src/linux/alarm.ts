/** The one alarm, as a timer descriptor: exact to the microsecond, never early, without setTimeout's end at 2^31 ms. */
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import type { Monotonic } from "../core/base/time.ts";
import { syscallError } from "./ffi.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import type { Reactor } from "./reactor.ts";

export interface Alarm {
  /** In place of any deadline set before. */
  set(deadline: Monotonic | undefined): void;
  close(): void;
}

const CLOCK_MONOTONIC = 1;
const TFD_NONBLOCK_CLOEXEC = 0x80800;
const TFD_TIMER_ABSTIME = 1;

export function openAlarm(libc: Libc, reactor: Reactor, onTime: () => void): Result<Alarm, SyscallError> {
  const fd = libc.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK_CLOEXEC);
  if (fd < 0) return err(syscallError(libc, "timerfd_create", fd));
  const value = Buffer.alloc(32);
  const expirations = Buffer.alloc(8);
  let current: number | undefined;
  let closed = false;
  const added = reactor.add(fd, () => {
    // Nothing to read: it has been set again since it went off.
    if (libc.read(fd, expirations, 8) < 0) return;
    current = undefined;
    onTime();
  });
  if (added < 0) {
    libc.close(fd);
    return err(syscallError(libc, "epoll_ctl", added));
  }
  return ok({
    set: (deadline) => {
      if (closed) return;
      const wanted = deadline === undefined || deadline === Number.POSITIVE_INFINITY ? undefined : Math.max(1, Math.ceil(deadline));
      if (wanted === current) return;
      current = wanted;
      writeDeadline(value, wanted ?? 0);
      libc.timerfdSet(fd, TFD_TIMER_ABSTIME, value);
    },
    close: () => {
      closed = true;
      reactor.remove(fd);
      libc.close(fd);
    },
  });
}

/** struct itimerspec without an interval; 0 disarms. A time in the past goes off at once. */
function writeDeadline(into: Buffer, micros: number): void {
  const seconds = Math.min(Math.floor(micros / 1e6), Number.MAX_SAFE_INTEGER / 1e6);
  into.writeBigInt64LE(BigInt(Math.floor(seconds)), 16);
  into.writeBigInt64LE(BigInt(Math.floor(micros % 1e6) * 1000), 24);
}

/** Signals to members of a unit, never to a stranger that got a member's pid. */
import type { Signal } from "../../core/values/signal.ts";
import type { Libc } from "../ffi.ts";

/** What each process is sent, in this order. */
export type Signals = readonly Signal[];

const ENOSYS = -38;
const EPERM = -1;

/** To a child of ours that has not been waited for: its pid cannot have been reused. Whether it was there. */
export function signalChild(libc: Libc, pid: number, signals: Signals): boolean {
  const results = signals.map((signal) => libc.kill(pid, signal));
  return (results[0] ?? 0) >= 0;
}

/** The same with a value. Source: sigqueue(3). */
export const queueToChild = (libc: Libc, pid: number, signal: Signal, value: number): boolean => libc.sigqueue(pid, signal, value) >= 0;

/** To any other process, if `isMember` still says so once the pid is held fast. Whether it was signalled. */
export function signalMember(libc: Libc, pid: number, signals: Signals, isMember: () => boolean): boolean {
  const pidfd = libc.pidfdOpen(pid);
  // Kernels before 5.3, and filters that do not know the call: a moment remains in which the pid could be reused.
  if (pidfd === ENOSYS || pidfd === EPERM) return isMember() && signalChild(libc, pid, signals);
  if (pidfd < 0) return false;
  const sent = isMember() && signals.map((signal) => libc.pidfdSendSignal(pidfd, signal))[0] === 0;
  libc.close(pidfd);
  return sent;
}

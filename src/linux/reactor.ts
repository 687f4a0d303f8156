/**
 * All of our descriptors behind one poll handle: a private epoll set.
 *
 * Polling a descriptor twice, or a regular file, through the FFI package ends the process; epoll answers with an error instead. An
 * exception thrown inside the package's callback would be lost, and on Node 26 nothing queued there runs: so the callback only asks for
 * a turn of its own.
 */
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import { syscallError } from "./ffi.ts";
import type { Libc, SyscallError } from "./ffi.ts";

export interface Reactor {
  /**
   * `onReady` runs each time `fd` is readable or at its end; with `events` 0 only when the other end is gone. A negative errno if the
   * descriptor cannot be watched.
   */
  add(fd: number, onReady: () => void, events?: 0): number;
  /** To be called before `fd` is closed. */
  remove(fd: number): void;
  close(): void;
}

const EPOLL_CLOEXEC = 0x80000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLLIN = 1;
const BATCH = 64;

/** `afterTurn` runs once when all that was ready has been handled. */
export function openReactor(libc: Libc, afterTurn: () => void): Result<Reactor, SyscallError> {
  const epoll = libc.epollCreate(EPOLL_CLOEXEC);
  if (epoll < 0) return err(syscallError(libc, "epoll_create1", epoll));
  // struct epoll_event is packed on x64 alone.
  const size = process.arch === "x64" ? 12 : 16;
  const dataAt = size - 8;
  const events = Buffer.alloc(size * BATCH);
  const event = Buffer.alloc(size);
  const watched = new Map<number, { readonly generation: number; readonly onReady: () => void }>();
  let generation = 0;
  let asked = false;
  let closed = false;

  const turn = (): void => {
    asked = false;
    if (closed) return;
    const steps: (() => void)[] = [];
    const count = libc.epollWait(epoll, events, BATCH, 0);
    for (let i = 0; i < count; i++) {
      const fd = events.readInt32LE(i * size + dataAt);
      const entry = watched.get(fd);
      // The generation tells an event of a descriptor that is gone from one of its successor by number.
      if (entry?.generation === events.readInt32LE(i * size + dataAt + 4)) {
        steps.push(() => {
          if (watched.get(fd) === entry) entry.onReady();
        });
      }
    }
    runAll([...steps, afterTurn]);
  };
  const handle = libc.pollHandle(epoll, () => {
    if (asked) return;
    asked = true;
    setImmediate(turn);
  });
  return ok({
    add: (fd, onReady, wanted: number = EPOLLIN) => {
      generation = (generation + 1) & 0x7fffffff;
      event.writeUInt32LE(wanted, 0);
      event.writeInt32LE(fd, dataAt);
      event.writeInt32LE(generation, dataAt + 4);
      const result = libc.epollControl(epoll, EPOLL_CTL_ADD, fd, event);
      if (result >= 0) watched.set(fd, { generation, onReady });
      return result;
    },
    remove: (fd) => {
      if (watched.delete(fd)) libc.epollControl(epoll, EPOLL_CTL_DEL, fd, null);
    },
    close: () => {
      closed = true;
      handle.close();
      libc.close(epoll);
    },
  });
}

/** Runs every step, whatever one of them throws; what is thrown reaches the process as an uncaught exception, never another step. */
export function runAll(steps: Iterable<() => void>): void {
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      setImmediate(() => {
        throw error;
      });
    }
  }
}

/** What processes print: one pipe a process, read in bounded pieces so that one that prints without end does not stop the loop. */
import { readlinkSync } from "node:fs";
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import type { OutputSink, OutputSource } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { syscallError } from "./ffi.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import type { Reactor } from "./reactor.ts";

/** The manager keeps the end that is written to while the process lives: else its end would be heard of twice, and first by the pipe. */
export interface LogPipe {
  readonly readFd: number;
  readonly writeFd: number;
}
export interface LogPipes {
  /** An error also if it could not be followed: what is printed would get lost, and who prints it get stuck. */
  open(): Result<LogPipe, SyscallError>;
  /** From now on what arrives goes to the sink under this source, until no process has the pipe any more. */
  follow(pipe: LogPipe, source: OutputSource): Draining;
  /** The unit has no process left: hands on what is in its pipes. */
  drainUnit(unit: UnitName): void;
  /** Of a pipe that is not followed. */
  discard(pipe: LogPipe): void;
  /** Whose pipe this is, by the kernel's name of it, such as `pipe:[4711]`, as long as it is followed. */
  unitOf(name: string): UnitName | undefined;
  close(): void;
}
export interface Draining {
  /** The process has ended: hands on what is in the pipe now. What others still print there goes on being followed. */
  drain(): void;
}

const O_CLOEXEC = 0x80000;
const O_NONBLOCK = 0x800;
const F_SETFL = 4;
const EAGAIN = -11;
const EINTR = -4;
const PIECE = 64 * 1024;
/** A turn's share for one pipe. */
const PER_TURN = 4 * PIECE;
/** The most a pipe may be made to hold without privileges; more than that was not in it when the process ended. */
const PER_DRAIN = 1024 * 1024;

/** The bytes handed to `sink` are overwritten after the call. */
export function openLogPipes(libc: Libc, reactor: Reactor, sink: OutputSink): LogPipes {
  const ends = Buffer.alloc(8);
  const piece = Buffer.allocUnsafeSlow(PIECE);
  const followed = new Map<number, Followed>();
  const byUnit = new Map<UnitName, Set<Followed>>();

  /** Lets go of the manager's own end. */
  const release = (pipe: Followed): void => {
    if (pipe.writeFd !== undefined) libc.close(pipe.writeFd);
    pipe.writeFd = undefined;
  };
  const finish = (pipe: Followed): void => {
    followed.delete(pipe.readFd);
    const { unit } = pipe.source;
    byUnit.get(unit)?.delete(pipe);
    if (byUnit.get(unit)?.size === 0) byUnit.delete(unit);
    release(pipe);
    reactor.remove(pipe.readFd);
    libc.close(pipe.readFd);
    sink.end(pipe.source);
  };
  /** Reads at most `limit` bytes. */
  const readSome = (pipe: Followed, limit: number): void => {
    for (let done = 0; done < limit && followed.get(pipe.readFd) === pipe;) {
      const count = libc.read(pipe.readFd, piece, PIECE);
      if (count === EINTR) continue;
      if (count === EAGAIN) return;
      if (count <= 0) return finish(pipe);
      sink.write(pipe.source, piece.subarray(0, count));
      done += count;
    }
  };
  /** Let go of first, so that a pipe that nobody else has is read to its end: only then is a last line without a newline handed on. */
  const drain = (pipe: Followed): void => {
    release(pipe);
    readSome(pipe, PER_DRAIN);
  };
  const discard = ({ readFd, writeFd }: LogPipe): void => {
    reactor.remove(readFd);
    libc.close(writeFd);
    libc.close(readFd);
  };
  return {
    open: () => {
      const result = libc.pipe2(ends, O_CLOEXEC);
      if (result < 0) return err(syscallError(libc, "pipe2", result));
      const pipe = { readFd: ends.readInt32LE(0), writeFd: ends.readInt32LE(4) };
      libc.fcntl(pipe.readFd, F_SETFL, O_NONBLOCK);
      const added = reactor.add(pipe.readFd, () => {
        const known = followed.get(pipe.readFd);
        if (known) readSome(known, PER_TURN);
      });
      if (added >= 0) return ok(pipe);
      discard(pipe);
      return err(syscallError(libc, "epoll_ctl", added));
    },
    follow: ({ readFd, writeFd }, source) => {
      const pipe: Followed = { readFd, writeFd, source };
      followed.set(readFd, pipe);
      const others = byUnit.get(source.unit);
      if (others) others.add(pipe);
      else byUnit.set(source.unit, new Set([pipe]));
      return { drain: () => drain(pipe) };
    },
    drainUnit: (unit) => [...(byUnit.get(unit) ?? [])].forEach(drain),
    discard,
    unitOf: (name) =>
      name.startsWith("pipe:")
        ? [...followed.values()].find(({ readFd }) => readlinkSync(`/proc/self/fd/${readFd}`) === name)?.source.unit
        : undefined,
    close: () => {
      for (const pipe of [...followed.values()]) {
        drain(pipe);
        // Somebody else may have it still.
        if (followed.get(pipe.readFd) === pipe) finish(pipe);
      }
    },
  };
}

interface Followed {
  readonly readFd: number;
  /** The manager's own, while it has it. */
  writeFd: number | undefined;
  readonly source: OutputSource;
}

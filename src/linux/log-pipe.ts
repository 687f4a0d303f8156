/** What processes print: one pipe a process, read in bounded pieces so that one that prints without end does not stop the loop. */
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import type { OutputSink, OutputSource } from "../core/kernel.ts";
import { syscallError } from "./ffi.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import type { Reactor } from "./reactor.ts";

export interface LogPipe {
  readonly readFd: number;
  /** To be closed when the process has it. */
  readonly writeFd: number;
}
export interface LogPipes {
  open(): Result<LogPipe, SyscallError>;
  /** From now on what arrives goes to the sink under this source, until no process has the pipe any more. */
  follow(readFd: number, source: OutputSource): Draining;
  close(): void;
}
export interface Draining {
  /** Hands on what is in the pipe now. */
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
  const open = new Map<number, OutputSource>();

  const finish = (fd: number, source: OutputSource): void => {
    open.delete(fd);
    reactor.remove(fd);
    libc.close(fd);
    sink.end(source);
  };
  /** Reads at most `limit` bytes. */
  const readSome = (fd: number, source: OutputSource, limit: number): void => {
    for (let done = 0; done < limit && open.get(fd) === source;) {
      const count = libc.read(fd, piece, PIECE);
      if (count === EINTR) continue;
      if (count === EAGAIN) return;
      if (count <= 0) return finish(fd, source);
      sink.write(source, piece.subarray(0, count));
      done += count;
    }
  };
  return {
    open: () => {
      const result = libc.pipe2(ends, O_CLOEXEC);
      if (result < 0) return err(syscallError(libc, "pipe2", result));
      const pipe = { readFd: ends.readInt32LE(0), writeFd: ends.readInt32LE(4) };
      libc.fcntl(pipe.readFd, F_SETFL, O_NONBLOCK);
      return ok(pipe);
    },
    follow: (readFd, source) => {
      open.set(readFd, source);
      reactor.add(readFd, () => readSome(readFd, source, PER_TURN));
      return { drain: () => readSome(readFd, source, PER_DRAIN) };
    },
    close: () => {
      for (const fd of open.keys()) {
        reactor.remove(fd);
        libc.close(fd);
      }
      open.clear();
    },
  };
}

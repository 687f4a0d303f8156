import { expect, it } from "vitest";
import type { Libc } from "./ffi.ts";
import { openLogPipes } from "./log-pipe.ts";
import type { Reactor } from "./reactor.ts";

const ENOSPC = -28;

it("gives no pipe that cannot be watched, and keeps nothing of it", () => {
  const open = new Set<number>();
  const libc = {
    pipe2: (ends: Buffer) => {
      for (const [at, fd] of [3, 4].entries()) {
        ends.writeInt32LE(fd, 4 * at);
        open.add(fd);
      }
      return 0;
    },
    fcntl: () => 0,
    close: (fd: number) => (open.delete(fd) ? 0 : -9),
    describeError: (errno: number) => `error ${errno}`,
  } as unknown as Libc;
  const reactor: Reactor = { add: () => ENOSPC, remove: () => {}, close: () => {} };
  const pipes = openLogPipes(libc, reactor, { write: () => {}, end: () => {} });
  expect(pipes.open()).toEqual({ ok: false, error: { call: "epoll_ctl", errno: 28, message: "epoll_ctl: error 28" } });
  expect(open).toEqual(new Set());
});

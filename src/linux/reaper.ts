/** Reaps every child there is, ours or inherited, with its exact status. */
import type { ExitStatus } from "../core/kernel.ts";
import type { Signal } from "../core/values/signal.ts";
import type { Libc } from "./ffi.ts";

export interface Dead {
  readonly pid: number;
  readonly status: ExitStatus;
}
export interface Reaper {
  /** A child that has ended; its pid stays its own until it is waited for. */
  next(): Dead | undefined;
  /** Waits for one that has ended; after that its pid may be given to another process. */
  wait(dead: Dead): void;
}

const P_ALL = 0;
const P_PID = 1;
const WNOHANG_WEXITED = 1 | 4;
const WNOWAIT = 0x1000000;
const CLD = { exited: 1, killed: 2, dumped: 3 } as const;
const EINTR = -4;

export function createReaper(libc: Libc): Reaper {
  // siginfo_t: si_code at 8, si_pid at 16, si_status at 24.
  const info = Buffer.alloc(128);
  const waitid = (type: number, id: number, options: number): number => {
    info.writeInt32LE(0, 16);
    let result = libc.waitid(type, id, info, options);
    while (result === EINTR) result = libc.waitid(type, id, info, options);
    return result;
  };
  return {
    next: () => {
      const result = waitid(P_ALL, 0, WNOHANG_WEXITED | WNOWAIT);
      const pid = info.readInt32LE(16);
      return result < 0 || pid === 0 ? undefined : { pid, status: exitStatus(info.readInt32LE(8), info.readInt32LE(24)) };
    },
    wait: ({ pid }) => void waitid(P_PID, pid, WNOHANG_WEXITED),
  };
}

/** Source: waitid(2), si_code. */
function exitStatus(code: number, status: number): ExitStatus {
  if (code === CLD.exited) return { code: "exited", status };
  return { code: code === CLD.dumped ? "dumped" : "killed", status: status as Signal };
}

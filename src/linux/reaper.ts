/** Reaps every child there is, ours or inherited, with its exact status. */
import type { ExitStatus } from "../core/kernel.ts";
import type { Signal } from "../core/values/signal.ts";
import type { Libc } from "./ffi.ts";

export interface Dead {
  readonly pid: number;
  readonly status: ExitStatus;
}
export interface Reaper {
  /** The children that have ended, at most `limit`; after that each pid may be given to another process. */
  reap(limit: number): readonly Dead[];
}

const P_ALL = 0;
const WNOHANG_WEXITED = 1 | 4;
const CLD = { exited: 1, killed: 2, dumped: 3 } as const;
const EINTR = -4;

export function createReaper(libc: Libc): Reaper {
  // siginfo_t: si_code at 8, si_pid at 16, si_status at 24.
  const info = Buffer.alloc(128);
  const next = (): Dead | undefined => {
    info.writeInt32LE(0, 16);
    let result = libc.waitid(P_ALL, 0, info, WNOHANG_WEXITED);
    while (result === EINTR) result = libc.waitid(P_ALL, 0, info, WNOHANG_WEXITED);
    const pid = info.readInt32LE(16);
    return result < 0 || pid === 0 ? undefined : { pid, status: exitStatus(info.readInt32LE(8), info.readInt32LE(24)) };
  };
  return {
    reap: (limit) => {
      const all: Dead[] = [];
      for (let dead = next(); dead; dead = all.length < limit ? next() : undefined) all.push(dead);
      return all;
    },
  };
}

/** Source: waitid(2), si_code. */
function exitStatus(code: number, status: number): ExitStatus {
  if (code === CLD.exited) return { code: "exited", status };
  return { code: code === CLD.dumped ? "dumped" : "killed", status: status as Signal };
}

import os from "node:os";
import type { HostError } from "../core/exec/host.ts";
import { describeErrno } from "../core/values/errno.ts";

/** Of what a call of node:fs has thrown. */
export function hostError(error: unknown): HostError {
  const { errno = -os.constants.errno.EIO } = error as NodeJS.ErrnoException;
  return errorOf(-errno);
}

export const errorOf = (errno: number): HostError => ({ errno, error: describeErrno(errno) });

import os from "node:os";
import type { HostError } from "../core/exec/host.ts";

/** Of what a call of node:fs has thrown. */
export function hostError(error: unknown): HostError {
  const { errno = -os.constants.errno.EIO, message } = error as NodeJS.ErrnoException;
  return errorOf(-errno, message);
}

export const errorOf = (errno: number, otherwise: string): HostError => ({ errno, error: SENTENCES.get(errno) ?? otherwise });

/** strerror(3)'s words for what opening a file may say. */
const SENTENCES: ReadonlyMap<number, string> = new Map([
  [os.constants.errno.EINVAL, "Invalid argument"],
  [os.constants.errno.E2BIG, "Argument list too long"],
  [os.constants.errno.EBADMSG, "Bad message"],
  [os.constants.errno.ENOENT, "No such file or directory"],
  [os.constants.errno.EACCES, "Permission denied"],
  [os.constants.errno.EISDIR, "Is a directory"],
  [os.constants.errno.ENOTDIR, "Not a directory"],
  [os.constants.errno.ELOOP, "Too many levels of symbolic links"],
]);

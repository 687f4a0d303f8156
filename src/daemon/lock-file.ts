import fs from "node:fs";
import { type Result, err, ok } from "../core/base/result.ts";
import { openLibc } from "../linux/ffi.ts";

/** A lock that the kernel lets go of when we die, however that is. */
export interface LockedFile {
  readonly fd: number;
  /** As often as one likes. */
  release(): void;
}
/** `taken`: another process has it. Otherwise why there can be none. */
export type LockFailure = { readonly taken: true } | { readonly taken: false; readonly reason: string };

const { O_RDWR, O_CREAT, O_NOFOLLOW } = fs.constants;
const LOCK_EX_NB = 2 | 4;
const EWOULDBLOCK = -11;

/** The file is made if need be, and stays: a lock on one that is being removed would be no lock. Throws if it can't be opened. */
export function lockFile(file: string): Result<LockedFile, LockFailure> {
  const libc = openLibc();
  if (!libc.ok) return err({ taken: false, reason: libc.error.message });
  // Not even to be read by others: that is all it takes to lock it.
  const fd = fs.openSync(file, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  const locked = libc.value.flock(fd, LOCK_EX_NB);
  if (locked >= 0) {
    let isHeld = true;
    const release = (): void => {
      if (isHeld) fs.closeSync(fd);
      isHeld = false;
    };
    return ok({ fd, release });
  }
  fs.closeSync(fd);
  return err(locked === EWOULDBLOCK ? { taken: true } : { taken: false, reason: libc.value.describeError(-locked) });
}

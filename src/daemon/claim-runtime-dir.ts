import fs from "node:fs";
import process from "node:process";
import { type Result, err, ok } from "../core/base/result.ts";
import { lockPath, whyUntrusted } from "../core/control/runtime-dir.ts";
import { openLibc } from "../linux/ffi.ts";

/** The directory is one manager's as long as that lives. */
export interface Claim {
  release(): void;
}

const { O_RDWR, O_CREAT, O_NOFOLLOW } = fs.constants;
const LOCK_EX_NB = 2 | 4;
const EWOULDBLOCK = -11;

/**
 * Makes the directory and keeps every other manager out of it. One that somebody else made, or that others may write to, is not used:
 * they could pose as the manager, or have it write elsewhere. The error is a sentence.
 */
export function claimRuntimeDir(directory: string): Result<Claim, string> {
  try {
    const uid = process.getuid?.() ?? 0;
    // Services of root's may run as any user, and send their notifications there.
    fs.mkdirSync(directory, { recursive: true, mode: uid === 0 ? 0o755 : 0o700 });
    const distrust = whyUntrusted(fs.lstatSync(directory), fs.statSync(directory), [uid]);
    if (distrust !== undefined) return err(`The runtime directory ${directory} ${distrust}. ${ANOTHER}`);
    return lock(directory);
  } catch (error) {
    return err(`The runtime directory ${directory} can't be used: ${(error as Error).message}. ${ANOTHER}`);
  }
}

const ANOTHER = "Give another one: --runtime-dir=DIR";

/** The kernel lets go of the lock when we die, however that is. The file stays: a lock on one that is being removed would be no lock. */
function lock(directory: string): Result<Claim, string> {
  const libc = openLibc();
  if (!libc.ok) return err(libc.error.message);
  // Not even to be read by others: that is all it takes to lock it.
  const fd = fs.openSync(lockPath(directory), O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  const locked = libc.value.flock(fd, LOCK_EX_NB);
  if (locked < 0) {
    fs.closeSync(fd);
    if (locked !== EWOULDBLOCK)
      return err(`The runtime directory ${directory} can't be locked: ${libc.value.describeError(-locked)}. ${ANOTHER}`);
    return err(`Another Upkeep manager is running already in ${directory}. Stop it first, or give this one a --runtime-dir= of its own.`);
  }
  // For clients, who wait for a manager that is only just starting.
  fs.ftruncateSync(fd);
  fs.writeSync(fd, `${process.pid}\n`, 0);
  return ok({
    release() {
      fs.ftruncateSync(fd);
      fs.closeSync(fd);
    },
  });
}

import fs from "node:fs";
import process from "node:process";
import { type Result, err, ok } from "../core/base/result.ts";
import { lockPath, whyUntrusted } from "../core/control/runtime-dir.ts";
import { lockFile } from "./lock-file.ts";

/** The directory is one manager's as long as that lives. */
export interface Claim {
  release(): void;
}

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

function lock(directory: string): Result<Claim, string> {
  const locked = lockFile(lockPath(directory));
  if (!locked.ok) {
    if (!locked.error.taken) return err(`The runtime directory ${directory} can't be locked: ${locked.error.reason}. ${ANOTHER}`);
    return err(`Another Upkeep manager is running already in ${directory}. Stop it first, or give this one a --runtime-dir= of its own.`);
  }
  const { fd, release } = locked.value;
  // For clients, who wait for a manager that is only just starting.
  fs.ftruncateSync(fd);
  fs.writeSync(fd, `${process.pid}\n`, 0);
  return ok({
    release() {
      fs.ftruncateSync(fd);
      release();
    },
  });
}

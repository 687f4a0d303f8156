/** Reads a file that names a process. Whoever can write on the way to it could name any: that is found out as well. */
import fs from "node:fs";
import os from "node:os";
import { join, resolve } from "node:path";
import { type Result, err, ok } from "../core/base/result.ts";
import type { HostError, PidFile } from "../core/exec/host.ts";
import { errorOf, hostError } from "./host-error.ts";

const { O_RDONLY, O_NONBLOCK } = fs.constants;
/** Longer than any pid. */
const MAX_LENGTH = 4096;
const MAX_LINKS = 32;

export function readPidFile(path: string): Result<PidFile, HostError> {
  try {
    const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(MAX_LENGTH);
      const text = bytes.toString("latin1", 0, fs.readSync(fd, bytes));
      const line = /^[^\n\0]*/.exec(text)?.[0] ?? "";
      if (line.length === MAX_LENGTH) return err({ ...errorOf(os.constants.errno.ENOBUFS), opened: true });
      const opened = fs.fstatSync(fd);
      return ok({ line, owner: opened.uid, isQuestionable: leadsAstray(path, opened) });
    } catch (error) {
      return err({ ...hostError(error), opened: true });
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    return err(hostError(error));
  }
}

/**
 * Whether some step of the way goes from what a user owns, other than root, to what another owns; or the way does not lead to what was
 * opened, as it may have been changed since.
 */
function leadsAstray(path: string, opened: fs.Stats): boolean {
  let at = "/";
  let owner = fs.lstatSync(at).uid;
  const isUnsafe = (next: number): boolean => owner !== 0 && next !== owner;
  const names = resolve(path).split("/").filter(Boolean);
  for (let links = 0; ;) {
    const name = names.shift();
    if (name === undefined) return !isSame(fs.lstatSync(at), opened);
    const next = join(at, name);
    const stat = fs.lstatSync(next);
    if (isUnsafe(stat.uid)) return true;
    owner = stat.uid;
    if (!stat.isSymbolicLink()) {
      at = next;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return true;
    const target = fs.readlinkSync(next);
    if (target.startsWith("/")) {
      at = "/";
      const root = fs.lstatSync(at).uid;
      if (isUnsafe(root)) return true;
      owner = root;
    }
    names.unshift(...target.split("/").filter(Boolean));
  }
}

const isSame = (a: fs.Stats, b: fs.Stats): boolean => a.dev === b.dev && a.ino === b.ino;

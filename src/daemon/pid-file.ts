/** Reads a file that names a process. Whoever can write on the way to it could name any: that is found out as well. */
import fs from "node:fs";
import { join, resolve } from "node:path";
import { type Result, err, ok } from "../core/base/result.ts";
import type { HostError, PidFile } from "../core/exec/host.ts";
import { hostError } from "./host-error.ts";

const { O_RDONLY, O_NONBLOCK } = fs.constants;
/** Longer than any pid. */
const MAX_LENGTH = 4096;
const MAX_LINKS = 32;

export function readPidFile(path: string): Result<PidFile, HostError> {
  try {
    const isQuestionable = leadsAstray(path);
    const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(MAX_LENGTH);
      const text = bytes.toString("latin1", 0, fs.readSync(fd, bytes));
      return ok({ line: text.split("\n")[0] ?? "", owner: fs.fstatSync(fd).uid, isQuestionable });
    } catch (error) {
      return err({ ...hostError(error), opened: true });
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    return err(hostError(error));
  }
}

/** Whether some step of the way goes from what a user owns, other than root, to what another owns. */
function leadsAstray(path: string): boolean {
  let at = "/";
  let owner = fs.lstatSync(at).uid;
  const names = resolve(path).split("/").filter(Boolean);
  for (let links = 0; ;) {
    const name = names.shift();
    if (name === undefined) return false;
    const next = join(at, name);
    const stat = fs.lstatSync(next);
    if (owner !== 0 && stat.uid !== owner) return true;
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
      owner = fs.lstatSync(at).uid;
    }
    names.unshift(...target.split("/").filter(Boolean));
  }
}

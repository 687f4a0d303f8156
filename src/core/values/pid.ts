import { type Result, err, ok } from "../base/result.ts";
import { isNumber, readInteger } from "./integer.ts";

/** A process id as text; the error is strerror(3)'s text, as systemd 257 has it. Whether there is such a process is not looked at. */
export function parsePid(text: string): Result<number, "Invalid argument" | "Numerical result out of range"> {
  const written = text.trim();
  if (!isNumber(written)) return err("Invalid argument");
  const pid = readInteger(written) ?? 0;
  return pid > 0 && pid <= HIGHEST ? ok(pid) : err("Numerical result out of range");
}

const HIGHEST = 0x7fff_ffff;

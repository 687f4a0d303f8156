import fs from "node:fs";
import process from "node:process";
import tty from "node:tty";
import { openLibc } from "../linux/ffi.ts";

/**
 * For a program that outlives its terminal: when it ends, Node sets the terminal's modes back, and aborts, with a core dump, if that
 * fails. It leaves alone what is another file by then.
 */
export function outliveTerminal(): void {
  process.once("exit", () => {
    const libc = openLibc();
    for (const fd of [0, 1, 2]) if (libc.ok && isHungUp(fd)) libc.value.dup3(fs.openSync("/dev/null", "r+"), fd, 0);
  });
}

/** A terminal that is gone can't be asked any more whether it is one. */
function isHungUp(fd: number): boolean {
  try {
    return fs.fstatSync(fd).isCharacterDevice() && !tty.isatty(fd);
  } catch {
    // Closed: nothing to be set back.
    return false;
  }
}

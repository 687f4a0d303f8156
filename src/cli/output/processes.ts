/** What /proc says of processes. Source: proc_pid_comm(5), proc_pid_cmdline(5). */
import { glyph, paint } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { shortenEnd } from "./text-width.ts";

/** The text of a file, undefined if it can't be read: a process may be gone at any time. */
export type ReadText = (path: string) => string | undefined;

/** ` (sleep)`; nothing if the process is gone. */
export function formatCommand(pid: number, readText: ReadText): string {
  const name = readCommand(pid, readText);
  return name === undefined ? "" : ` (${name})`;
}

/** `├─123 /bin/sh -c "sleep 1"` each, the pids in one column. `indent`: what stands in front of each line. */
export function formatProcessTree(pids: readonly number[], indent: string, readText: ReadText, terminal: Terminal): readonly string[] {
  const width = Math.max(...pids.map((pid) => String(pid).length));
  return pids.map((pid, index) => {
    const branch = glyph(terminal, index === pids.length - 1 ? "└─" : "├─");
    const text = `${String(pid).padStart(width)} ${describeProcess(pid, readText)}`;
    return `${indent}${branch}${paint(terminal, "grey", shortenEnd(text, terminal.columns - indent.length - 2, terminal))}`;
  });
}

function readCommand(pid: number, readText: ReadText): string | undefined {
  return readText(`/proc/${pid}/comm`)?.replace(/\n$/, "");
}

/** The command line; `[name]` for a kernel thread or a zombie, which have none. */
function describeProcess(pid: number, readText: ReadText): string {
  const words = readText(`/proc/${pid}/cmdline`)?.replace(/\0+$/, "");
  if (words) return words.split("\0").map(quoteWord).join(" ");
  const name = readCommand(pid, readText);
  return name === undefined ? "n/a" : `[${name}]`;
}

/** As a shell would need it, with double quotes. */
function quoteWord(word: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
  if (word !== "" && !/[\s\x00-\x1f\x7f"\\`$*?['()<>|&;!]/.test(word)) return word;
  // oxlint-disable-next-line no-control-regex
  const escaped = word.replace(/["\\`$]/g, "\\$&").replace(/[\x00-\x1f\x7f]/g, escapeControl);
  return `"${escaped}"`;
}

const NAMED: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};
const escapeControl = (character: string): string => NAMED[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

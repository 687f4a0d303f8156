import { err, ok } from "../base/result.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { pathFault, readAbsolute } from "./path.ts";
import type { ValueKind } from "./value-kind.ts";

/** Where stdout or stderr goes. Source: systemd.exec(5), StandardOutput=. */
export type OutputSpec =
  | { readonly to: "inherit" | "null" | "tty" | "journal" | "kmsg" | "journal+console" | "kmsg+console" | "socket" }
  /** Without a name it is that of the stream: `stdout`. */
  | { readonly to: "fd"; readonly name: string }
  | { readonly to: "file" | "append" | "truncate"; readonly path: string };

/** Where stdin comes from. Source: systemd.exec(5), StandardInput=. */
export type InputSpec =
  | { readonly from: "null" | "tty" | "tty-force" | "tty-fail" | "data" | "socket" }
  /** Without a name it is that of the stream: `stdin`. */
  | { readonly from: "fd"; readonly name: string }
  | { readonly from: "file"; readonly path: string };

const OUTPUTS = ["inherit", "null", "tty", "journal", "kmsg", "journal+console", "kmsg+console", "socket"] as const;
/** What older versions called the journal. */
const OLD_OUTPUTS: { readonly [word: string]: (typeof OUTPUTS)[number] } = { syslog: "journal", "syslog+console": "journal+console" };
const INPUTS = ["null", "tty", "tty-force", "tty-fail", "data", "socket"] as const;

export const output: ValueKind<OutputSpec> = {
  name: "output",
  parse(written, context) {
    const word = OUTPUTS.find((known) => known === written) ?? OLD_OUTPUTS[written];
    if (word !== undefined) return ok({ to: word });
    if (written === "fd" || written.startsWith("fd:")) return ok({ to: "fd", name: written.slice(3) });
    for (const to of ["file", "append", "truncate"] as const) {
      if (!written.startsWith(`${to}:`)) continue;
      const path = readAbsolute(written.slice(to.length + 1), context);
      return path.ok ? ok({ to, path: path.value }) : path;
    }
    return err(`expected one of ${OUTPUTS.join(", ")}, file:PATH, append:PATH, truncate:PATH`);
  },
  format: ({ to }) => to,
  remark(written) {
    const today = OLD_OUTPUTS[written];
    if (today === undefined) return undefined;
    const message =
      `Standard output type ${written} is obsolete, automatically updating to ${today}. ` +
      "Please update your unit file, and consider removing the setting altogether.";
    return { message, severity: "note" };
  },
  complaint: complainOf("output"),
  examples: [
    ["journal", { to: "journal" }],
    ["append:/var/log/x", { to: "append", path: "/var/log/x" }],
    ["syslog", { to: "journal" }],
  ],
};

export const input: ValueKind<InputSpec> = {
  name: "input",
  parse(written, context) {
    const word = INPUTS.find((known) => known === written);
    if (word !== undefined) return ok({ from: word });
    if (written === "fd" || written.startsWith("fd:")) return ok({ from: "fd", name: written.slice(3) });
    if (!written.startsWith("file:")) return err(`expected one of ${INPUTS.join(", ")}, file:PATH, fd:NAME`);
    const path = readAbsolute(written.slice("file:".length), context);
    return path.ok ? ok({ from: "file", path: path.value }) : path;
  },
  format: ({ from }) => from,
  complaint: complainOf("input"),
  examples: [
    ["null", { from: "null" }],
    ["file:/dev/zero", { from: "file", path: "/dev/zero" }],
  ],
};

function complainOf(what: "input" | "output"): ValueKind<unknown>["complaint"] {
  return (written, key, context) => {
    const path = /^(?:file|append|truncate):(.*)$/s.exec(written)?.[1];
    if (path === undefined) return `Failed to parse ${what} specifier, ignoring: ${written}`;
    const expanded = expandSpecifiers(path, context);
    if (!expanded.ok) return `Failed to resolve unit specifiers in ${path}, ignoring: Invalid slot`;
    return `${key}= path is not ${pathFault(expanded.value)}: ${expanded.value}`;
  };
}

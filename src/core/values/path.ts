import { type Result, err, ok } from "../base/result.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers, unresolved } from "./text.ts";
import { type AdditiveKind, type ReadContext, type ValueKind, asList } from "./value-kind.ts";

/** A path that may be absent without harm when it was written with `-`. */
export interface OptionalPath {
  readonly path: string;
  readonly optional: boolean;
}

export const isAbsolute = (path: string): boolean => path.startsWith("/");

/** `//var///lib/./x/` → `/var/lib/x`. `..` stays: what it means depends on links. */
export function simplifyPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return `${isAbsolute(path) ? "/" : ""}${parts.join("/")}`;
}

/** What keeps it from being an absolute path without `..`, as systemd puts it. */
export function pathFault(path: string): "absolute" | "normalized" | undefined {
  if (!isAbsolute(path)) return "absolute";
  return path.split("/").includes("..") ? "normalized" : undefined;
}

const EXPECTED = "expected an absolute path without ..";

export function readAbsolute(written: string, context: ReadContext): Result<string, string> {
  const expanded = expandSpecifiers(written, context);
  if (!expanded.ok) return err(knownSpecifiers(expanded.error));
  return pathFault(expanded.value) === undefined ? ok(simplifyPath(expanded.value)) : err(EXPECTED);
}

function complain(written: string, key: string, context: ReadContext): string {
  const expanded = expandSpecifiers(written, context);
  return expanded.ok ? `${key}= path is not ${pathFault(expanded.value)}, ignoring: ${expanded.value}` : unresolved(written);
}

export const absolutePath: ValueKind<string> = {
  name: "absolute path",
  parse: readAbsolute,
  format: (value) => value,
  complaint: complain,
  emptyResets: true,
  examples: [["/var//lib/", "/var/lib"]],
};

/** A relative one is below the runtime directory. Source: systemd.service(5), PIDFile=. */
export const pidFile: ValueKind<string> = {
  ...absolutePath,
  name: "path",
  parse(written, context) {
    const path = readAbsolute(belowRun(written, context), context);
    return path.ok ? ok(path.value.replace(LEGACY, "/run/")) : path;
  },
  remark(written, key) {
    if (!LEGACY.test(written)) return undefined;
    const today = written.replace(LEGACY, "/run/");
    const message = `${key}= references a path below legacy directory /var/run/, updating ${written} → ${today}; please update the unit file accordingly.`;
    return { message, severity: "note" };
  },
  complaint(written, key, context) {
    const expanded = expandSpecifiers(written, context);
    return expanded.ok ? complain(belowRun(expanded.value, context), key, context) : unresolved(written);
  },
  isFatal: (written, context) => expandSpecifiers(written, context).ok && "unreadable",
  examples: [["/run/x.pid", "/run/x.pid"]],
};

const LEGACY = /^\/var\/run\//;
const belowRun = (written: string, { specifiers }: ReadContext): string =>
  isAbsolute(written) ? written : `${specifiers.get("t") ?? "/run"}/${written}`;

/** `~` stands for the home of the user that the service runs as. Source: systemd.exec(5), WorkingDirectory=. */
export const workingDirectory: ValueKind<OptionalPath> = {
  name: "absolute path or ~",
  parse(written, context) {
    const optional = written.startsWith("-");
    const rest = optional ? written.slice(1) : written;
    if (rest === "~") return ok({ path: "~", optional });
    const path = readAbsolute(rest, context);
    return path.ok ? ok({ path: path.value, optional }) : err(`${path.error} or ~`);
  },
  format: ({ path, optional }) => (optional ? "!" : "") + path,
  complaint(written, key, context) {
    const isOptional = written.startsWith("-");
    const path = isOptional ? written.slice(1) : written;
    const expanded = expandSpecifiers(path, context);
    const ignoring = isOptional ? ", ignoring" : "";
    if (!expanded.ok) return `Failed to resolve unit specifiers in working directory path '${path}'${ignoring}: Invalid slot`;
    return `${key}= path is not ${pathFault(expanded.value)}${ignoring}: ${expanded.value}`;
  },
  // Running somewhere else than told could do damage.
  isFatal: (written) => !written.startsWith("-"),
  emptyResets: true,
  examples: [
    ["/srv", { path: "/srv", optional: false }],
    ["-~", { path: "~", optional: true }],
  ],
};

/** Source: systemd.exec(5), EnvironmentFile=. */
export const environmentFiles: AdditiveKind<readonly OptionalPath[], OptionalPath> = {
  name: "absolute paths",
  read(written, context, key) {
    const optional = written.startsWith("-");
    const rest = optional ? written.slice(1) : written;
    const path = readAbsolute(rest, context);
    if (path.ok) return { items: [{ path: path.value, optional }], complaints: [] };
    return { items: [], complaints: [{ message: complain(rest, key, context).replace(`'${rest}'`, `'${written}'`), hint: path.error }] };
  },
  join: asList,
  format: (files) => files.map(({ path, optional }) => `${path} (ignore_errors=${optional ? "yes" : "no"})`).join("\n"),
  examples: [["-/etc/default/web", [{ path: "/etc/default/web", optional: true }]]],
};

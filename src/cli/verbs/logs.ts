/** Source: journalctl(1). Reads the files itself: it works without a manager. */
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import type { Realtime } from "../../core/base/time.ts";
import { chooseRuntimeDir, logDirectory } from "../../core/control/runtime-dir.ts";
import { formatRecord, type FormatContext } from "../../core/log/format.ts";
import type { LogRecord, Priority } from "../../core/log/record.ts";
import { bytesOf } from "../../core/base/text.ts";
import { isPattern } from "../../core/values/unit-name.ts";
import { UTC } from "../../core/log/zone.ts";
import { followJournal } from "../../journal/follow.ts";
import type { LogQuery } from "../../journal/query.ts";
import { readJournal } from "../../journal/reader.ts";
import { listSegments } from "../../journal/segments.ts";
import { LOCAL } from "../../zone/local-zone.ts";
import { readLogsOptions, type LogsOptions } from "../log-options.ts";
import { paint, type Colour } from "../terminal.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run({ program, options, operands }: VerbInput, context: VerbContext): Promise<ExitCode> {
  const now = (Date.now() * 1000) as Realtime;
  const read = readLogsOptions({ program, options, operands, now, zone: LOCAL });
  if (!read.ok) {
    context.err(read.error);
    return 1;
  }
  const { env, uid } = context;
  const runtime = chooseRuntimeDir({ wish: options.last("runtime-dir"), user: options.has("user"), uid, env });
  const directory = logDirectory(runtime);
  const isMissing = read.value.directory === undefined && !existsSync(directory);
  const code = await logs(directory, read.value, context);
  if (isMissing && !read.value.quiet) {
    const wish = options.last("runtime-dir");
    const manager = wish ? ` --runtime-dir=${wish}` : options.has("user") ? " --user" : "";
    context.err(`No Upkeep manager has kept a log in ${directory} yet. Start one with: upkeep daemon${manager}`, "notice");
  }
  return code;
}

/**
 * Shows what `options` ask for of the log in their directory, or in `standard`; with `follow` until `signal` says stop. Rejects only
 * if something fails that has nothing to do with files.
 */
export async function logs(
  standard: string,
  options: LogsOptions,
  context: Pick<VerbContext, "out" | "err" | "terminal" | "readText">,
  signal?: AbortSignal,
): Promise<ExitCode> {
  const directory = options.directory ?? standard;
  const format = formatOf(options, context);
  try {
    if (listSegments(directory).length === 0) context.err("No journal files were found.", "notice");
    else if (areForNothing(options.units, directory)) {
      context.err("Failed to add filter for units: No data available");
      return 1;
    }
    if (!options.follow) return showStored(directory, options, format, context);
    for await (const record of followJournal(directory, queryOf(options), signal)) context.out(bytesOf(format(record)));
    return 0;
  } catch (error) {
    return explain(error as NodeJS.ErrnoException, directory, options, context);
  }
}

/** Patterns, and nothing but patterns, of which none matches a unit that was ever heard of. Source: journalctl(1) of systemd 257. */
const areForNothing = (units: readonly string[], directory: string): boolean =>
  units.length > 0 && units.every(isPattern) && readJournal(directory, { units })[Symbol.iterator]().next().done === true;

type Format = (record: LogRecord) => string;

/** Written in pieces of about this many characters: one system call a line would be slow. */
const PIECE = 64 * 1024;

function showStored(directory: string, options: LogsOptions, format: Format, { out }: Pick<VerbContext, "out">): ExitCode {
  let text = "";
  let count = 0;
  const most = typeof options.lines === "object" && "oldest" in options.lines ? options.lines.oldest : Infinity;
  for (const record of readJournal(directory, queryOf(options))) {
    if (count === most) break;
    count++;
    text += format(record);
    if (text.length < PIECE) continue;
    out(bytesOf(text));
    text = "";
  }
  if (count === 0 && !options.quiet) text = "-- No entries --\n";
  if (text !== "") out(bytesOf(text));
  return count === 0 && options.grep !== undefined ? 1 : 0;
}

function queryOf({ units, identifiers, priorities, grep, since, until, lines, reverse }: LogsOptions): LogQuery {
  return {
    units,
    identifiers,
    ...(priorities === undefined ? {} : { priorities }),
    ...(grep === undefined ? {} : { grep }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(typeof lines === "object" && "newest" in lines ? { newest: lines.newest } : {}),
    reverse,
  };
}

function formatOf(options: LogsOptions, { terminal, readText }: Pick<VerbContext, "terminal" | "readText">): Format {
  const context: FormatContext = {
    hostname: hostname(),
    machineId: options.format.startsWith("json") ? readText("/etc/machine-id")?.trim() : undefined,
    hidesHostname: options.hidesHostname,
    zone: options.utc ? UTC : LOCAL,
    all: options.all,
    ...(terminal.colours === "off" ? {} : { paint: (priority: Priority, line: string) => paint(terminal, colourOf(priority), line) }),
  };
  return (record) => formatRecord(record, options.format, context);
}

function colourOf(priority: Priority): Colour | undefined {
  if (priority <= 3) return "red";
  if (priority === 6) return undefined;
  return priority === 4 ? "yellow" : priority === 5 ? "highlight" : "grey";
}

function explain(
  error: NodeJS.ErrnoException,
  directory: string,
  options: LogsOptions,
  { out, err }: Pick<VerbContext, "out" | "err">,
): ExitCode {
  if (error.syscall === undefined) throw error;
  if (error.code === "ENOENT" && options.directory === undefined && !options.follow) {
    // The manager has never run.
    err("No journal files were found.", "notice");
    if (!options.quiet) out("-- No entries --\n");
    return 0;
  }
  err(`Failed to open ${directory}: ${SENTENCES[error.code ?? ""] ?? error.message}`);
  return 1;
}

/** As strerror(3) words them. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  ENOTDIR: "Not a directory",
};

/** From the options of `upkeep logs` and `journalctl` to what is to be shown. Source: journalctl(1); texts as systemd 257's. */
import { err, ok, type Result } from "../core/base/result.ts";
import type { Realtime } from "../core/base/time.ts";
import { isLogFormat, type LogFormat } from "../core/log/format.ts";
import { parsePriorityRange, type PriorityRange } from "../core/log/priority.ts";
import { parseTimestamp } from "../core/log/timestamp.ts";
import { UTC, type TimeZone } from "../core/log/zone.ts";
import { readBoolean } from "../core/values/boolean.ts";
import { mangleUnitName } from "../core/values/unit-name.ts";
import type { Options } from "./getopt.ts";

export interface LogsOptions {
  /** `--directory` */
  readonly directory?: string;
  /** Names or patterns; none: all units. */
  readonly units: readonly string[];
  readonly identifiers: readonly string[];
  readonly priorities?: PriorityRange;
  readonly grep?: RegExp;
  readonly since?: Realtime;
  readonly until?: Realtime;
  readonly lines: LineCount;
  readonly follow: boolean;
  readonly reverse: boolean;
  readonly format: LogFormat;
  readonly quiet: boolean;
  readonly all: boolean;
  readonly hidesHostname: boolean;
  readonly utc: boolean;
}

type LineCount = "all" | { readonly newest: number } | { readonly oldest: number };

export interface LogsQuestion {
  readonly program: string;
  readonly options: Options;
  readonly operands: readonly string[];
  readonly now: Realtime;
  readonly zone: TimeZone;
}

/** Known to journalctl, not yet here. */
const MISSING = ["cursor", "after-cursor", "show-cursor", "disk-usage", "output-fields"];

/** The error is the line to print; the exit code is 1. */
export function readLogsOptions({ program, options, operands, now, zone: local }: LogsQuestion): Result<LogsOptions, string> {
  const missing = MISSING.find((name) => options.has(name));
  if (missing !== undefined) return err(`--${missing} is not supported yet.`);
  if (options.has("follow") && options.has("reverse")) return err("Please specify either --reverse or --follow, not both.");
  const format = options.last("output") ?? "short";
  if (!isLogFormat(format)) return err(`--output=${format} is not supported yet.`);

  const [count, rest] = takeCount(options, operands);
  const lines = readLines(options, count);
  if (!lines.ok) return lines;
  const units = readUnits(program, options, rest);
  if (!units.ok) return units;
  const range = options.last("priority");
  const priorities = range === undefined ? undefined : parsePriorityRange(range);
  if (priorities?.ok === false) return priorities;
  const grep = readGrep(options);
  if (!grep.ok) return grep;
  const utc = options.has("utc");
  const times = readTimes(options, now, utc ? UTC : local);
  if (!times.ok) return times;

  const directory = options.last("directory");
  const follow = options.has("follow");
  return ok({
    ...(directory === undefined ? {} : { directory }),
    units: units.value,
    identifiers: options.all("identifier"),
    ...(priorities === undefined ? {} : { priorities: priorities.value }),
    ...(grep.value === undefined ? {} : { grep: grep.value }),
    ...times.value,
    lines: lines.value,
    follow,
    // The last matches come the last first, as from journalctl.
    reverse: options.has("reverse") || (!follow && grep.value !== undefined && isOfNewest(lines.value)),
    format,
    quiet: options.has("quiet") || format === "cat" || format.startsWith("json"),
    all: options.has("all"),
    hidesHostname: options.has("no-hostname"),
    utc,
  });
}

/** `-n` takes the next word if it looks like a number, though its value may be left out. */
function takeCount(options: Options, operands: readonly string[]): readonly [count: string | undefined, rest: readonly string[]] {
  const count = options.last("lines");
  const next = operands.findIndex((operand) => COUNT.test(operand));
  return count === "" && next !== -1 ? [operands[next], operands.toSpliced(next, 1)] : [count, operands];
}

const COUNT = /^(?:all|\+?\d+)$/;

function readLines(options: Options, count: string | undefined): Result<LineCount, string> {
  if (count === undefined) {
    if (options.has("follow") && !options.has("no-tail")) return ok({ newest: 10 });
    return ok(options.has("pager-end") ? { newest: 1000 } : "all");
  }
  if (count === "") return ok({ newest: 10 });
  if (!COUNT.test(count)) return err(`Failed to parse --lines='${count}'.`);
  if (count === "all") return ok("all");
  return ok(count.startsWith("+") ? { oldest: Number(count.slice(1)) } : { newest: Number(count) });
}

const isOfNewest = (lines: LineCount): boolean => typeof lines === "object" && "newest" in lines;

/** A pattern without a capital letter matches whatever the case, unless it is told. */
function readGrep(options: Options): Result<RegExp | undefined, string> {
  const pattern = options.last("grep");
  const wish = options.last("case-sensitive");
  const isSensitive = wish === undefined ? /\p{Lu}/u.test(pattern ?? "") : wish === "" || readBoolean(wish);
  if (isSensitive === undefined) return err(`Bad --case-sensitive= argument "${wish}": Invalid argument`);
  if (pattern === undefined) return ok(undefined);
  try {
    return ok(new RegExp(pattern, isSensitive ? "" : "i"));
  } catch (error) {
    const { message } = error as SyntaxError;
    return err(`Bad pattern "${pattern}": ${message.slice(message.lastIndexOf(": ") + 2)}`);
  }
}

function readUnits(program: string, options: Options, operands: readonly string[]): Result<readonly string[], string> {
  if (program === "journalctl" && operands[0] !== undefined) {
    const [match] = operands;
    return err(
      match.includes("=") ? `Matches such as '${match}' are not supported yet.` : `Failed to add match '${match}': Invalid argument`,
    );
  }
  const units: string[] = [];
  for (const text of [...options.all("unit"), ...operands]) {
    const unit = mangleUnitName(text);
    if (unit === undefined) return err("Failed to mangle unit name: Invalid argument");
    units.push(unit.name);
  }
  return ok(units);
}

function readTimes(options: Options, now: Realtime, zone: TimeZone): Result<Pick<LogsOptions, "since" | "until">, string> {
  const times: { since?: Realtime; until?: Realtime } = {};
  for (const name of ["since", "until"] as const) {
    const text = options.last(name);
    if (text === undefined) continue;
    const at = parseTimestamp(text, now, zone);
    if (!at.ok) return at;
    times[name] = at.value;
  }
  if (times.since !== undefined && times.until !== undefined && times.since > times.until) return err("--since= must be before --until=.");
  return ok(times);
}

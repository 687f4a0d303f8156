import type { Realtime } from "../base/time.ts";
import { formatTimestamp } from "./format-timestamp.ts";
import { jsonFields } from "./journal-fields.ts";
import { blob, isPrintable, stripTerminal } from "./printable.ts";
import type { LogRecord, Priority } from "./record.ts";
import { encodeText } from "../base/text.ts";
import { wallTime, type TimeZone, type WallTime } from "./zone.ts";

/** Source: journalctl(1), --output=. */
const LOG_FORMATS = [
  "short",
  "short-full",
  "short-iso",
  "short-iso-precise",
  "short-precise",
  "short-monotonic",
  "short-unix",
  "with-unit",
  "cat",
  "json",
  "json-pretty",
] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export const isLogFormat = (text: string): text is LogFormat => (LOG_FORMATS as readonly string[]).includes(text);

export interface FormatContext {
  readonly hostname: string;
  /** For `json`. */
  readonly machineId?: string | undefined;
  /** `--no-hostname` */
  readonly hidesHostname?: boolean;
  readonly zone: TimeZone;
  /** `--all`: also what is long or can't be printed, as it is. */
  readonly all?: boolean;
  /** Colours a line of a message. */
  readonly paint?: (priority: Priority, line: string) => string;
}

/** One record as journalctl prints it, newline included. With `cat` and `all` it may hold bytes that are no UTF-8, as text.ts says. */
export function formatRecord(record: LogRecord, format: LogFormat, context: FormatContext): string {
  if (format === "cat") return formatCat(record, context);
  if (format === "json") return `${JSON.stringify(jsonFields(record, context))}\n`;
  if (format === "json-pretty") return formatJsonPretty(record, context);
  return formatShort(record, format, context);
}

function formatCat({ message, priority }: LogRecord, { paint = asItIs }: FormatContext): string {
  return linesOf(message)
    .map((line) => `${paint(priority, line)}\n`)
    .join("");
}

function formatJsonPretty(record: LogRecord, context: FormatContext): string {
  const lines = Object.entries(jsonFields(record, context)).map(([name, value]) => `\t${JSON.stringify(name)} : ${prettyValue(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

function prettyValue(value: unknown): string {
  return Array.isArray(value) ? `[\n${value.map((item) => `\t\t${String(item)}`).join(",\n")}\n\t]` : JSON.stringify(value);
}

type ShortFormat = Exclude<LogFormat, "cat" | "json" | "json-pretty">;

function formatShort(record: LogRecord, format: ShortFormat, context: FormatContext): string {
  const { hostname, hidesHostname = false, all = false, paint = asItIs } = context;
  const host = hidesHostname ? "" : `${hostname} `;
  const prefix = `${formatTime(record, format, context.zone)} ${host}${speaker(record, format)}${record.pid === 0 ? "" : `[${record.pid}]`}: `;
  const message = withHint(record);
  const text = all ? message : stripTerminal(message);
  if (!all && !isPrintable(text)) return `${prefix}${blob(encodeText(text).length)}\n`;
  const [first = "", ...others] = linesOf(text);
  const indent = " ".repeat(prefix.length);
  return [`${prefix}${paint(record.priority, first)}\n`, ...others.map((line) => `${indent}${paint(record.priority, line)}\n`)].join("");
}

/** The message is systemd's sentence; what was meant perhaps is worth a word to a person. */
export function withHint({ message, fields }: LogRecord): string {
  const hint = fields?.["UPKEEP_HINT"];
  return hint === undefined ? message : `${message} (${hint})`;
}

/** The newline at the end begins no line. */
const linesOf = (text: string): readonly string[] => text.replace(/\n$/, "").split("\n");
const asItIs = (_: Priority, line: string): string => line;

/** systemd's own lines come from the unit that it is itself, init.scope. */
function speaker({ transport, unit, identifier }: LogRecord, format: ShortFormat): string {
  if (format !== "with-unit") return identifier;
  return transport === "manager" ? "init.scope" : (unit ?? identifier);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

function formatTime({ at, monotonic }: LogRecord, format: ShortFormat, zone: TimeZone): string {
  if (format === "short-monotonic") return `[${seconds(monotonic).padStart(12)}]`;
  if (format === "short-unix") return seconds(at);
  const wall = wallTime(at, zone);
  const day = `${MONTHS[wall.month - 1]} ${two(wall.day)}`;
  const iso = `${wall.year}-${two(wall.month)}-${two(wall.day)}`;
  switch (format) {
    case "short":
      return `${day} ${clock(wall)}`;
    case "short-precise":
      return `${day} ${clock(wall)}.${micros(wall)}`;
    case "short-iso":
      return `${iso}T${clock(wall)}${formatOffset(at, zone)}`;
    case "short-iso-precise":
      return `${iso}T${clock(wall)}.${micros(wall)}${formatOffset(at, zone)}`;
    case "short-full":
    case "with-unit":
      return formatTimestamp(at, zone);
  }
}

const two = (n: number): string => String(n).padStart(2, "0");
const clock = (wall: WallTime): string => `${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`;
const micros = (wall: WallTime): string => String(wall.usec).padStart(6, "0");
const seconds = (usec: number): string => `${Math.floor(usec / 1e6)}.${String(Math.floor(usec % 1e6)).padStart(6, "0")}`;

function formatOffset(at: Realtime, zone: TimeZone): string {
  const minutes = zone.offset(at);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

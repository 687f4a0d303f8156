import { isPrintable } from "./printable.ts";
import type { LogRecord } from "./record.ts";
import { encodeText } from "../base/text.ts";

/** Text, its bytes if it can't be printed, or null if it is too long to be shown unasked. */
export type JsonField = string | readonly number[] | null;

/** From this length on, name and `=` included, journalctl prints a field in JSON only with --all. */
const LONG = 4096;

export interface JsonContext {
  readonly hostname: string;
  /** 32 hex digits; undefined where the machine has none. Source: machine-id(5). */
  readonly machineId?: string | undefined;
  /** Also what is long, as it is. */
  readonly all?: boolean;
}

/** A record under systemd.journal-fields(7)'s names, as `journalctl -o json` has it: all values are text. */
export function jsonFields(record: LogRecord, context: JsonContext): Record<string, JsonField> {
  const { unit, invocation, message } = record;
  const printed = record.transport === "stdout";
  return {
    __REALTIME_TIMESTAMP: String(record.at),
    __MONOTONIC_TIMESTAMP: String(record.monotonic),
    ...(record.boot ? { _BOOT_ID: record.boot } : {}),
    ...(context.machineId ? { _MACHINE_ID: context.machineId } : {}),
    _HOSTNAME: context.hostname,
    PRIORITY: String(record.priority),
    SYSLOG_FACILITY: "3",
    SYSLOG_IDENTIFIER: record.identifier,
    ...(record.pid === 0 ? {} : { _PID: String(record.pid) }),
    _TRANSPORT: printed ? "stdout" : "journal",
    ...(printed ? {} : { _SYSTEMD_UNIT: "init.scope" }),
    ...(unit === undefined ? {} : { [printed ? "_SYSTEMD_UNIT" : "UNIT"]: unit }),
    ...(invocation === undefined ? {} : { [printed ? "_SYSTEMD_INVOCATION_ID" : "INVOCATION_ID"]: invocation }),
    ...record.fields,
    MESSAGE: jsonField("MESSAGE", message, context.all === true),
  };
}

function jsonField(name: string, text: string, all: boolean): JsonField {
  // No character takes more than three bytes per UTF-16 unit; only near the limit they have to be counted.
  if (!all && name.length + 1 + text.length * 3 >= LONG && name.length + 1 + encodeText(text).length >= LONG) return null;
  return isPrintable(text) ? text : [...encodeText(text)];
}

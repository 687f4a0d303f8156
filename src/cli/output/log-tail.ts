/** The last lines of a unit's log below its status page. */
import { formatRecord, isLogFormat } from "../../core/log/format.ts";
import type { FormatContext, LogFormat } from "../../core/log/format.ts";
import type { LogRecord, Priority } from "../../core/log/record.ts";
import type { TimeZone } from "../../core/log/zone.ts";
import { paint } from "../terminal.ts";
import type { Colour, Terminal } from "../terminal.ts";
import { displayWidth, shortenNearEnd } from "./text-width.ts";

export interface LogTail {
  readonly records: readonly LogRecord[];
  /** As `--output=` has it. */
  readonly format: string;
}

interface TailContext {
  readonly terminal: Terminal;
  readonly zone: TimeZone;
  readonly hostname: string;
}

export function formatLogTail({ records, format }: LogTail, { terminal, zone, hostname }: TailContext): string {
  const known = isLogFormat(format) ? format : "short";
  const context: FormatContext = { hostname, zone };
  let shortened = false;
  const lines = records.map((record) => {
    const room = terminal.columns - prefixWidth(record, known, context);
    const fit = (priority: Priority, line: string): string => {
      const fitting = known.startsWith("json") ? line : shortenNearEnd(line, room, terminal);
      shortened ||= fitting !== line;
      return paint(terminal, COLOURS[priority], fitting);
    };
    return formatRecord(record, known, { ...context, paint: fit });
  });
  const hint = shortened ? ["Hint: Some lines were ellipsized, use -l to show in full.\n"] : [];
  return [...lines, ...hint].join("");
}

/** What stands in front of the message. */
function prefixWidth(record: LogRecord, format: LogFormat, context: FormatContext): number {
  return displayWidth(formatRecord({ ...record, message: "" }, format, context).replace(/\n$/, ""));
}

const COLOURS: Readonly<Record<Priority, Colour | undefined>> = {
  0: "red",
  1: "red",
  2: "red",
  3: "red",
  4: "yellow",
  5: "highlight",
  6: undefined,
  7: "grey",
};

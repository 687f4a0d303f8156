import { err, ok } from "../base/result.ts";
import { failedToParse } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

const LEVELS = "emerg alert crit err warning notice info debug".split(" ");
const FACILITIES =
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp 12 13 14 15 local0 local1 local2 local3 local4 local5 local6 local7".split(
    " ",
  );

export type LogLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** syslog(3)'s priority, 0 emerg … 7 debug; written as a name or a number. */
export const logLevel: ValueKind<LogLevel> = {
  name: LEVELS.join(" | "),
  parse(text) {
    const index = /^[0-7]$/.test(text) ? Number(text) : LEVELS.indexOf(text);
    return index < 0 ? err(`expected one of ${LEVELS.join(", ")}`) : ok(index as LogLevel);
  },
  format: String,
  complaint: failedToParse,
  examples: [
    ["info", 6],
    ["3", 3],
  ],
};

/** syslog(3)'s facility, as a number without the priority's bits. */
export const logFacility: ValueKind<number> = {
  name: "syslog facility",
  parse(text) {
    const index = /^\d+$/.test(text) ? Number(text) : FACILITIES.indexOf(text);
    return index < 0 || index > 127 ? err("expected a syslog facility such as daemon or local0") : ok(index);
  },
  format: String,
  complaint: failedToParse,
  examples: [
    ["daemon", 3],
    ["local7", 23],
  ],
};

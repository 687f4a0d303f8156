/** The options of each family of verbs. Source: systemctl(1), journalctl(1); `--runtime-dir` and all of run and daemon are ours. */
import type { OptionRow } from "./getopt.ts";

const RUNTIME_DIR: OptionRow = { name: "runtime-dir", argument: "DIR", summary: "Where the manager's socket is" };
const HELP: OptionRow = { name: "help", short: "h", summary: "Show this help" };
const VERSION: OptionRow = { name: "version", summary: "Show the version" };
const USER: OptionRow = { name: "user", summary: "Talk to the manager of this user, also as root" };
const USER_MANAGER: OptionRow = { name: "user", summary: "Be the manager of this user, also as root" };
const SYSTEM: OptionRow = { name: "system" };
const NO_PAGER: OptionRow = { name: "no-pager" };

const OUTPUT_MODES =
  "short short-precise short-iso short-iso-precise short-full short-monotonic short-unix short-delta verbose export json json-pretty json-sse cat with-unit";

/** One that systemctl 257 has and we have not. */
function toCome(name: string, short: string | undefined, argument?: string): OptionRow {
  const row = { name, ...(short && { short }), ...(argument && { argument }) };
  return { ...row, check: () => `Option '--${name}' is not supported by this version of Upkeep yet.` };
}

const FLAGS_TO_COME =
  "recursive:r reverse before after with-dependencies show-types ignore-inhibitors:i now dry-run wait global runtime force:f " +
  "firmware-setup read-only mkdir marked stdin irreversible ignore-dependencies";
const VALUES_TO_COME =
  "capsule:C host:H machine:M check-inhibitors what message legend preset-mode root image image-policy boot-loader-menu " +
  "boot-loader-entry reboot-argument timestamp drop-in when";

const OPTIONS_TO_COME: readonly OptionRow[] = [
  ...FLAGS_TO_COME.split(" ").map((each) => toCome(...nameAndLetter(each))),
  ...VALUES_TO_COME.split(" ").map((each) => toCome(...nameAndLetter(each), "VALUE")),
];

function nameAndLetter(text: string): readonly [name: string, short: string | undefined] {
  const [name = "", short] = text.split(":");
  return [name, short];
}

/** Accepted by every verb of systemctl, wherever they stand; those that do nothing for a verb are ignored, as by systemctl. */
export const SYSTEMCTL_OPTIONS: readonly OptionRow[] = [
  { name: "type", short: "t", argument: "TYPE", summary: "List units of these types only" },
  { name: "property", short: "p", argument: "NAME", summary: "Show these properties only" },
  { name: "print-value", short: "P", argument: "NAME", shortOnly: true, summary: "The same as --value --property=NAME" },
  { name: "all", short: "a", summary: "Show empty properties and inactive units too" },
  { name: "full", short: "l", summary: "Do not shorten lines to the width of the terminal" },
  { name: "job-mode", argument: "MODE", summary: "What to do about jobs that are queued already (replace, fail, isolate …)" },
  { name: "fail" },
  { name: "failed", summary: "The same as --state=failed" },
  { name: "state", argument: "STATE", summary: "List units in these states only" },
  { name: "quiet", short: "q", summary: "Print less" },
  { name: "no-warn", summary: "Leave warnings out" },
  { name: "no-block", summary: "Do not wait until the jobs have ended" },
  { name: "no-wall" },
  { name: "no-ask-password" },
  { name: "no-legend", summary: "Leave the header and the last lines out" },
  { name: "no-reload" },
  NO_PAGER,
  { name: "kill-whom", argument: "WHOM", summary: "Which processes get the signal: main, control or all" },
  { name: "kill-who", argument: "WHOM", means: "kill-whom" },
  {
    name: "kill-value",
    argument: "INT",
    summary: "A number to go with the signal, which must be a real-time one",
  },
  { name: "signal", short: "s", argument: "SIGNAL", summary: "Which signal to send (list: show them all)" },
  { name: "show-transaction", short: "T" },
  { name: "lines", short: "n", argument: "INTEGER", summary: "How many lines of the log to show", check: checkLines },
  {
    name: "output",
    short: "o",
    argument: "STRING",
    summary: "How to print: log lines as journalctl, tables also as json",
    check: checkOutput,
  },
  { name: "plain", summary: "Leave the marks in front of the lines out" },
  { name: "value", summary: "Show values without their names" },
  HELP,
  VERSION,
  SYSTEM,
  USER,
  RUNTIME_DIR,
  ...OPTIONS_TO_COME,
];

/** Source: journalctl(1). */
export const LOGS_OPTIONS: readonly OptionRow[] = [
  { name: "unit", short: "u", argument: "UNIT", summary: "Lines of and about this unit (may be a pattern; may stand several times)" },
  { name: "user-unit", argument: "UNIT", means: "unit" },
  {
    name: "lines",
    short: "n",
    argument: "INTEGER",
    optional: true,
    nextWord: /^(\+?\d+|all)$/,
    summary: "Only the last lines (10 without a number)",
  },
  { name: "follow", short: "f", summary: "Go on showing lines as they come" },
  { name: "no-tail", summary: "With --follow: show all lines so far, not only ten" },
  {
    name: "output",
    short: "o",
    argument: "STRING",
    summary: "short, short-iso, short-precise, short-monotonic, json, json-pretty, cat …",
    check: checkOutput,
  },
  { name: "since", short: "S", argument: "DATE", summary: "Not before this time (2026-01-31 12:00, today, -10min …)" },
  { name: "until", short: "U", argument: "DATE", summary: "Not after this time" },
  { name: "priority", short: "p", argument: "RANGE", summary: "Only lines of this priority or more important" },
  { name: "grep", short: "g", argument: "PATTERN", summary: "Only messages that match this regular expression" },
  { name: "case-sensitive", argument: "BOOL", optional: true },
  { name: "identifier", short: "t", argument: "STRING", summary: "Only lines of programs with this name" },
  { name: "boot", short: "b", argument: "ID", optional: true, nextWord: /^([+-]?\d+|all|[0-9a-f]{32})$/ },
  { name: "reverse", short: "r", summary: "Newest first" },
  { name: "no-hostname", summary: "Leave the host's name out" },
  { name: "utc", summary: "Times in UTC" },
  { name: "catalog", short: "x" },
  { name: "pager-end", short: "e" },
  { name: "all", short: "a" },
  { name: "full", short: "l" },
  { name: "no-full" },
  { name: "quiet", short: "q", summary: "Print less" },
  { name: "directory", short: "D", argument: "DIR", summary: "Read the logs in this directory" },
  { name: "cursor", short: "c", argument: "CURSOR" },
  { name: "after-cursor", argument: "CURSOR" },
  { name: "show-cursor" },
  { name: "disk-usage" },
  { name: "output-fields", argument: "LIST" },
  NO_PAGER,
  HELP,
  VERSION,
  SYSTEM,
  USER,
  RUNTIME_DIR,
];

const UNIT_PATH: OptionRow = { name: "unit-path", argument: "DIRS", summary: "Where unit files are, colon separated" };
const STATE_DIR: OptionRow = { name: "state-dir", argument: "DIR", summary: "Where logs are kept" };

export const DAEMON_OPTIONS: readonly OptionRow[] = [
  { name: "unit", argument: "UNIT", summary: "What to start at once (default.target if there is one)" },
  UNIT_PATH,
  STATE_DIR,
  { name: "log-target", argument: "TARGET", summary: "console: print the manager's own lines too" },
  { name: "log-level", argument: "LEVEL", summary: "From which priority on: debug, info, notice …" },
  HELP,
  SYSTEM,
  USER_MANAGER,
  RUNTIME_DIR,
];

export const RUN_OPTIONS: readonly OptionRow[] = [
  UNIT_PATH,
  { name: "output", short: "o", argument: "STRING", summary: "How lines are printed: short, cat, json …", check: checkOutput },
  { name: "quiet", short: "q", summary: "Only what the services print" },
  HELP,
  SYSTEM,
  USER_MANAGER,
];

function checkLines(value: string): string | undefined {
  return /^\d+$/.test(value) ? undefined : `Failed to parse lines '${value}'`;
}

function checkOutput(value: string): string | undefined {
  return OUTPUT_MODES.split(" ").includes(value) ? undefined : `Unknown output '${value}'.`;
}

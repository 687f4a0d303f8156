/** The verbs: what they are called, what they take, and where their code is. Parsing and help follow from this table. */
import type { OptionRow } from "./getopt.ts";
import { DAEMON_OPTIONS, LOGS_OPTIONS, RUN_OPTIONS, SYSTEMCTL_OPTIONS } from "./options.ts";
import type { Verb } from "./verb.ts";

export interface VerbRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** For the help: `UNIT...`. */
  readonly operands?: string;
  /** How many operands it takes; `most` is unlimited if left out. */
  readonly least?: number;
  readonly most?: number;
  /** Said instead of "Too few arguments." */
  readonly tooFew?: string;
  /** All that it accepts. */
  readonly options: readonly OptionRow[];
  /** Names of the options that its own help shows. None: all of them. */
  readonly relevant?: string;
  readonly summary: string;
  /** systemctl has no verb of that name. */
  readonly own?: true;
  /** Brings the code, only when the verb is asked for. */
  readonly load: () => Promise<{ readonly run: Verb }>;
}

const job = {
  operands: "UNIT...",
  least: 1,
  options: SYSTEMCTL_OPTIONS,
  relevant: "no-block job-mode quiet no-warn",
  load: () => import("./verbs/job.ts"),
};
const units = { operands: "UNIT...", least: 1, options: SYSTEMCTL_OPTIONS };
const someUnits = { operands: "[UNIT...]", options: SYSTEMCTL_OPTIONS };
const patterns = { operands: "[PATTERN...]", options: SYSTEMCTL_OPTIONS };
const alone = { most: 0, options: SYSTEMCTL_OPTIONS };

export const VERBS: readonly VerbRow[] = [
  {
    name: "run",
    own: true,
    operands: "FILE...",
    least: 1,
    options: RUN_OPTIONS,
    load: () => import("./verbs/run.ts"),
    summary: "Run unit files here and now, in the foreground",
  },
  {
    name: "daemon",
    own: true,
    most: 0,
    options: DAEMON_OPTIONS,
    load: () => import("./verbs/daemon.ts"),
    summary: "Run the manager",
  },
  {
    name: "logs",
    own: true,
    aliases: ["journalctl"],
    operands: "[UNIT...]",
    options: LOGS_OPTIONS,
    summary: "Show the log, all of it or of some units",
    load: () => import("./verbs/logs.ts"),
  },
  { name: "start", ...job, summary: "Start units" },
  { name: "stop", ...job, summary: "Stop units" },
  { name: "restart", ...job, summary: "Stop units if they run, then start them" },
  { name: "try-restart", aliases: ["condrestart"], ...job, summary: "Restart those of the units that run" },
  { name: "reload", ...job, summary: "Make units read their configuration again" },
  {
    name: "reload-or-restart",
    ...job,
    tooFew: "List of units to restart/reload is required.",
    summary: "Reload units if they can, else restart them",
  },
  {
    name: "try-reload-or-restart",
    aliases: ["reload-or-try-restart", "condreload", "force-reload"],
    ...job,
    summary: "The same, for those of the units that run",
  },
  {
    name: "kill",
    ...units,
    // `--signal=list` needs no unit.
    least: 0,
    relevant: "signal kill-whom kill-value",
    summary: "Send a signal to the processes of units",
    load: () => import("./verbs/kill.ts"),
  },
  {
    name: "freeze",
    ...units,
    relevant: "",
    summary: "Stop all processes of units where they are",
    load: () => import("./verbs/freeze.ts"),
  },
  { name: "thaw", ...units, relevant: "", summary: "Let frozen units go on", load: () => import("./verbs/freeze.ts") },
  {
    name: "status",
    ...someUnits,
    operands: "[UNIT|PID...]",
    relevant: "lines output full no-warn",
    summary: "How units are doing, with the last lines of their log",
    load: () => import("./verbs/status.ts"),
  },
  {
    name: "show",
    ...someUnits,
    relevant: "property print-value value all",
    summary: "Properties of units, or of the manager, for programs to read",
    load: () => import("./verbs/show.ts"),
  },
  { name: "cat", ...units, relevant: "", summary: "The files of units", load: () => import("./verbs/cat.ts") },
  {
    name: "is-active",
    ...units,
    relevant: "quiet",
    summary: "Whether any of the units is active",
    load: () => import("./verbs/is-active.ts"),
  },
  {
    name: "is-failed",
    ...someUnits,
    relevant: "quiet",
    summary: "Whether any of the units has failed",
    load: () => import("./verbs/is-active.ts"),
  },
  {
    name: "is-system-running",
    ...alone,
    relevant: "quiet",
    summary: "Whether the manager is up and nothing has failed",
    load: () => import("./verbs/is-system-running.ts"),
  },
  {
    name: "list-units",
    ...patterns,
    relevant: "type state failed all full no-legend plain output",
    summary: "The units in memory",
    load: () => import("./verbs/list-units.ts"),
  },
  {
    name: "reset-failed",
    ...patterns,
    relevant: "",
    summary: "Forget that units, or all of them, have failed",
    load: () => import("./verbs/reset-failed.ts"),
  },
  {
    name: "daemon-reload",
    ...alone,
    relevant: "",
    summary: "Read all unit files again",
    load: () => import("./verbs/daemon-reload.ts"),
  },
  {
    name: "exit",
    ...alone,
    relevant: "",
    summary: "Stop all units in order, then the manager",
    load: () => import("./verbs/exit.ts"),
  },
  {
    name: "help",
    own: true,
    operands: "[VERB]",
    most: 1,
    options: SYSTEMCTL_OPTIONS,
    relevant: "",
    summary: "What the verbs do",
    load: () => import("./verbs/help.ts"),
  },
  { name: "version", own: true, ...alone, relevant: "", summary: "Show the version", load: () => import("./verbs/version.ts") },
];

/** systemctl's other verbs. Source: systemctl(1). */
export const VERBS_TO_COME: readonly string[] = (
  "list-automounts list-paths list-sockets list-timers list-dependencies isolate clean set-property bind mount-image " +
  "service-log-level service-log-target whoami list-unit-files enable disable reenable preset preset-all is-enabled mask unmask link " +
  "revert add-wants add-requires edit get-default set-default list-machines list-jobs cancel show-environment set-environment " +
  "unset-environment import-environment daemon-reexec log-level log-target service-watchdogs default rescue emergency halt poweroff " +
  "reboot kexec soft-reboot switch-root sleep suspend hibernate hybrid-sleep suspend-then-hibernate"
).split(" ");

export function findVerb(name: string): VerbRow | undefined {
  return VERBS.find((row) => row.name === name || row.aliases?.includes(name));
}

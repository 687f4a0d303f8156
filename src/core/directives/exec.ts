import { boolean } from "../values/boolean.ts";
import { booleanOr } from "../values/boolean-or.ts";
import { environment, unsetEnvironment, variableNames } from "../values/environment.ts";
import { integerIn, isNumber, readInteger } from "../values/integer.ts";
import { credentialSources, credentialTexts, encryptedCredentials, importedCredentials } from "../values/credential.ts";
import { countLimit, niceLimit, secondsLimit, sizeLimit, usecLimit } from "../values/limit.ts";
import { logFacility, logLevel } from "../values/log-level.ts";
import { mode } from "../values/mode.ts";
import { oneOfNamed } from "../values/one-of.ts";
import { absolutePath, environmentFiles, workingDirectory } from "../values/path.ts";
import { searchPath } from "../values/search-path.ts";
import { type InputSpec, type OutputSpec, input, output } from "../values/standard-stream.ts";
import { text } from "../values/text.ts";
import { groupNames, serviceUser, userName } from "../values/user-name.ts";
import { relativeDirectories } from "../values/word-list.ts";
import { type About, type Additive, type Single, list, optional, single } from "./directive.ts";

const nice = integerIn(-20, 19, {
  complaint: (written) =>
    isNumber(written)
      ? `Nice priority out of range, ignoring: ${written}`
      : `Failed to parse nice priority '${written}', ignoring: Invalid argument`,
  emptyResets: true,
});
const oomScore = integerIn(-1000, 1000, {
  complaint: (written) =>
    isNumber(written)
      ? `OOM score adjust value out of range, ignoring: ${written}`
      : `Failed to parse the OOM score adjust value '${written}', ignoring: Invalid argument`,
  emptyResets: true,
});
const resets = { emptyResets: true };
/** Shown as the kernel's numbers; without a class it is best effort. */
const IO_CLASSES: { readonly [written: string]: string } = { none: "2", realtime: "1", "best-effort": "2", idle: "3", "0": "2" };
const ioClass = {
  ...oneOfNamed("IO scheduling class", resets, "none", "realtime", "best-effort", "idle", "0", "1", "2", "3"),
  format: (written: string) => IO_CLASSES[written] ?? written,
};
const ioPriority = integerIn(0, 7, { complaint: (written) => `Failed to parse IO priority, ignoring: ${written}`, ...resets });
const CPU_POLICIES: { readonly [written: string]: string } = { other: "0", fifo: "1", rr: "2", batch: "3", idle: "5" };
const cpuPolicy = {
  ...oneOfNamed("CPU scheduling policy", resets, "other", "batch", "idle", "fifo", "rr", "0", "1", "2", "3", "5"),
  format: (written: string) => CPU_POLICIES[written] ?? written,
};
const cpuPriority = integerIn(0, 99, {
  complaint: (written) =>
    Number.isSafeInteger(readInteger(written))
      ? `CPU scheduling priority is out of range, ignoring: ${written}`
      : `Failed to parse CPU scheduling priority, ignoring: ${written}`,
});
const directoryPreserve = booleanOr("restart");

const OUTPUTS: readonly string[] = ["inherit", "null", "journal", "file", "append", "truncate"] satisfies readonly OutputSpec["to"][];
const leadsToLog = (value: unknown): string | undefined =>
  OUTPUTS.includes((value as OutputSpec).to) ? undefined : "It leads to the log.";
const limit = (kind: typeof sizeLimit, what: string, since = 33): Single<(typeof sizeLimit.examples)[0][1] | undefined> =>
  optional(kind, { summary: `Limit of ${what}, see setrlimit(2).`, support: "full", since });
const directory = (where: string, since: number): Additive<readonly string[]> =>
  list(relativeDirectories, {
    summary: `Directories made below ${where} for the service.`,
    support: "ignored",
    since,
    note: "Directories are not made by this version; make them with ExecStartPre=mkdir.",
  });
const directoryMode = (of: string, since: number): Single<number> =>
  single(mode, 0o755, { summary: `Access mode of ${of}.`, support: "ignored", since });
const scheduling: Pick<About, "support" | "note"> = {
  support: "ignored",
  note: "Scheduling is left at the system's default in this version.",
};

/** systemctl has no form for it. */
const credential = (summary: string, since: number): About => ({
  summary,
  support: "ignored",
  since,
  show: () => [],
});

/** What the processes of a unit are given; written in `[Service]`. Source: systemd.exec(5). */
export const execDirectives = {
  WorkingDirectory: optional(workingDirectory, {
    summary: "The directory in which processes start.",
    support: "full",
    since: 33,
    shownUnset: "",
  }),
  User: optional(serviceUser, { summary: "The user that processes run as.", support: "full", since: 33, shownUnset: "" }),
  Group: optional(userName, { summary: "The group that processes run as.", support: "full", since: 33, shownUnset: "" }),
  SupplementaryGroups: list(groupNames, { summary: "Groups in addition.", support: "full", since: 33 }),
  Nice: single(nice, 0, { summary: "The nice level of processes.", support: "full", since: 33 }),
  OOMScoreAdjust: optional(oomScore, {
    summary: "How willingly the kernel kills here when memory is short.",
    support: "full",
    since: 33,
    shownUnset: "0",
  }),
  UMask: single(mode, 0o022, { summary: "Permission bits that new files don't get.", support: "full", since: 33 }),
  Environment: list(environment, { summary: "Variables that processes are given.", support: "full", since: 33 }),
  EnvironmentFile: list(environmentFiles, {
    summary: "Files with further variables, read at each start.",
    support: "full",
    since: 33,
    shown: "EnvironmentFiles",
    linewise: true,
  }),
  PassEnvironment: list(variableNames, { summary: "Variables passed on from the manager.", support: "full", since: 228 }),
  UnsetEnvironment: list(unsetEnvironment, { summary: "Variables taken away at the end.", support: "full", since: 235 }),
  ExecSearchPath: list(searchPath, { summary: "Where programs named without a path are looked for.", support: "full", since: 250 }),
  StandardInput: single(
    input,
    { from: "null" },
    {
      summary: "Where stdin comes from.",
      support: "partial",
      since: 33,
      unsupported: (value) => (["null", "file"].includes((value as InputSpec).from) ? undefined : "It acts as StandardInput=null does."),
    },
  ),
  StandardOutput: optional(output, {
    summary: "Where stdout goes.",
    support: "partial",
    since: 33,
    unsupported: leadsToLog,
  }),
  StandardError: optional(output, {
    summary: "Where stderr goes.",
    support: "partial",
    since: 33,
    unsupported: leadsToLog,
  }),
  TTYPath: optional(absolutePath, {
    summary: "The terminal of StandardInput=tty and its like.",
    support: "ignored",
    since: 33,
    shownUnset: "",
  }),
  SyslogIdentifier: optional(text, { summary: "The name under which output is logged.", support: "full", since: 33, shownUnset: "" }),
  SyslogFacility: single(logFacility, 3, { summary: "The facility under which output is logged.", support: "ignored", since: 33 }),
  SyslogLevel: single(logLevel, 6, { summary: "The priority of output lines without a prefix.", support: "full", since: 33 }),
  SyslogLevelPrefix: single(boolean, true, {
    summary: "Whether <3> and its like in front of a line set its priority.",
    support: "full",
    since: 33,
  }),
  NoNewPrivileges: single(boolean, false, { summary: "Whether execve(2) can never give more rights.", support: "full", since: 198 }),
  IgnoreSIGPIPE: single(boolean, true, { summary: "Whether processes start with SIGPIPE ignored.", support: "full", since: 41 }),
  LimitCPU: limit(secondsLimit, "CPU time"),
  LimitFSIZE: limit(sizeLimit, "the size of files"),
  LimitDATA: limit(sizeLimit, "the data segment"),
  LimitSTACK: limit(sizeLimit, "the stack"),
  LimitCORE: limit(sizeLimit, "core dumps"),
  LimitRSS: limit(sizeLimit, "resident memory"),
  LimitNOFILE: limit(countLimit, "open files"),
  LimitAS: limit(sizeLimit, "the address space"),
  LimitNPROC: limit(countLimit, "the user's processes"),
  LimitMEMLOCK: limit(sizeLimit, "locked memory"),
  LimitLOCKS: limit(countLimit, "file locks"),
  LimitSIGPENDING: limit(countLimit, "queued signals"),
  LimitMSGQUEUE: limit(sizeLimit, "message queues"),
  LimitNICE: limit(niceLimit, "the nice level"),
  LimitRTPRIO: limit(countLimit, "real-time priority"),
  LimitRTTIME: limit(usecLimit, "CPU time without a blocking call"),
  IOSchedulingClass: optional(ioClass, { summary: "The class of disk access.", since: 33, ...scheduling, shownUnset: "2" }),
  IOSchedulingPriority: optional(ioPriority, { summary: "The priority of disk access.", since: 33, ...scheduling, shownUnset: "4" }),
  CPUSchedulingPolicy: optional(cpuPolicy, { summary: "The policy of the CPU scheduler.", since: 33, ...scheduling, shownUnset: "0" }),
  CPUSchedulingPriority: optional(cpuPriority, { summary: "The real-time priority.", since: 33, ...scheduling }),
  RuntimeDirectory: directory("/run", 211),
  RuntimeDirectoryMode: directoryMode("RuntimeDirectory=", 211),
  RuntimeDirectoryPreserve: single(directoryPreserve, "no", {
    summary: "Whether RuntimeDirectory= outlives the run.",
    support: "ignored",
    since: 235,
  }),
  StateDirectory: directory("/var/lib", 235),
  StateDirectoryMode: directoryMode("StateDirectory=", 235),
  CacheDirectory: directory("/var/cache", 235),
  CacheDirectoryMode: directoryMode("CacheDirectory=", 235),
  LogsDirectory: directory("/var/log", 235),
  LogsDirectoryMode: directoryMode("LogsDirectory=", 235),
  ConfigurationDirectory: directory("/etc", 235),
  ConfigurationDirectoryMode: directoryMode("ConfigurationDirectory=", 235),
  LoadCredential: list(credentialSources, credential("Secrets handed to the service as files.", 247)),
  LoadCredentialEncrypted: list(credentialSources, credential("The same, of encrypted files.", 250)),
  SetCredential: list(credentialTexts, credential("Secrets handed to the service as files, from the unit itself.", 247)),
  SetCredentialEncrypted: list(encryptedCredentials, credential("The same, encrypted.", 250)),
  ImportCredential: list(importedCredentials, {
    summary: "Secrets of the system that are handed to the service.",
    support: "ignored",
    since: 254,
  }),
} as const;

import { FOREVER, type Usec, msec, sec, usec } from "../base/time.ts";
import { boolean } from "../values/boolean.ts";
import { busName } from "../values/bus-name.ts";
import { type ExecCommand, execCommands } from "../values/exec-command.ts";
import { exitStatusSet } from "../values/exit-status-set.ts";
import { unsigned } from "../values/integer.ts";
import { oneOf } from "../values/one-of.ts";
import { pidFile } from "../values/path.ts";
import { preserveMode } from "../values/preserve-mode.ts";
import { SIGNAL, type Signal, signal } from "../values/signal.ts";
import { abortTimeout, stopTimeout, timeSpan, timeout } from "../values/time-span.ts";
import type { OutputSpec } from "../values/standard-stream.ts";
import { socketNames } from "../values/unit-names.ts";
import { type Additive, type ConfigOf, type Support, alias, list, optional, single } from "./directive.ts";
import { execDirectives } from "./exec.ts";
import { killDirectives } from "./kill.ts";
import { resourceControlDirectives } from "./resource-control.ts";

const commands = (summary: string, since = 33, support: Support = "full"): Additive<readonly ExecCommand[]> =>
  list(execCommands, { summary, support, since, shown: false });
const failureMode = oneOf("terminate", "abort", "kill");

/** What `[Service]` alone has. Source: systemd.service(5). */
const ownDirectives = {
  Type: optional(oneOf("simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle"), {
    summary: "When the service counts as started.",
    support: "full",
    since: 33,
  }),
  ExitType: single(oneOf("main", "cgroup"), "main", {
    summary: "Whether the end of the main process is the end of the service.",
    support: "full",
    since: 250,
  }),
  ExecCondition: commands("Commands that decide whether the start goes on.", 243),
  ExecStartPre: commands("Commands run before the start."),
  ExecStart: commands("The service itself."),
  ExecStartPost: commands("Commands run once it has started."),
  ExecReload: commands("Commands that make it read its configuration again."),
  ExecStop: commands("Commands that stop it."),
  ExecStopPost: commands("Commands run after it has ended, however that came."),
  Restart: single(oneOf("no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always"), "no", {
    summary: "Which endings are followed by a new start.",
    support: "full",
    since: 33,
  }),
  RestartMode: single(oneOf("normal", "direct", "debug"), "normal", {
    summary: "Whether a restart shows as a failure to units that depend on it.",
    support: "full",
    since: 254,
  }),
  RestartSec: single(timeSpan, msec(100), {
    summary: "How long to wait before that start.",
    support: "full",
    since: 33,
    shown: "RestartUSec",
  }),
  RestartSteps: single(unsigned, 0, { summary: "In how many steps that wait grows to RestartMaxDelaySec=.", support: "full", since: 254 }),
  RestartMaxDelaySec: single(timeSpan, FOREVER, {
    summary: "The longest wait.",
    support: "full",
    since: 254,
    shown: "RestartMaxDelayUSec",
  }),
  RestartPreventExitStatus: list(exitStatusSet, { summary: "Endings that are never followed by a restart.", support: "full", since: 189 }),
  RestartForceExitStatus: list(exitStatusSet, { summary: "Endings that always are.", support: "full", since: 215 }),
  SuccessExitStatus: list(exitStatusSet, { summary: "Endings of the main process that count as good.", support: "full", since: 189 }),
  RemainAfterExit: single(boolean, false, { summary: "Whether it stays active without a process.", support: "full", since: 33 }),
  TimeoutStartSec: optional(timeout, { summary: "How long a start may take.", support: "full", since: 188, shown: "TimeoutStartUSec" }),
  TimeoutStopSec: single(stopTimeout, sec(90), {
    summary: "How long each step of a stop may take.",
    support: "full",
    since: 188,
    shown: "TimeoutStopUSec",
  }),
  TimeoutAbortSec: optional(abortTimeout, {
    summary: "How long it may take to end after the watchdog's signal.",
    support: "full",
    since: 243,
    shown: "TimeoutAbortUSec",
  }),
  TimeoutSec: alias(["TimeoutStartSec", "TimeoutStopSec"], {
    summary: "Sets TimeoutStartSec= and TimeoutStopSec=.",
    support: "full",
    since: 33,
  }),
  TimeoutStartFailureMode: single(failureMode, "terminate", {
    summary: "What happens when a start takes too long.",
    support: "full",
    since: 246,
  }),
  TimeoutStopFailureMode: single(failureMode, "terminate", {
    summary: "What happens when a stop takes too long.",
    support: "full",
    since: 246,
  }),
  RuntimeMaxSec: single(timeSpan, FOREVER, {
    summary: "The longest that the service may run.",
    support: "full",
    since: 229,
    shown: "RuntimeMaxUSec",
  }),
  RuntimeRandomizedExtraSec: single(timeSpan, usec(0), {
    summary: "A random length of time, up to this, added to RuntimeMaxSec=.",
    support: "full",
    since: 250,
    shown: "RuntimeRandomizedExtraUSec",
  }),
  WatchdogSec: single(timeSpan, usec(0), {
    summary: "How often the service has to give a sign of life.",
    support: "full",
    since: 41,
    shown: "WatchdogUSec",
  }),
  NotifyAccess: optional(oneOf("none", "main", "exec", "all"), {
    summary: "From which processes notifications are taken.",
    support: "full",
    since: 33,
  }),
  StartLimitInterval: alias(["Unit.StartLimitIntervalSec"], {
    summary: "Older place of StartLimitIntervalSec= in [Unit].",
    support: "full",
    since: 42,
  }),
  StartLimitBurst: alias(["Unit.StartLimitBurst"], { summary: "Older place of the same in [Unit].", support: "full", since: 42 }),
  StartLimitAction: alias(["Unit.StartLimitAction"], { summary: "Older place of the same in [Unit].", support: "ignored", since: 42 }),
  FailureAction: alias(["Unit.FailureAction"], { summary: "Older place of the same in [Unit].", support: "ignored", since: 213 }),
  RebootArgument: alias(["Unit.RebootArgument"], { summary: "Older place of the same in [Unit].", support: "ignored", since: 213 }),
  PIDFile: optional(pidFile, {
    summary: "Where a forking service writes the number of its main process.",
    support: "full",
    since: 33,
    shownUnset: "",
  }),
  GuessMainPID: single(boolean, true, {
    summary: "Whether the main process of a forking service is guessed.",
    support: "full",
    since: 33,
  }),
  BusName: optional(busName, {
    summary: "The name the service takes on the bus.",
    support: "partial",
    note: "It is looked at with Type=dbus only.",
    since: 33,
    shownUnset: "",
  }),
  Sockets: list(socketNames, { summary: "Sockets handed to the service.", support: "ignored", since: 33 }),
  FileDescriptorStoreMax: single(unsigned, 0, {
    summary: "How many descriptors are kept for it over a restart.",
    support: "full",
    since: 219,
  }),
  FileDescriptorStorePreserve: single(preserveMode, "restart", {
    summary: "Until when they are kept.",
    support: "full",
    since: 254,
  }),
  OOMPolicy: optional(oneOf("continue", "stop", "kill"), {
    summary: "What follows when the kernel kills in the unit because memory is short.",
    support: "full",
    since: 243,
  }),
  ReloadSignal: single(signal, SIGNAL.HUP, {
    summary: "The signal that makes a notify-reload service reload.",
    support: "full",
    since: 253,
  }),
  ExecReloadPost: commands("Commands run after a reload.", 259, "ignored"),
} as const;

/** `[Service]` with all that may stand in it and is read. */
export const serviceDirectives = { ...ownDirectives, ...execDirectives, ...killDirectives, ...resourceControlDirectives } as const;

/** As written: what wasn't is `undefined` where its value depends on others. */
export interface WrittenService extends ConfigOf<typeof serviceDirectives> {}

export type ServiceType = NonNullable<WrittenService["Type"]>;

/** *Settled*: every value is what applies, whether written or following from others. */
export interface ServiceConfig extends Omit<WrittenService, keyof Settled>, Settled {}

interface Settled {
  readonly Type: ServiceType;
  /** `FOREVER` for oneshot unless written. */
  readonly TimeoutStartSec: Usec;
  /** TimeoutStopSec= unless written. */
  readonly TimeoutAbortSec: Usec;
  /** KillSignal= unless written. */
  readonly RestartKillSignal: Signal;
  readonly NotifyAccess: NonNullable<WrittenService["NotifyAccess"]>;
  readonly OOMPolicy: NonNullable<WrittenService["OOMPolicy"]>;
  /** The log, unless stdin is a terminal, a socket or a descriptor: then the same. */
  readonly StandardOutput: OutputSpec;
  /** As stdout unless written. */
  readonly StandardError: OutputSpec;
}

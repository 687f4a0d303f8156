import { FOREVER, sec } from "../base/time.ts";
import { action } from "../values/action.ts";
import { boolean } from "../values/boolean.ts";
import { pathConditions, textConditions, type Condition } from "../values/condition.ts";
import { exitStatusNumber } from "../values/exit-status-number.ts";
import { unsigned } from "../values/integer.ts";
import { JOB_MODES } from "../values/job-mode.ts";
import { oneOf } from "../values/one-of.ts";
import { text } from "../values/text.ts";
import { timeSpan, timeout } from "../values/time-span.ts";
import { type UnitName } from "../values/unit-name.ts";
import { dependencies } from "../values/unit-names.ts";
import { absolutePaths, documentationUris } from "../values/word-list.ts";
import { type Additive, type ConfigOf, type Support, alias, list, optional, single } from "./directive.ts";

const jobMode = oneOf(...JOB_MODES);

const relation = (summary: string, support: Support, since = 33): Additive<readonly UnitName[]> =>
  list(dependencies, { summary, support, since });
const condition = (kind: typeof pathConditions, what: string, since = 33): Additive<readonly Condition[]> =>
  list(kind, {
    summary: `Skips the start unless ${what}.`,
    support: "ignored",
    since,
    note: "Conditions are not checked by this version: the unit starts regardless.",
    shown: false,
  });

/** `[Unit]`. Source: systemd.unit(5). */
export const unitDirectives = {
  Description: optional(text, { summary: "What the unit is, for people.", support: "full", since: 33 }),
  Documentation: list(documentationUris, { summary: "Where more can be read.", support: "full", since: 183 }),
  Requires: relation("Units started along; this one stops when they are stopped.", "full"),
  Requisite: relation("Units that have to be active already.", "full"),
  Wants: relation("Units started along, whatever becomes of them.", "full"),
  BindsTo: relation("As Requires=, and this one stops whenever they go down.", "full", 187),
  PartOf: relation("Units whose stop and restart this one follows.", "full", 188),
  Upholds: relation("Units started again whenever they are down.", "full", 249),
  Conflicts: relation("Units that can't be active at the same time.", "full"),
  Before: relation("Units that wait for this one.", "full"),
  After: relation("Units that this one waits for.", "full"),
  OnFailure: relation("Units started when this one fails.", "full"),
  OnSuccess: relation("Units started when this one ends well.", "full", 249),
  PropagatesReloadTo: relation("Units reloaded along.", "full", 187),
  ReloadPropagatedFrom: relation("Units whose reload this one follows.", "full", 187),
  PropagatesStopTo: relation("Units stopped along.", "full", 249),
  StopPropagatedFrom: relation("Units whose stop this one follows.", "full", 249),
  RequiresMountsFor: list(absolutePaths, {
    summary: "Paths whose mounts are needed.",
    support: "ignored",
    since: 183,
    note: "Mounts are not managed.",
  }),
  OnFailureJobMode: single(jobMode, "replace", { summary: "How OnFailure= units are started.", support: "full", since: 209 }),
  OnSuccessJobMode: single(jobMode, "fail", { summary: "How OnSuccess= units are started.", support: "full", since: 249 }),
  StopWhenUnneeded: single(boolean, false, { summary: "Stops the unit when no active one needs it.", support: "full", since: 33 }),
  RefuseManualStart: single(boolean, false, { summary: "Only other units may start it.", support: "full", since: 33 }),
  RefuseManualStop: single(boolean, false, { summary: "Only other units may stop it.", support: "full", since: 33 }),
  AllowIsolate: single(boolean, false, { summary: "Whether `isolate` may be used on it.", support: "full", since: 33 }),
  IgnoreOnIsolate: single(boolean, false, { summary: "Whether it outlives an `isolate` of another.", support: "full", since: 33 }),
  DefaultDependencies: single(boolean, true, { summary: "Whether the usual dependencies are added.", support: "full", since: 33 }),
  JobTimeoutSec: single(timeout, FOREVER, {
    summary: "How long a job of it may wait and run.",
    support: "full",
    since: 33,
    shown: "JobTimeoutUSec",
  }),
  JobRunningTimeoutSec: single(timeout, FOREVER, {
    summary: "How long a job of it may run.",
    support: "full",
    since: 234,
    shown: "JobRunningTimeoutUSec",
  }),
  JobTimeoutAction: single(action("JobTimeoutAction"), "none", {
    summary: "What is done when a job took too long.",
    support: "full",
    since: 217,
  }),
  StartLimitIntervalSec: single(timeSpan, sec(10), {
    summary: "The time in which starts are counted.",
    support: "full",
    since: 230,
    shown: "StartLimitIntervalUSec",
  }),
  StartLimitInterval: alias(["StartLimitIntervalSec"], { summary: "Older name of StartLimitIntervalSec=.", support: "full", since: 229 }),
  StartLimitBurst: single(unsigned, 5, { summary: "How many starts are allowed in that time.", support: "full", since: 229 }),
  StartLimitAction: single(action("StartLimitAction"), "none", {
    summary: "What is done when there were more.",
    support: "full",
    since: 229,
  }),
  FailureAction: single(action("FailureAction"), "none", {
    summary: "What is done when the unit fails.",
    support: "full",
    since: 236,
  }),
  SuccessAction: single(action("SuccessAction"), "none", {
    summary: "What is done when the unit ends well.",
    support: "full",
    since: 236,
  }),
  FailureActionExitStatus: optional(exitStatusNumber, {
    summary: "Exit status of FailureAction=exit.",
    support: "full",
    since: 240,
    shownUnset: "[not set]",
  }),
  SuccessActionExitStatus: optional(exitStatusNumber, {
    summary: "Exit status of SuccessAction=exit.",
    support: "full",
    since: 240,
    shownUnset: "[not set]",
  }),
  RebootArgument: optional(text, {
    summary: "What an action reboots into.",
    support: "ignored",
    since: 229,
    note: "The machine is not rebooted.",
    shownUnset: "",
  }),
  CollectMode: single(oneOf("inactive", "inactive-or-failed"), "inactive", {
    summary: "When the unit is forgotten.",
    support: "full",
    since: 236,
  }),
  ConditionPathExists: condition(pathConditions, "the path exists"),
  ConditionPathExistsGlob: condition(pathConditions, "a path matches"),
  ConditionPathIsDirectory: condition(pathConditions, "the path is a directory"),
  ConditionPathIsReadWrite: condition(pathConditions, "the path is writable", 183),
  ConditionDirectoryNotEmpty: condition(pathConditions, "the directory holds something"),
  ConditionFileNotEmpty: condition(pathConditions, "the file holds something", 196),
  ConditionFileIsExecutable: condition(pathConditions, "the file is executable"),
  ConditionNeedsUpdate: condition(pathConditions, "the system needs an update", 215),
  ConditionVirtualization: condition(textConditions, "it runs virtualized in that way"),
  ConditionHost: condition(textConditions, "the host is that one", 189),
  ConditionKernelCommandLine: condition(textConditions, "the kernel was told so"),
  ConditionCapability: condition(textConditions, "the manager has the capability", 37),
  ConditionEnvironment: condition(textConditions, "the manager has the variable", 247),
  ConditionUser: condition(textConditions, "the manager runs as that user", 234),
  AssertPathExists: condition(pathConditions, "the path exists", 218),
} as const;

export interface UnitConfig extends ConfigOf<typeof unitDirectives> {}

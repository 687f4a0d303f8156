import { FOREVER, usec } from "../base/time.ts";
import { coredumpFilter } from "../values/bits.ts";
import { boolean } from "../values/boolean.ts";
import { optionalBoolean } from "../values/boolean-or.ts";
import { cpuSet, expandedCpuSet } from "../values/cpu-set.ts";
import { failedToParseNumber } from "../values/complaint.ts";
import { inputData } from "../values/input-data.ts";
import { integerIn, isNumber, unsigned } from "../values/integer.ts";
import { logFields } from "../values/log-fields.ts";
import { logLevel } from "../values/log-level.ts";
import { KERNEL_DEFAULT, nanoseconds } from "../values/nanoseconds.ts";
import { oneOf } from "../values/one-of.ts";
import { openFiles } from "../values/open-file.ts";
import { absolutePath } from "../values/path.ts";
import { checkedText, filterPatterns, text } from "../values/text.ts";
import { timeSpan } from "../values/time-span.ts";
import type { AdditiveKind } from "../values/value-kind.ts";
import { type About, type Single, alias, list, optional, single } from "./directive.ts";
import { GIVEN_UP, removed } from "./removed.ts";

const about = (since: number): About => ({ summary: "See systemd.exec(5), systemd.service(5).", support: "ignored", since });
const yesNo = (since: number): Single<boolean> => single(boolean, false, about(since));
const path = (since: number): Single<string | undefined> => optional(absolutePath, { ...about(since), shownUnset: "" });
/** systemctl has no form for it. */
const unprintable = (since: number): About => ({ ...about(since), shownUnset: "[unprintable]" });

const lines16 = { ...integerIn(0, 65_535, { complaint: failedToParseNumber(isNumber), emptyResets: true }), format: () => "[unprintable]" };
const logNamespace = checkedText({
  name: "name of a namespace of the log",
  expected: "expected a name without a slash",
  isValid: (value) => /^(?!\.{1,2}$)[A-Za-z0-9:\-_.\\@]{1,255}$/.test(value),
  complaint: (written) => `Specified log namespace name is not valid, ignoring: ${written}`,
  unresolved: (written) => `Failed to resolve unit specifiers in ${written}, ignoring: Invalid slot`,
  example: "web",
});

/** In the place of numbers: what `numa` stands for. */
const FROM_NUMA = -1;
const affinity: AdditiveKind<readonly number[], number> = {
  ...cpuSet,
  name: "numbers and ranges of processors, or numa",
  read: (written, context, key) =>
    written === "numa" ? { items: [FROM_NUMA], complaints: [] } : expandedCpuSet.read(written, context, key),
  join: (items) => (items.at(-1) === FROM_NUMA ? [FROM_NUMA] : cpuSet.join(items.filter((item) => item !== FROM_NUMA))),
};
const showAffinity: NonNullable<About["show"]> = (value) => {
  const cpus = value as readonly number[];
  const fromNuma = cpus[0] === FROM_NUMA;
  return [
    ["CPUAffinity", fromNuma ? "" : cpuSet.format(cpus)],
    ["CPUAffinityFromNUMA", fromNuma ? "yes" : "no"],
  ];
};
const nodes: AdditiveKind<readonly number[], number> = {
  ...cpuSet,
  name: "numbers and ranges of memory nodes, or all",
  read(written, context, key) {
    if (written === "all") return { items: [0], complaints: [] };
    const { items, complaints } = cpuSet.read(written, context, key);
    if (complaints.every(({ severity }) => severity === undefined)) return { items, complaints };
    return { items, complaints: [...complaints, { message: `Failed to parse NUMA node mask, ignoring: ${written}` }] };
  },
};

/** What a service is run with, beyond what is acted on. Source: systemd.exec(5), systemd.service(5). */
export const passiveExec = {
  RootDirectoryStartOnly: yesNo(33),
  PermissionsStartOnly: single(boolean, false, { ...about(33), note: GIVEN_UP, shown: false }),
  NonBlocking: yesNo(33),
  CPUSchedulingResetOnFork: yesNo(33),
  CPUAffinity: list(affinity, { ...about(33), show: showAffinity }),
  NUMAPolicy: optional(
    { ...oneOf("default", "preferred", "bind", "interleave", "local"), emptyResets: true },
    { ...about(243), shownUnset: "n/a" },
  ),
  NUMAMask: list(nodes, about(243)),
  TimerSlackNSec: single(nanoseconds, KERNEL_DEFAULT, about(33)),
  CoredumpFilter: list(coredumpFilter, {
    ...about(246),
    show: (value) => [["CoredumpFilter", coredumpFilter.format(value === undefined ? 0x33 : (value as number))]],
  }),
  TTYReset: yesNo(33),
  TTYVHangup: yesNo(33),
  TTYVTDisallocate: yesNo(33),
  TTYRows: optional(lines16, unprintable(250)),
  TTYColumns: optional(lines16, unprintable(250)),
  UtmpIdentifier: optional(text, { ...about(33), shownUnset: "" }),
  UtmpMode: single(oneOf("init", "login", "user"), "init", about(225)),
  StandardInputData: list(inputData, about(236)),
  StandardInputText: alias(["StandardInputData"], about(236)),
  LogLevelMax: optional(logLevel, { ...about(236), shownUnset: "-1" }),
  LogExtraFields: list(logFields, about(236)),
  LogRateLimitIntervalSec: single(timeSpan, usec(0), { ...about(240), shown: "LogRateLimitIntervalUSec" }),
  LogRateLimitBurst: single(unsigned, 0, about(240)),
  LogFilterPatterns: list(filterPatterns, { ...about(253), linewise: true }),
  LogNamespace: optional(logNamespace, { ...about(245), shownUnset: "" }),
  SetLoginEnvironment: optional(optionalBoolean, { ...about(255), shownUnset: "no" }),
  MemoryKSM: optional(optionalBoolean, { ...about(254), shownUnset: "no" }),
  TimeoutCleanSec: single(timeSpan, FOREVER, { ...about(243), shown: "TimeoutCleanUSec" }),
  OpenFile: list(openFiles, { ...about(253), linewise: true }),
  USBFunctionDescriptors: path(227),
  USBFunctionStrings: path(227),
  SysVStartPriority: removed(218),
  BusPolicy: removed(221),
  Capabilities: removed(33),
  NetClass: removed(227),
} as const;

import { type Amount, UNLIMITED, memoryAmount, memoryAmountOrNone } from "../values/amount.ts";
import { boolean } from "../values/boolean.ts";
import { booleanOr } from "../values/boolean-or.ts";
import { cpuBytes, expandedCpuSet } from "../values/cpu-set.ts";
import { deviceLatency, deviceLimit, deviceRights, deviceWeight } from "../values/device-setting.ts";
import { interfaceNames } from "../values/name-filter.ts";
import { controllers } from "../values/name-set.ts";
import { unsignedIn } from "../values/number-in.ts";
import { oneOf, oneOfNamed } from "../values/one-of.ts";
import { pathLines } from "../values/path-lines.ts";
import { pressureDuration, pressureLimit } from "../values/pressure.ts";
import { timeSpan } from "../values/time-span.ts";
import type { ValueKind } from "../values/value-kind.ts";
import { weight } from "../values/weight.ts";
import { err, ok } from "../base/result.ts";
import { FOREVER, msec } from "../base/time.ts";
import { type About, type Additive, type Single, list, optional, single } from "./directive.ts";
import { GIVEN_UP } from "./removed.ts";

const about = (since: number): About => ({ summary: "See systemd.resource-control(5).", support: "ignored", since });
const notSet = (since: number): About => ({ ...about(since), shownUnset: "[not set]" });
const none: Amount = { absolute: 0 };
const protects = (since: number): Single<Amount> => single(memoryAmountOrNone, none, about(since));
const limits = (since: number): Single<Amount> => single(memoryAmountOrNone, UNLIMITED, about(since));
const lines = <T>(kind: Additive<readonly T[]>["kind"], since: number, shown?: string): Additive<readonly T[]> =>
  list(kind, { ...about(since), linewise: true, ...(shown === undefined ? {} : { shown }) });
const cpus = (since: number): Additive<readonly number[]> => list(expandedCpuSet, about(since));

const oomMode = oneOfNamed("", { emptyResets: true }, "auto", "kill");
const managedOom = { ...oomMode, complaint: (text: string) => `Invalid syntax, ignoring: ${text}` };
const controlGroup: ValueKind<string> = {
  name: "name of a control group",
  parse: (text) => (/^(?!\.{1,2}$)[^/]+$/.test(text) ? ok(text) : err("expected a name without a slash")),
  format: (value) => value,
  complaint: (text) => `Invalid control group name, ignoring: ${text}`,
  emptyResets: true,
  examples: [["payload", "payload"]],
};
/** systemd's words about what it is giving up. */
const instead =
  (better: string): NonNullable<About["outdated"]> =>
  (key) =>
    `Unit uses ${key}=; please use ${better}= instead. Support for ${key}= will be removed soon.`;
const memoryLimit = { ...memoryAmount, remark: (_text: string, key: string) => instead("MemoryMax")(key) };
const given = (row: About): About => ({ ...row, note: GIVEN_UP });

/** What a unit may use up, beyond what is acted on. Source: systemd.resource-control(5). */
export const passiveResources = {
  CPUAccounting: single(boolean, true, about(205)),
  MemoryAccounting: single(boolean, true, about(205)),
  TasksAccounting: single(boolean, true, about(227)),
  IOAccounting: single(boolean, false, about(230)),
  IPAccounting: single(boolean, false, about(235)),
  StartupCPUWeight: optional(weight(true), notSet(232)),
  StartupIOWeight: optional(weight(false), notSet(230)),
  CPUQuotaPeriodSec: single({ ...timeSpan, emptyResets: true }, FOREVER, { ...about(242), shown: "CPUQuotaPeriodUSec" }),
  AllowedCPUs: cpus(244),
  AllowedMemoryNodes: cpus(244),
  StartupAllowedCPUs: list(cpuBytes, about(250)),
  StartupAllowedMemoryNodes: list(cpuBytes, about(250)),
  IODeviceWeight: lines(deviceWeight, 230),
  IOReadBandwidthMax: lines(deviceLimit, 230),
  IOWriteBandwidthMax: lines(deviceLimit, 230),
  IOReadIOPSMax: lines(deviceLimit, 230),
  IOWriteIOPSMax: lines(deviceLimit, 230),
  IODeviceLatencyTargetSec: lines(deviceLatency, 240, "IODeviceLatencyTargetUSec"),
  MemoryMin: protects(240),
  MemoryLow: protects(231),
  StartupMemoryLow: protects(254),
  DefaultMemoryMin: protects(243),
  DefaultMemoryLow: protects(243),
  DefaultStartupMemoryLow: single(memoryAmount, none, about(254)),
  StartupMemoryHigh: single(memoryAmount, UNLIMITED, about(254)),
  StartupMemoryMax: single(memoryAmount, UNLIMITED, about(254)),
  MemorySwapMax: limits(232),
  StartupMemorySwapMax: limits(254),
  MemoryZSwapMax: limits(253),
  StartupMemoryZSwapMax: limits(254),
  MemoryZSwapWriteback: single(boolean, true, about(256)),
  DevicePolicy: single(oneOf("auto", "closed", "strict"), "auto", about(205)),
  DeviceAllow: lines(deviceRights, 34),
  DelegateSubgroup: optional(controlGroup, { ...about(254), shownUnset: "" }),
  DisableControllers: list(controllers, about(240)),
  IPIngressFilterPath: list(pathLines, about(243)),
  IPEgressFilterPath: list(pathLines, about(243)),
  RestrictNetworkInterfaces: list(interfaceNames, about(250)),
  ManagedOOMSwap: single(managedOom, "auto", about(247)),
  ManagedOOMMemoryPressure: single(managedOom, "auto", about(247)),
  ManagedOOMMemoryPressureLimit: single(pressureLimit, 0, about(248)),
  ManagedOOMMemoryPressureDurationSec: optional(pressureDuration, { ...notSet(257), shown: "ManagedOOMMemoryPressureDurationUSec" }),
  ManagedOOMPreference: single(oneOf("none", "avoid", "omit"), "none", about(248)),
  MemoryPressureWatch: single(booleanOr("auto", "skip"), "auto", about(254)),
  MemoryPressureThresholdSec: single(timeSpan, msec(200), { ...about(254), shown: "MemoryPressureThresholdUSec" }),
  CoredumpReceive: single(boolean, false, about(255)),
  CPUShares: optional(unsignedIn(2, 262_144), { ...given(notSet(34)), outdated: instead("CPUWeight") }),
  StartupCPUShares: optional(unsignedIn(2, 262_144), { ...given(notSet(213)), outdated: instead("CPUWeight") }),
  BlockIOAccounting: single(boolean, false, given(about(205))),
  BlockIOWeight: optional(unsignedIn(10, 1000), given(notSet(34))),
  StartupBlockIOWeight: optional(unsignedIn(10, 1000), given(notSet(213))),
  MemoryLimit: single(memoryLimit, UNLIMITED, given(about(34))),
} as const;

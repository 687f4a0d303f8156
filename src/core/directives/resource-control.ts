import { UNLIMITED, memoryAmount, tasksAmount } from "../values/amount.ts";
import { delegation } from "../values/name-set.ts";
import { sliceName } from "../values/unit-names.ts";
import { list, optional, single } from "./directive.ts";
import { cpuQuota, weight } from "../values/weight.ts";

const noCpu = "The CPU controller is not used in this version.";

/** What a unit may use up; written in `[Service]`. Source: systemd.resource-control(5). */
export const resourceControlDirectives = {
  MemoryMax: single(memoryAmount, UNLIMITED, {
    summary: "The most memory the unit may use before the kernel kills in it.",
    support: "full",
    since: 231,
  }),
  MemoryHigh: single(memoryAmount, UNLIMITED, {
    summary: "The amount of memory above which the unit is slowed down.",
    support: "full",
    since: 231,
  }),
  TasksMax: optional(tasksAmount, {
    summary: "How many processes and threads the unit may have.",
    support: "partial",
    since: 227,
    note: "Has effect only where a pids cgroup is writable; there is no limit unless it is written.",
  }),
  Slice: optional(sliceName, {
    summary: "The slice whose limits the unit shares.",
    support: "ignored",
    since: 205,
    note: "There are no slices in this version.",
  }),
  CPUWeight: optional(weight(true), {
    summary: "The share of CPU time when it is short.",
    support: "ignored",
    since: 232,
    note: noCpu,
    shownUnset: "[not set]",
  }),
  CPUQuota: optional(cpuQuota, {
    summary: "The most CPU time, in percent of one CPU.",
    support: "ignored",
    since: 213,
    note: noCpu,
    shown: "CPUQuotaPerSecUSec",
    shownUnset: "infinity",
  }),
  IOWeight: optional(weight(false), {
    summary: "The share of disk time when it is short.",
    support: "ignored",
    since: 230,
    shownUnset: "[not set]",
  }),
  Delegate: list(delegation, {
    summary: "Leaves the unit's cgroup to the service itself.",
    support: "ignored",
    since: 218,
    show: (value) => {
      const controllers = value as readonly string[] | undefined;
      return [
        ["Delegate", controllers === undefined ? "no" : "yes"],
        ["DelegateControllers", delegation.format(controllers)],
      ];
    },
  }),
} as const;

import { expect, test } from "vitest";
import type { Accounting } from "../../core/control/protocol.ts";
import { PLAIN } from "../terminal.ts";
import { formatAccounting } from "./accounting.ts";

const M = 1024 ** 2;
const page = { terminal: PLAIN, readText: (path: string) => (path === "/proc/7/comm" ? "kthread\n" : undefined) };

const ONE = { pids: [7], cgroup: "/x" };
const TREE = ["     CGroup: /x", "             └─7 [kthread]"];

// The layout is that of systemctl 257; "Processes" is ours, for hosts without cgroups.
test.each<readonly [string, Accounting | undefined, readonly string[]]>([
  ["nothing known", undefined, []],
  ["no process left", { pids: [], cpu: 1_424_999, cgroup: "/x" }, ["        CPU: 1.424s"]],
  ["tasks", { ...ONE, tasks: 2, tasksMax: 28_909 }, ["      Tasks: 2 (limit: 28909)", ...TREE]],
  ["tasks without limit", { ...ONE, tasks: 2 }, ["      Tasks: 2", ...TREE]],
  ["memory", { ...ONE, memory: 384 * 1024 }, ["     Memory: 384K", ...TREE]],
  ["memory and its peak", { ...ONE, memory: 3 * M, memoryPeak: 3.7 * M }, ["     Memory: 3M (peak: 3.7M)", ...TREE]],
  [
    "memory and its limits",
    { ...ONE, memory: 1.25 * M, memoryHigh: 8 * M, memoryMax: 10 * M, memoryPeak: 2 * M },
    ["     Memory: 1.2M (high: 8M, max: 10M, available: 6.7M, peak: 2M)", ...TREE],
  ],
  ["what was used by those that are gone", { pids: [], tasks: 0, memory: 0, memoryPeak: 2 * M, cpu: 0 }, ["   Mem peak: 2M"]],
  ["processes without a cgroup", { pids: [7, 123] }, ["  Processes: 2", "             ├─  7 [kthread]", "             └─123 n/a"]],
])("%s", (_, accounting, lines) => {
  expect(formatAccounting(accounting === undefined ? {} : { accounting }, page)).toEqual(lines);
});

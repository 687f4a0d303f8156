import { expect, test } from "vitest";
import type { Accounting } from "../control/protocol.ts";
import { usageProperties } from "./usage-properties.ts";

/** ControlGroup, MemoryCurrent, MemoryPeak, CPUUsageNSec, TasksCurrent. Expected: what systemd 257 shows. */
test.each<readonly [string, Accounting, readonly string[]]>([
  [
    "a unit that runs",
    { pids: [7], cgroup: "/system.slice/a.service", memory: 200_704, memoryPeak: 1_900_544, cpu: 275_370, tasks: 1 },
    ["/system.slice/a.service", "200704", "1900544", "275370000", "1"],
  ],
  [
    "one whose processes have ended",
    { pids: [], cgroup: "/system.slice/a.service", memory: 4096, memoryPeak: 1_921_024, cpu: 231_355, tasks: 0 },
    ["", "[not set]", "1921024", "231355000", "[not set]"],
  ],
  ["one that never ran", { pids: [] }, ["", "[not set]", "[not set]", "[not set]", "[not set]"]],
])("%s", (_, accounting, values) => {
  expect(usageProperties(accounting).map(([, value]) => value)).toEqual(values);
});

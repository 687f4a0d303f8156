/** What `systemctl show` prints of what a unit uses, of which most is known as long as it has processes. */
import type { Accounting } from "../control/protocol.ts";

type Property = readonly [name: string, value: string];

/** Source: systemctl(1), show; a number that is not known is shown as systemd 257 does. */
export function usageProperties({ pids, cgroup, memory, memoryPeak, cpu, tasks }: Accounting): readonly Property[] {
  const runs = pids.length > 0;
  return [
    ["ControlGroup", runs ? (cgroup ?? "") : ""],
    ["MemoryCurrent", known(runs ? memory : undefined)],
    ["MemoryPeak", known(memoryPeak)],
    ["CPUUsageNSec", known(cpu === undefined ? undefined : cpu * 1000)],
    ["TasksCurrent", known(runs ? tasks : undefined)],
  ];
}

const known = (value: number | undefined): string => (value === undefined ? "[not set]" : String(value));

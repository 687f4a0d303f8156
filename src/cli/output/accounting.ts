/** The lines of a status page about what a unit uses. Source: systemctl(1), status; layout as systemd 257's. */
import { usec } from "../../core/base/time.ts";
import type { Accounting, UnitStatus } from "../../core/control/protocol.ts";
import { formatTimeSpanMs } from "../../core/values/time-span.ts";
import type { Terminal } from "../terminal.ts";
import { INDENT, labelled } from "./labels.ts";
import { formatProcessTree } from "./processes.ts";
import type { ReadText } from "./processes.ts";
import { formatBytes } from "./sizes.ts";

export function formatAccounting(
  { accounting }: Pick<UnitStatus, "accounting">,
  { readText, terminal }: { readonly readText: ReadText; readonly terminal: Terminal },
): readonly string[] {
  if (accounting === undefined) return [];
  const { tasks, tasksMax, memory, memoryPeak, cpu, pids } = accounting;
  // When all processes are gone their group is too, and nothing is being used any more.
  const runs = pids.length > 0;
  const lines: string[] = [];
  if (runs && tasks !== undefined) lines.push(labelled("Tasks", tasksMax === undefined ? `${tasks}` : `${tasks} (limit: ${tasksMax})`));
  if (runs && memory !== undefined) lines.push(labelled("Memory", formatMemory(memory, accounting)));
  else if (memoryPeak !== undefined) lines.push(labelled("Mem peak", formatBytes(memoryPeak)));
  if (cpu !== undefined && (runs || cpu > 0)) lines.push(labelled("CPU", formatTimeSpanMs(usec(cpu))));
  if (!runs) return lines;
  // Without a cgroup the processes are found by other means, and there is no path to show.
  lines.push(accounting.cgroup === undefined ? labelled("Processes", String(pids.length)) : labelled("CGroup", accounting.cgroup));
  return [...lines, ...formatProcessTree(pids, INDENT, readText, terminal)];
}

/** `1.2M (max: 10M, available: 8.8M, peak: 2M)`. */
function formatMemory(memory: number, { memoryHigh, memoryMax, memoryPeak }: Accounting): string {
  const limit = Math.min(memoryHigh ?? Number.POSITIVE_INFINITY, memoryMax ?? Number.POSITIVE_INFINITY);
  const about: readonly (readonly [string, number | undefined])[] = [
    ["high", memoryHigh],
    ["max", memoryMax],
    ["available", Number.isFinite(limit) ? Math.max(limit - memory, 0) : undefined],
    ["peak", memoryPeak],
  ];
  const known = about.flatMap(([name, bytes]) => (bytes !== undefined && Number.isFinite(bytes) ? [`${name}: ${formatBytes(bytes)}`] : []));
  return known.length === 0 ? formatBytes(memory) : `${formatBytes(memory)} (${known.join(", ")})`;
}

/** The lines of a status page that say when. Source: systemctl(1), status; layout as systemd 257's. */
import type { Stamp, UnitStatus } from "../../core/control/protocol.ts";
import { usec } from "../../core/base/time.ts";
import type { TimeZone } from "../../core/log/zone.ts";
import { formatTimeSpanMs } from "../../core/values/time-span.ts";
import { glyph } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { INDENT, labelled } from "./labels.ts";
import { formatTimestamp } from "../../core/log/format-timestamp.ts";
import { formatRelative } from "./times.ts";

type Times = Pick<UnitStatus, "activeEnter" | "activeExit" | "inactiveEnter" | "inactiveExit" | "now">;

/** ` since Tue 2026-11-24 04:07:20 UTC; 2s ago`; nothing if it never was anything else. */
export function formatActiveSince(state: UnitStatus["activeState"], times: Times, zone: TimeZone): string {
  const since = stampOf(state, times);
  return since.realtime === 0 ? "" : ` since ${formatStamp(since, times.now, zone)}`;
}

function stampOf(state: UnitStatus["activeState"], { activeEnter, activeExit, inactiveEnter, inactiveExit }: Times): Stamp {
  if (state === "active" || state === "reloading") return activeEnter;
  if (state === "inactive" || state === "failed") return inactiveEnter;
  return state === "activating" ? inactiveExit : activeExit;
}

/** What stands below `Active:`, in this order: Until, Duration, Job, Invocation, Condition. */
export function formatTimes(status: UnitStatus, zone: TimeZone, terminal: Terminal): readonly string[] {
  const { until, job, invocation } = status;
  const lines: string[] = [];
  if (until !== undefined && status.activeState === "active") lines.push(labelled("Until", formatStamp(until, status.now, zone)));
  lines.push(...formatDuration(status));
  if (job !== undefined) lines.push(labelled("Job", String(job.id)));
  if (invocation !== undefined && invocation !== "") lines.push(labelled("Invocation", invocation));
  return [...lines, ...formatCondition(status, zone, terminal)];
}

/** How long it was up, when it is no longer. */
function formatDuration({ unit, activeState, activeEnter, activeExit }: UnitStatus): readonly string[] {
  const isOver = activeState === "inactive" || activeState === "failed";
  if (!isOver || unit.endsWith(".target") || activeEnter.realtime === 0 || activeExit.realtime === 0) return [];
  const duration = activeExit.monotonic - activeEnter.monotonic;
  return duration < 0 ? [] : [labelled("Duration", formatTimeSpanMs(usec(duration)))];
}

function formatCondition({ condition, now }: UnitStatus, zone: TimeZone, terminal: Terminal): readonly string[] {
  if (condition === undefined) return [];
  const { at, unmet } = condition;
  const tree = unmet.map((text, index) => `${INDENT}${glyph(terminal, index === unmet.length - 1 ? "└─" : "├─")} ${text} was not met`);
  return [labelled("Condition", `start condition unmet at ${formatStamp(at, now, zone)}`), ...tree];
}

/** `TIME; 2s ago` or `TIME; 2s left`. */
export function formatStamp(stamp: Stamp, now: Stamp, zone: TimeZone): string {
  return `${formatTimestamp(stamp.realtime, zone)}; ${formatRelative(now.realtime - stamp.realtime)}`;
}

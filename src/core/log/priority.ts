import { err, ok, type Result } from "../base/result.ts";
import type { Priority } from "./record.ts";

/** Source: syslog(3). */
const PRIORITY_NAMES = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;

/** `err` or `3`. */
function parsePriority(text: string): Priority | undefined {
  const index = /^[0-7]$/.test(text) ? Number(text) : (PRIORITY_NAMES as readonly string[]).indexOf(text);
  return index === -1 ? undefined : (index as Priority);
}

export interface PriorityRange {
  /** The more important. */
  readonly from: Priority;
  readonly to: Priority;
}

/** `err`: that and all that is more important; `warning..notice`: from one to the other. Source: journalctl(1), --priority=. */
export function parsePriorityRange(text: string): Result<PriorityRange, string> {
  const parts = text.split("..");
  if (parts.length === 1) {
    const to = parsePriority(text);
    return to === undefined ? err(`Unknown log level ${text}`) : ok({ from: 0, to });
  }
  const [a, b] = parts.map(parsePriority);
  if (parts.length > 2 || a === undefined || b === undefined) return err(`Failed to parse log level range ${text}`);
  return ok({ from: Math.min(a, b) as Priority, to: Math.max(a, b) as Priority });
}

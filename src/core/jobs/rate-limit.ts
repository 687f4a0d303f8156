import { type Monotonic, type Usec, between } from "../base/time.ts";

export interface RateLimit {
  readonly interval: Usec;
  readonly burst: number;
}

/** A fixed window, as in systemd: the first hit opens it, and it closes `interval` later, whatever comes in between. */
export interface RateWindow {
  readonly opened: Monotonic;
  readonly hits: number;
}

/** Counts one hit at `now` and says whether it is within the limit. Source: systemd.unit(5), StartLimitIntervalSec=. */
export function countHit(
  limit: RateLimit,
  window: RateWindow | undefined,
  now: Monotonic,
): { readonly allowed: boolean; readonly window: RateWindow } {
  if (limit.interval <= 0 || limit.burst <= 0) return { allowed: true, window: window ?? { opened: now, hits: 0 } };
  if (window === undefined || between(window.opened, now) > limit.interval) return { allowed: true, window: { opened: now, hits: 1 } };
  if (window.hits >= limit.burst) return { allowed: false, window };
  return { allowed: true, window: { opened: window.opened, hits: window.hits + 1 } };
}

/** Time that passes only when told to. */
import { type Instant, type Monotonic, type Realtime, type Usec, after, between, usec } from "../core/base/time.ts";

export interface VirtualClock {
  now(): Instant;
  /** Has `action` called once it is `when`, or as soon as time passes if that is over already. Returns how to take it back. */
  at(when: Monotonic, action: () => void): () => void;
  in(delay: Usec, action: () => void): () => void;
  /** The time at which something is to be called next. */
  nextDue(): Monotonic | undefined;
  /** Lets time pass until `until`, and calls what falls due on the way: by time, and what has the same time as it was asked for. */
  advanceTo(until: Monotonic): void;
}

export function createClock(start: Instant): VirtualClock {
  let now: Monotonic = start.monotonic;
  let asked = 0;
  const entries: Entry[] = [];

  function at(when: Monotonic, action: () => void): () => void {
    const entry: Entry = { when: when < now ? now : when, order: (asked += 1), action };
    entries.splice(placeFor(entries, entry), 0, entry);
    return () => {
      const index = entries.indexOf(entry);
      if (index >= 0) entries.splice(index, 1);
    };
  }

  return {
    now: () => ({ monotonic: now, realtime: (start.realtime + between(start.monotonic, now)) as Realtime }),
    at,
    in: (delay, action) => at(after(now, delay), action),
    nextDue: () => entries[0]?.when,
    advanceTo(until) {
      for (let entry = entries[0]; entry !== undefined && entry.when <= until; entry = entries[0]) {
        entries.shift();
        now = entry.when;
        entry.action();
      }
      if (until > now) now = until;
    },
  };
}

interface Entry {
  readonly when: Monotonic;
  readonly order: number;
  readonly action: () => void;
}

/** Where `entry` belongs among entries sorted by time and order. */
function placeFor(entries: readonly Entry[], { when, order }: Entry): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = entries[middle] as Entry;
    if (other.when < when || (other.when === when && other.order < order)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 2026-01-01 00:00:00 UTC, ten seconds after boot. */
export const SIMULATION_START: Instant = {
  monotonic: usec(10_000_000) as number as Monotonic,
  realtime: 1_767_225_600_000_000 as Realtime,
};

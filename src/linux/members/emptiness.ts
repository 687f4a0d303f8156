/** Tells once when a unit that had members has none any more. */
import type { UnitName } from "../../core/values/unit-name.ts";
import type { MemberTracker } from "./tracker.ts";

export interface Emptiness {
  /** The unit has a member again. */
  populated(unit: UnitName): void;
  /** No process that the manager spawned for the unit is left. */
  ownProcessesGone(unit: UnitName): void;
  /** Looks, now or soon, whether units have become empty; to be called after children were reaped. */
  reaped(): void;
  /** Follows up what the kernel has told of. */
  followHints(): void;
  close(): void;
}

/** A look through /proc is given at most this share of the time. */
const SHARE = 5;
/** When it could not be said whether a unit is empty, how soon it is asked again, and for how long a doubt is waited for in a row. */
const AGAIN_MS = 20;
const DOUBT_MS = 2000;

/**
 * A unit's last member is a child of ours, by spawning or by inheritance, so that its end is seen when it is reaped. Where the kernel
 * tells of an empty cgroup by itself, members that are nobody's child here are noticed too.
 */
export function watchEmptiness(tracker: MemberTracker, onEmpty: (unit: UnitName) => void): Emptiness {
  /** Units that have members, as far as we know; `idle` are those of them without a process of the manager's own. */
  const populated = new Set<UnitName>();
  const idle = new Set<UnitName>();
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;
  let closed = false;
  let notBefore = 0;
  let doubtSince: number | undefined;

  const check = (units: readonly UnitName[]): void => {
    tell(units);
    // Asked once more, as the last member may have gone just before the watch was set.
    tell(units.filter((unit) => idle.has(unit) && tracker.watch(unit)));
  };
  const tell = (units: readonly UnitName[]): void => {
    if (units.length === 0) return;
    const begin = performance.now();
    const { empty, again } = tracker.emptyAmong(units, begin - (doubtSince ?? begin) < DOUBT_MS);
    doubtSince = again ? (doubtSince ?? begin) : undefined;
    // Nobody may be left whose end would have us look.
    if (again) later ??= setTimeout(checkAll, Math.max(AGAIN_MS, SHARE * (performance.now() - begin)));
    for (const unit of empty) {
      // An earlier one's news may have started something in a later one.
      if (!idle.delete(unit)) continue;
      populated.delete(unit);
      onEmpty(unit);
    }
  };
  const checkAll = (): void => {
    timer = undefined;
    clearTimeout(later);
    later = undefined;
    if (closed || idle.size === 0) return;
    const begin = performance.now();
    check([...idle]);
    const end = performance.now();
    notBefore = end + SHARE * (end - begin);
  };
  return {
    populated: (unit) => {
      populated.add(unit);
      idle.delete(unit);
    },
    ownProcessesGone: (unit) => {
      if (populated.has(unit)) idle.add(unit);
    },
    reaped: () => {
      if (idle.size === 0 || timer !== undefined) return;
      if (tracker.kind === "cgroup-v2") return check([...idle]);
      const wait = notBefore - performance.now();
      timer = wait <= 0 ? setImmediate(checkAll) : setTimeout(checkAll, Math.ceil(wait));
    },
    followHints: () => {
      const hinted = tracker.hints().filter((unit) => idle.has(unit));
      if (hinted.length > 0) check(hinted);
    },
    close: () => {
      closed = true;
      clearTimeout(later);
    },
  };
}

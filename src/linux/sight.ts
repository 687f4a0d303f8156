/** What the manager may ask about processes at once. */
import type { Sight } from "../core/kernel.ts";
import type { Members } from "./members/members.ts";
import { isThread, readStat } from "./members/process-files.ts";
import type { MemberTracker } from "./members/tracker.ts";
import type { PidfdSight } from "./pidfd-sight.ts";
import type { ProcessTable } from "./process-table.ts";

/** `ended`: those that have just been waited for. */
export function createSight(
  tracker: MemberTracker,
  members: Members,
  table: ProcessTable<unknown>,
  ended: ReadonlySet<number>,
): Omit<Sight, keyof PidfdSight> {
  return {
    inspect: (pid) => {
      const stat = isThread(pid) ? undefined : readStat(pid);
      if (stat === undefined) return ended.has(pid) ? { pid, birth: "", alive: false, isChild: true } : undefined;
      const unit = table.byPid(pid)?.unit ?? tracker.unitOf(pid);
      return {
        pid,
        birth: stat.startTime,
        alive: !stat.zombie,
        isChild: stat.parent === process.pid,
        ...(unit !== undefined && { unit }),
        ...(pid === process.pid && { isManager: true }),
      };
    },
    membersOf: members.list,
    childrenOf: (unit) =>
      tracker.list(unit)?.filter((pid) => {
        const stat = readStat(pid);
        return stat?.parent === process.pid && !stat.zombie;
      }),
    isPopulated: (unit) => {
      const { empty, again } = tracker.emptyAmong([unit], false);
      return again ? undefined : !empty.includes(unit);
    },
  };
}

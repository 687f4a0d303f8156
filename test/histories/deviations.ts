/** Histories that Upkeep is known to play otherwise than systemd, and why. */

export interface Deviation {
  /** As in recorded.ts. */
  readonly history: string;
  readonly because: string;
}

const NOT_COUNTED =
  "a start that finds another under way, or a stop, is not counted: systemd up to 257.21 counts it, and at the limit loses the processes";
const STARTS_ALL_THE_SAME =
  "a forking service with ExitType=cgroup starts although another command came before: systemd takes the end of that one for the end of all";

/** Each of these is expected to differ; one that agrees fails its test, so that the list stays true. */
export const DEVIATIONS: readonly Deviation[] = [
  { history: "history 114 of seed 1", because: NOT_COUNTED },
  { history: "history 203 of seed 1", because: NOT_COUNTED },
];

export interface KnownDifference {
  readonly because: string;
  /** `recorded`: the history as systemd played it. */
  isIn(recorded: string, ours: string): boolean;
}

/** Of those that are made anew. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    because: NOT_COUNTED,
    isIn: (recorded, ours) =>
      countRefused(recorded) > countRefused(ours) ||
      (LOST_AT_LIMIT.test(recorded) && !LOST_AT_LIMIT.test(ours)) ||
      (ASKED_MEANWHILE.test(beforeRefusal(recorded)) && countBegun(beforeRefusal(recorded)) < countBegun(beforeRefusal(ours))),
  },
  {
    because: STARTS_ALL_THE_SAME,
    isIn: (recorded) => recorded.split("\nunit ").some((unit) => FORKING_AFTER_OTHERS.every((line) => line.test(unit))),
  },
  {
    because: "nothing is said of killing a process that has ended already, and that nobody has waited for: systemd tells of it",
    isIn: (recorded, ours) => recorded.includes("MAINPID=@child") && withoutKilling(recorded) === withoutKilling(ours),
  },
];

const withoutKilling = (seen: string): string => seen.replaceAll(/^5 \S+: Killing process N .*\n/gm, "");
const LOST_AT_LIMIT = /Start request repeated too quickly\.\n4 (\S+): Failed with result '\S+'\.\n6 \1: Unit process N .* remains running/;
/** A start or a reload, which is then the same, of what is on its way up or down. */
const ASKED_MEANWHILE = /activating\/.*\n\n(?:> wait .*\n)*> .*systemctl .*\b(?:start|restart|reload)\b/;
const beforeRefusal = (seen: string): string => seen.split("Start request repeated too quickly.")[0] ?? "";
const countBegun = (seen: string): number => seen.match(/^6 Start(?:ing|ed) /gm)?.length ?? 0;
const countRefused = (seen: string): number => seen.split("Start request repeated too quickly.").length;
const FORKING_AFTER_OTHERS = [/^ {4}Type=forking$/m, /^ {4}ExitType=cgroup$/m, /^ {4}Exec(?:Condition|StartPre)=/m];

/** Histories that Upkeep is known to play otherwise than systemd, and why. */

export interface Deviation {
  /** As in recorded.ts. */
  readonly history: string;
  readonly because: string;
}

/** Each of these is expected to differ; one that agrees fails its test, so that the list stays true. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    history: "history 104 of seed 1",
    because:
      "a start that finds the service on its way down is not counted: systemd up to 257.21 counts it, and at the limit loses the processes",
  },
];

export interface KnownDifference {
  readonly because: string;
  /** `recorded`: the history as systemd played it. */
  isIn(recorded: string, ours: string): boolean;
}

/** Of those that are made anew. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    because: "a start that finds another under way, or a stop, is not counted: systemd counts it, and at the limit loses the processes",
    isIn: (recorded, ours) => countRefused(recorded) > countRefused(ours),
  },
  {
    because:
      "a forking service with ExitType=cgroup starts although another command came before: systemd takes the end of that one for the end of all",
    isIn: (recorded) => recorded.split("\nunit ").some((unit) => FORKING_AFTER_OTHERS.every((line) => line.test(unit))),
  },
  {
    because: "nothing is said of killing a process that has ended already, and that nobody has waited for: systemd tells of it",
    isIn: (recorded, ours) => recorded.includes("MAINPID=@child") && withoutKilling(recorded) === withoutKilling(ours),
  },
];

const withoutKilling = (seen: string): string => seen.replaceAll(/^5 \S+: Killing process N .*\n/gm, "");
const countRefused = (seen: string): number => seen.split("Start request repeated too quickly.").length;
const FORKING_AFTER_OTHERS = [/^ {4}Type=forking$/m, /^ {4}ExitType=cgroup$/m, /^ {4}Exec(?:Condition|StartPre)=/m];

/** Recorded histories that Upkeep is known to play otherwise than systemd, and why. */

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

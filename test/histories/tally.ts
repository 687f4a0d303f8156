/** What came of many histories. */

export interface Tally {
  played: number;
  differ: number;
  /** On purpose: deviations.ts. */
  explained: number;
  /** systemd itself does now this, now what Upkeep does. */
  unsteady: number;
  /** Not played: something depends on who is faster. */
  race: number;
  /** Not played: takes too long. */
  long: number;
  /** Not played: Upkeep's manager threw. */
  bug: number;
  /** By what the first difference was. */
  readonly kinds: Map<string, Kind>;
}

interface Kind {
  readonly count: number;
  /** The first that showed it. */
  readonly text: string;
  readonly number: number;
}

export const openTally = (): Tally => ({ played: 0, differ: 0, explained: 0, unsteady: 0, race: 0, long: 0, bug: 0, kinds: new Map() });

export function summarise(
  { played, differ, explained, unsteady, race, long, bug, kinds }: Tally,
  version: string,
  seconds: number,
): string {
  const groups = [...kinds]
    .toSorted(([, a], [, b]) => b.count - a.count)
    .map(([signature, { count }]) => `${String(count).padStart(5)}  ${signature}`);
  const outcome = `${played} histories on ${version}: ${differ} differ, ${explained} more on purpose, ${unsteady} that systemd itself does not play the same way twice`;
  const left = `not played: ${race} where something depends on who is faster, ${long} that take too long, ${bug} where Upkeep broke`;
  return `${[...groups, outcome, left, `${Math.round(seconds)} s`].join("\n")}\n`;
}

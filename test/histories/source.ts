/** Where histories come from: one number after the other, without those that are not fit to be played. */
import { generateHistory } from "./generate.ts";
import type { Features } from "./programs.ts";
import type { Screener } from "./screener.ts";
import type { Tally } from "./tally.ts";

export interface Fit {
  readonly number: number;
  readonly text: string;
  /** Of Upkeep on the simulator. */
  readonly seen: string;
}

interface Wanted {
  readonly count: number;
  readonly seed: number;
  readonly from: number;
  readonly features: Features;
  /** All times are multiplied by it: for a machine that does much else. */
  readonly slow: number;
}

/** The next one; undefined once there were enough. May be asked again before it has answered. */
export function openSource(
  { count, seed, from, features, slow }: Wanted,
  screener: Screener,
  tally: Tally,
): () => Promise<Fit | undefined> {
  let number = from - 1;
  let found = 0;
  const find = async (): Promise<Fit | undefined> => {
    while (found < count) {
      number += 1;
      const text = stretch(generateHistory({ seed, number }, features), slow);
      const screened = await screener.screen(text);
      if (screened.fit) {
        found += 1;
        return { number, text, seen: screened.seen };
      }
      tally[screened.because] += 1;
      if (screened.because === "bug") process.stdout.write(`==== history ${number} of seed ${seed}: ${screened.error}\n${text}\n`);
    }
    return undefined;
  };
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const mine = last.then(() => find());
    last = mine.catch(() => {}); // Who asked is told.
    return mine;
  };
}

function stretch(text: string, by: number): string {
  if (by === 1) return text;
  return text.replaceAll(/(?<=[ =])\d+(?=s\b)|(?<=_USEC=)\d+/g, (time) => String(Number(time) * by));
}

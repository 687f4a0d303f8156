/** Plays many histories on one host at a time. */
import { parseScenario } from "../scenarios/scenario.ts";
import { playHistory } from "./play.ts";
import type { SharedHost } from "./side-by-side.ts";

/** Calls `work` for all that `next` gives, until that gives nothing more; no more than `atOnce` at a time. */
export async function inLanes<T>(atOnce: number, next: () => Promise<T | undefined>, work: (item: T) => Promise<void>): Promise<void> {
  const lane = async (): Promise<void> => {
    for (let item = await next(); item !== undefined; item = await next()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

let plays = 0;

/** Under names that nobody had before: files and left processes of another play, or one that is played at the same time, are none of its. */
export async function playOn(shared: SharedHost, history: string): Promise<string> {
  plays += 1;
  const suffix = `p${plays}`;
  const text = history.replaceAll(/\bh\d+\b/g, (name) => name + suffix);
  const view = shared.openView(parseScenario(text, "history").units);
  try {
    return (await playHistory(text, view)).replaceAll(`${suffix}.`, ".").replaceAll(`${suffix}-`, "-");
  } finally {
    await view.close();
  }
}

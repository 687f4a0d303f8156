/** Plays a history on the simulator, and finds out whether it can be played elsewhere: whether anything in it depends on who is faster. */
import { between } from "../../src/core/base/time.ts";
import { createClock, SIMULATION_START } from "../../src/simulator/clock.ts";
import { openSimulatedHost } from "../hosts/simulated.ts";
import { openDice, turnOver } from "./dice.ts";
import { type Chance, HURRIED, openLateClock, slowDown } from "./late.ts";
import { playHistory } from "./play.ts";

export type Screened =
  /** `seen`: the history with what was seen of Upkeep. */
  | { readonly fit: true; readonly seen: string; readonly seconds: number }
  | { readonly fit: false; readonly because: "race" | "long" }
  /** The manager threw. */
  | { readonly fit: false; readonly because: "bug"; readonly error: string };

/** Each is followed by one in which what was early is late: who are due at the same time come in either order. */
const LATE_PLAYS = 4;
const LONGEST_S = 60;

/** Where systemd begins to look for a cycle, or for jobs that conflict, is chance, and with it which job goes, or is named. */
const CHANCE = /Transaction order is cyclic|ordering cycle|Transaction contains conflicting jobs/;

/** Never rejects. */
export async function screenHistory(text: string): Promise<Screened> {
  try {
    return await screen(text);
  } catch (error) {
    return { fit: false, because: "bug", error: String((error as Error).stack) };
  }
}

async function screen(text: string): Promise<Screened> {
  const exact = await playSimulated(text);
  if (exact === undefined || exact.seconds > LONGEST_S) return { fit: false, because: "long" };
  if (CHANCE.test(exact.seen)) return { fit: false, because: "race" };
  const chances: Chance[] = [HURRIED];
  for (let play = 1; play <= LATE_PLAYS; play += 1) {
    chances.push(openDice(play), turnOver(openDice(play)));
  }
  for (const chance of chances) {
    const late = await playSimulated(text, chance);
    if (late?.seen !== exact.seen) return { fit: false, because: "race" };
  }
  return { fit: true, ...exact };
}

/** By `chance` all is late. Undefined: a client waited for ever. */
async function playSimulated(text: string, chance?: Chance): Promise<{ seen: string; seconds: number } | undefined> {
  const clock = createClock(SIMULATION_START);
  const host = openSimulatedHost(chance === undefined ? clock : openLateClock(clock, chance));
  try {
    const seen = await playHistory(text, chance === undefined ? host : slowDown(host, chance));
    if (/^! no answer/m.test(seen)) return undefined;
    return { seen, seconds: between(SIMULATION_START.monotonic, clock.now().monotonic) / 1e6 };
  } finally {
    await host.close();
  }
}

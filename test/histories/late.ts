/** A world in which all is late by chance: what comes out the same in several of them was decided by no race. */
import { after, between, type Monotonic, msec, usec, type Usec } from "../../src/core/base/time.ts";
import type { VirtualClock } from "../../src/simulator/clock.ts";
import type { Host } from "../hosts/host.ts";
import type { Dice } from "./dice.ts";

/** A systemd lets its timers be late by 250 ms, and where many processes start at once each takes a while. */
const LATEST_MS = 700;
/** What takes less is the kernel's doing: that a signal arrives, that a child's end is heard of. */
const SHORTEST = msec(1);
const LATEST_OF_KERNEL_US = 400;

export type Chance = Pick<Dice, "between">;

/** Whoever plays is as early as can be, and all else a little late: lateness by chance adds up with every wait. */
export const HURRIED: Chance = { between: (low, high) => (low < 0 ? low : Math.round(high / 4)) };

export function openLateClock(clock: VirtualClock, dice: Chance): VirtualClock {
  const at = (when: Monotonic, action: () => void): (() => void) => {
    const delay = between(clock.now().monotonic, when);
    return clock.at(delay > 0 ? after(when, rollLateness(delay, dice)) : when, action);
  };
  return { ...clock, at, in: (delay, action) => at(after(clock.now().monotonic, delay), action) };
}

const rollLateness = (delay: Usec, dice: Chance): Usec =>
  delay < SHORTEST ? usec(dice.between(0, LATEST_OF_KERNEL_US)) : msec(dice.between(0, LATEST_MS));

/** The same for what is done to it. It can be early, too: what costs the simulator 50 ms twice costs a real host less. */
export function slowDown(host: Host, dice: Chance): Host {
  return { ...host, sleep: (milliseconds) => host.sleep(Math.max(0, milliseconds + dice.between(-EARLIEST_MS, LATEST_MS))) };
}

const EARLIEST_MS = 110;

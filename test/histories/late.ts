/** A world in which all is late by chance: what comes out the same in several of them was decided by no race. */
import { between, msec, after, type Monotonic, type Usec } from "../../src/core/base/time.ts";
import type { VirtualClock } from "../../src/simulator/clock.ts";
import type { Host } from "../hosts/host.ts";
import type { Dice } from "./dice.ts";

/** A systemd lets its timers be late by 250 ms, and where many processes start at once each takes a while. */
const LATEST_MS = 700;
/** What takes less is the kernel's doing, and keeps its order. */
const SHORTEST = msec(1);

export function openLateClock(clock: VirtualClock, dice: Dice): VirtualClock {
  const at = (when: Monotonic, action: () => void): (() => void) => {
    const isTimer = between(clock.now().monotonic, when) >= SHORTEST;
    return clock.at(isTimer ? after(when, rollLateness(dice)) : when, action);
  };
  return { ...clock, at, in: (delay, action) => at(after(clock.now().monotonic, delay), action) };
}

const rollLateness = (dice: Dice): Usec => msec(dice.between(0, LATEST_MS));

/** The same for what is done to it. */
export function slowDown(host: Host, dice: Dice): Host {
  const lose = (): Promise<void> => host.sleep(dice.between(0, LATEST_MS));
  return {
    ...host,
    async settle(units) {
      await host.settle(units);
      await lose();
    },
  };
}

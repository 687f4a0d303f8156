import type { KernelEffect } from "../kernel.ts";
import { SIGNAL } from "../values/signal.ts";
import type { UnitName } from "../values/unit-name.ts";
import { thaw } from "./freezer.ts";
import { enqueueJob } from "./jobs.ts";
import { isAlwaysReached } from "./units.ts";
import { type World, activeState, isDown } from "./world.ts";

/** Stops all that runs, in the reverse of its order. Asked a second time it kills what is still there. */
export function beginShutdown(world: World): void {
  const hurry = world.shutdown === "stopping";
  world.shutdown = "stopping";
  for (const unit of [...world.units.values()]) {
    const isGone = isDown(activeState(unit)) && unit.job === undefined;
    if (isGone || isAlwaysReached(unit.name)) continue;
    thaw(world, unit);
    if (!hurry) enqueueJob(world, unit.name, "stop", "shutdown");
    else if (unit.service !== undefined) world.effects.push({ type: "kernel", effect: killAll(unit.name) });
  }
}

/** SIGKILL to all that the unit has, without regard to its settings. */
export const killAll = (unit: UnitName): KernelEffect => ({
  type: "kill",
  unit,
  processes: [],
  others: true,
  signal: SIGNAL.KILL,
  alsoHangup: false,
  named: true,
  purpose: "client",
});

export function isShutDown(world: World): boolean {
  if (world.jobs.size > 0) return false;
  for (const unit of world.units.values()) {
    if (unit.service !== undefined && !isDown(activeState(unit))) return false;
  }
  return true;
}

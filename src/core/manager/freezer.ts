/** Units that are frozen: until they are thawed nothing is started, stopped or reloaded. Source: systemctl(1), freeze. */
import { type Unit, type World } from "./world.ts";

export const canFreeze = (world: World, { loaded }: Unit): boolean => loaded.kind === "service" && world.host.canFreeze;

/** Lets a unit go on that is to come down, or from which a process is wanted: one born in a frozen cgroup would hold up the manager. */
export function thaw(world: World, unit: Unit): void {
  if (isFrozen(unit)) world.effects.push({ type: "kernel", effect: { type: "thaw", unit: unit.name } });
}

export const isFrozen = ({ freezer }: Unit): boolean => freezer.state !== "running";

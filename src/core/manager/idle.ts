/** Type=idle: the program is run when nothing else is left to do, but after some seconds in any case. Source: systemd.service(5), Type=. */
import { type Monotonic, after, sec } from "../base/time.ts";
import type { KernelEffect } from "../kernel.ts";
import type { Unit, World } from "./world.ts";

type Spawn = Extract<KernelEffect, { type: "spawn" }>;

/** A process that is yet to be made. */
export interface Idle {
  readonly effect: Spawn;
  readonly until: Monotonic;
}

const LIMIT = sec(5);

export function awaitIdleness(world: World, effect: Spawn): void {
  world.idle = [...world.idle, { effect, until: after(world.now.monotonic, LIMIT) }];
}

/** When the first of them has waited long enough. */
export const idleDeadline = ({ idle }: World): Monotonic | undefined => idle[0]?.until;

/** Makes those whose time has come: all of them once there is no job. One that its service has given up meanwhile is forgotten. */
export function runIdle(world: World): void {
  if (world.idle.length === 0) return;
  const isDue = ({ until }: Idle): boolean => world.jobs.size === 0 || until <= world.now.monotonic;
  const due = world.idle.filter(isDue);
  world.idle = world.idle.filter((each) => !isDue(each));
  for (const { effect } of due) if (isWanted(world.units.get(effect.unit), effect)) world.effects.push({ type: "kernel", effect });
}

const isWanted = (unit: Unit | undefined, { process }: Spawn): boolean => unit?.service?.data.main?.process === process;

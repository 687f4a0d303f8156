/**
 * Type=idle: each command of the service is run when nothing else is left to do, but after some seconds in any case. Commands that stop or
 * reload it wait so long for the very job that asked for that. Source: systemd.service(5), Type=, and systemd 257 for what it leaves open.
 */
import { type Monotonic, after, sec } from "../base/time.ts";
import type { ProcessRef } from "../kernel.ts";
import type { World } from "./world.ts";

/** A process that waits on its way to its program. */
export interface Idle {
  readonly process: ProcessRef;
  readonly until: Monotonic;
}

/** Five seconds, and one more for what systemd then asks for in vain. */
const LIMIT = sec(6);

export function awaitIdleness(world: World, process: ProcessRef): void {
  world.idle = [...world.idle, { process, until: after(world.now.monotonic, LIMIT) }];
}

/** When the first of them has waited long enough. */
export const idleDeadline = ({ idle }: World): Monotonic | undefined => idle[0]?.until;

/** Lets those go whose time has come: all of them once there is no job. */
export function runIdle(world: World): void {
  if (world.idle.length === 0) return;
  const isDue = ({ until }: Idle): boolean => world.jobs.size === 0 || until <= world.now.monotonic;
  const due = world.idle.filter(isDue);
  world.idle = world.idle.filter((each) => !isDue(each));
  for (const { process } of due) world.effects.push({ type: "kernel", effect: { type: "let-go", process } });
}

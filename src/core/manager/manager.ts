/**
 * The whole manager, without a kernel: it holds the units and jobs, and for each event says what is to be done. It does no I/O of its
 * own, reads no clock and throws only on a bug, so a record of events replays to the same state.
 */
import { unreachable } from "../base/assert.ts";
import type { Instant, Monotonic } from "../base/time.ts";
import type { Request } from "../control/protocol.ts";
import type { Host } from "../exec/host.ts";
import type { KernelEvent } from "../kernel.ts";
import type { UnitName } from "../values/unit-name.ts";
import { onClientKilled } from "./client-kill.ts";
import { drive } from "./drive-service.ts";
import { onFreezer, onFreezerFailed } from "./client-freeze.ts";
import { announceBeginning } from "./job-announcements.ts";
import { runIdle } from "./idle.ts";
import { breakDeadlock, enqueueJob, nextRunnableJob } from "./jobs.ts";
import { performJob } from "./perform-job.ts";
import { answerRequest } from "./requests.ts";
import { createRunQueue } from "./run-queue.ts";
import { beginShutdown, concludeShutdown } from "./shutdown.ts";
import { applyRules } from "./steady-state.ts";
import type { UnitSource } from "./unit-source.ts";
import { collectUnits, getUnit } from "./units.ts";
import { nextDeadline, ringAlarms } from "./alarms.ts";
import { type ClientId, type Job, type ManagerEffect, type Unit, type World, activeState, isDown } from "./world.ts";

export type ManagerEvent =
  | { readonly type: "kernel"; readonly event: KernelEvent }
  | { readonly type: "asked"; readonly client: ClientId; readonly request: Request }
  /** Units to bring up with the manager itself. */
  | { readonly type: "start-units"; readonly units: readonly UnitName[] }
  /** Stop everything in order, then `finished`. Asked again: hurry, by SIGKILL. */
  | { readonly type: "shutdown-requested" };

export interface Manager {
  handle(event: ManagerEvent, now: Instant): readonly ManagerEffect[];
  /** The kernel has answered all that the last effects asked of it: what had to wait for that is said now. */
  settle(now: Instant): readonly ManagerEffect[];
  /** Runs the next job that may run; undefined if there is none. */
  proceed(now: Instant): readonly ManagerEffect[] | undefined;
  /** The earliest moment at which a `woken` is wanted. */
  nextDeadline(): Monotonic | undefined;
  /** For those who look in from the same process: `upkeep run`, tests. Not to be changed. */
  readonly world: World;
}

/** What crashes all the time must not keep everything else waiting for ever. */
const JOBS_IN_A_ROW = 128;

export function createManager(source: UnitSource, host: Host, now: Instant): Manager {
  const units = new Map<UnitName, Unit>();
  const world: World = {
    source,
    host,
    units,
    jobs: new Map(),
    runQueue: createRunQueue(units),
    announcements: new Set(),
    collectQueue: new Set(),
    rules: { upheld: new Set(), bound: new Set(), unneeded: new Set() },
    startedAt: now,
    executed: [],
    jobsInARow: 0,
    idle: [],
    pinned: new Set(),
    effects: [],
    now,
    lastJobId: 0,
    backlog: [],
    shutdown: "no",
    exitStatus: undefined,
  };
  const during = (at: Instant, work: () => void): readonly ManagerEffect[] => {
    world.now = at;
    // If it throws, a bug, the effects it got to stay for `settle` to give out: the units' states count on them already.
    work();
    const { effects } = world;
    world.effects = [];
    return effects;
  };
  return {
    world,
    handle: (event, at) => during(at, () => handle(world, event)),
    settle: (at) => during(at, () => settle(world)),
    proceed(at) {
      world.now = at;
      const isOverdue = world.jobsInARow >= JOBS_IN_A_ROW;
      const overdue = isOverdue ? takeDeferred(world) : undefined;
      if (overdue !== undefined) return during(at, overdue);
      const job = nextRunnableJob(world);
      if (job !== undefined) return during(at, () => beginJob(world, job));
      const deferred = takeDeferred(world);
      if (deferred !== undefined) return during(at, deferred);
      if (world.jobs.size === 0) return undefined;
      const stuck = breakDeadlock(world);
      return stuck === undefined ? undefined : during(at, () => performJob(world, stuck));
    },
    nextDeadline: () => nextDeadline(world),
  };
}

function handle(world: World, event: ManagerEvent): void {
  // Nobody carries out any more what would come of it.
  if (world.shutdown === "finished") return;
  switch (event.type) {
    case "kernel":
      return onKernelEvent(world, event.event);
    case "asked":
      return answerRequest(world, event.client, event.request);
    case "start-units":
      for (const name of event.units) enqueueJob(world, name, "start", "replace");
      return;
    case "shutdown-requested":
      return beginShutdown(world);
    default:
      unreachable(event);
  }
}

function onKernelEvent(world: World, event: KernelEvent): void {
  if (event.type === "woken") return ringAlarms(world);
  const unit = world.units.get(event.unit);
  if (unit === undefined) {
    if (event.type === "notified" && event.fds.length > 0) {
      world.effects.push({ type: "kernel", effect: { type: "drop-fds", fds: event.fds.map(({ fd }) => fd) } });
    }
    return;
  }
  // The last of those that had stayed behind.
  if (event.type === "emptied" && unit.service?.data.leftBehind === true) world.collectQueue.add(unit.name);
  if (event.type === "signalled" && event.purpose === "client") onClientKilled(world, unit, event);
  else if (event.type === "freezer") onFreezer(world, unit, event);
  else if (event.type === "freezer-failed") onFreezerFailed(unit, event);
  else drive(world, unit, event);
}

function settle(world: World): void {
  for (const job of world.announcements) {
    if (job.announce !== undefined && world.jobs.get(job.id) === job) announceBeginning(world, getUnit(world, job.unit), job, job.announce);
    job.announce = undefined;
  }
  world.announcements.clear();
  if (world.collectQueue.size > 0) {
    for (const name of world.collectQueue) tellUnused(world, world.units.get(name));
    collectUnits(world);
  }
  applyRules(world);
  runIdle(world);
  concludeShutdown(world);
}

/** What was kept for a service only until it is started again is of no use without a job that does. */
function tellUnused(world: World, unit: Unit | undefined): void {
  if (unit?.job === undefined && unit?.service !== undefined && isDown(activeState(unit))) drive(world, unit, { type: "unused" });
}

function beginJob(world: World, job: Job): void {
  world.jobsInARow += 1;
  performJob(world, job);
}

/** What is done when no job can be begun. */
function takeDeferred(world: World): (() => void) | undefined {
  world.jobsInARow = 0;
  const [unit, ...others] = world.executed;
  if (unit === undefined) return world.backlog.shift();
  world.executed = others;
  return () => drive(world, unit, { type: "executed" });
}

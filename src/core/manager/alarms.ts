/** What is to happen at a certain time: the deadlines of services and of jobs, and what the rules of steady-state.ts put off. */
import type { Monotonic } from "../base/time.ts";
import { NEVER, deadlineOf } from "../units/service/state.ts";
import { takeAction } from "./actions.ts";
import { drive } from "./drive-service.ts";
import { idleDeadline } from "./idle.ts";
import { finishJob } from "./jobs.ts";
import { retryRules } from "./steady-state.ts";
import { type Unit, type World, say } from "./world.ts";

/** Undefined: there is none. */
export function nextDeadline(world: World): Monotonic | undefined {
  let earliest = idleDeadline(world) ?? NEVER;
  for (const unit of world.units.values()) {
    for (const { of } of ALARMS) if (of(unit) < earliest) earliest = of(unit);
  }
  return earliest === NEVER ? undefined : earliest;
}

/** Those whose time has come, the earliest first. */
export function ringAlarms(world: World): void {
  const due: { readonly unit: Unit; readonly at: Monotonic; readonly alarm: Alarm }[] = [];
  for (const alarm of ALARMS) {
    for (const unit of world.units.values()) if (isDue(world, unit, alarm)) due.push({ unit, at: alarm.of(unit), alarm });
  }
  // What one of them does may have settled another.
  for (const { unit, alarm } of due.toSorted((a, b) => a.at - b.at)) if (isDue(world, unit, alarm)) alarm.ring(world, unit);
}

const isDue = (world: World, unit: Unit, { of }: Alarm): boolean => of(unit) <= world.now.monotonic;

interface Alarm {
  /** When it rings; Infinity: never. */
  readonly of: (unit: Unit) => Monotonic;
  readonly ring: (world: World, unit: Unit) => void;
}

/** At the same moment in this order: a job is there before what it begins. */
const ALARMS: readonly Alarm[] = [
  { of: ({ job }) => job?.deadline ?? NEVER, ring: endLateJob },
  {
    of: ({ service }) => (service === undefined ? NEVER : deadlineOf(service)),
    ring: (world, unit) => drive(world, unit, { type: "woken" }),
  },
  { of: ({ ruleRetry }) => ruleRetry, ring: retryRules },
];

/** Source: systemd.unit(5), JobTimeoutSec=, JobTimeoutAction=. */
function endLateJob(world: World, unit: Unit): void {
  const { job } = unit;
  if (job === undefined) return;
  say(world, "job-timed-out", { unit: unit.name, job: { id: job.id, type: job.type } });
  finishJob(world, job, "timeout", true);
  takeAction(world, unit, "JobTimeoutAction");
}

/**
 * How long a job may take. Only the job ends then: the unit goes on with what it has begun.
 *
 * Source: systemd.unit(5), JobTimeoutSec=, JobRunningTimeoutSec=.
 */
import { type Monotonic, after } from "../base/time.ts";
import type { Job, Unit, World } from "./world.ts";

/** As the settings have it now: the earlier of the two limits. Infinity: never. */
export function jobDeadline({ loaded }: Unit, { queuedAt, begunAt }: Pick<Job, "queuedAt" | "begunAt">): Monotonic {
  const whole = after(queuedAt, loaded.unit.JobTimeoutSec);
  return begunAt === undefined ? whole : earlier(whole, after(begunAt, loaded.unit.JobRunningTimeoutSec));
}

/** The job has its turn. That it had one before, as the stop of a restart, gives it no more time. */
export function limitRun(world: World, { loaded }: Unit, job: Job): void {
  const now = world.now.monotonic;
  job.begunAt = now;
  job.deadline = earlier(job.deadline, after(now, loaded.unit.JobRunningTimeoutSec));
}

const earlier = (a: Monotonic, b: Monotonic): Monotonic => (a < b ? a : b);

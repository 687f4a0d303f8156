/**
 * Jobs that may have become runnable, in the order in which they get their turn: targets before services, then by CPUWeight=, Nice= and
 * name. Source: systemd 257, the order of "Started" lines of units that are not ordered.
 */
import type { UnitName } from "../values/unit-name.ts";
import type { Job, Unit } from "./world.ts";

export interface RunQueue {
  /** Nothing happens if it is queued already. */
  add(job: Job): void;
  delete(job: Job): void;
  /** Takes the first one out. */
  take(): Job | undefined;
}

export function createRunQueue(units: ReadonlyMap<UnitName, Unit>): RunQueue {
  const queued = new Set<Job>();
  /** The first one stands last, where it is taken from. */
  const jobs: Job[] = [];
  const place = (job: Job): number => {
    let low = 0;
    let high = jobs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (goesBefore(units, job, jobs[middle] as Job)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add(job) {
      if (queued.has(job)) return;
      queued.add(job);
      jobs.splice(place(job), 0, job);
    },
    delete(job) {
      if (queued.delete(job)) jobs.splice(jobs.indexOf(job), 1);
    },
    take() {
      const job = jobs.pop();
      if (job !== undefined) queued.delete(job);
      return job;
    },
  };
}

function goesBefore(units: ReadonlyMap<UnitName, Unit>, { unit: a }: Job, { unit: b }: Job): boolean {
  const [one, other] = [rank(units.get(a)), rank(units.get(b))];
  return one === other ? a < b : one < other;
}

/** Less goes first. One number, as thousands of jobs are compared: the kind counts most, then the weight, then the niceness. */
function rank(unit: Unit | undefined): number {
  const { kind, service } = unit?.loaded ?? {};
  return (kind === "target" ? 0 : 1e9) - (service?.CPUWeight ?? DEFAULT_WEIGHT) * 100 + (service?.Nice ?? 0);
}

/** Source: systemd.resource-control(5), CPUWeight=. */
const DEFAULT_WEIGHT = 100;

/** Jobs from their request to their end. The rules of their order and of what their end means for others. */
import { type Deep, runDeep } from "../base/deep.ts";
import { type Result, err, ok } from "../base/result.ts";
import { type ControlError, describeError } from "../control/errors.ts";
import type { JobResult } from "../control/protocol.ts";
import type { DependencyAtom } from "../jobs/dependency.ts";
import { type JobRequest, type JobType, collapseRequest, isSuperset, jobsConflict, laterWaits, mergeJobTypes } from "../jobs/job.ts";
import { type TransactionMode, type TransactionNote, type UnitGraph, buildTransaction } from "../jobs/transaction.ts";
import type { UnitName } from "../values/unit-name.ts";
import { canReload } from "./can-reload.ts";
import { announceEnd, announceFailure } from "./job-announcements.ts";
import { jobDeadline } from "./job-clock.ts";
import { describeNote } from "./transaction-notes.ts";
import { getUnit, relatedUnits } from "./units.ts";
import { type Job, type Unit, type World, activeState, say } from "./world.ts";
import { isUp } from "../units/unit.ts";

/**
 * Queues the job and all that it needs. The value is the unit's job; undefined if there is nothing to do. Once the manager shuts down
 * nothing is started any more, whoever asks; systemd has the same from Conflicts=shutdown.target, but for units with DefaultDependencies=no,
 * which it kills in the end. `isRestart`: RestartSec= is over. The request
 * `nop` brings the unit no job, but to those that reload along with it.
 */
export function enqueueJob(
  world: World,
  name: UnitName,
  request: JobRequest,
  mode: TransactionMode,
  isRestart = false,
): Result<Job | undefined, ControlError> {
  if (world.shutdown !== "no" && request !== "stop") return err({ code: "shutting-down", about: { unit: name } });
  const unit = getUnit(world, name);
  const refusal = misuseOfMode(unit, request, mode) ?? (request === "stop" ? undefined : loadError(unit));
  if (refusal !== undefined) return err(refusal);
  const type = collapseRequest(request, activeState(unit));
  if (type === "nop" && request !== "nop") return ok(undefined);
  const transaction = buildTransaction(unitGraph(world), { unit: name, type }, mode);
  const notes = transaction.ok ? transaction.value.notes : transaction.error.notes;
  for (const note of notes) describeNote(world, note satisfies TransactionNote);
  if (!transaction.ok) return err(transaction.error.error);
  if (mode === "isolate" || mode === "flush") cancelOthers(world, new Set(transaction.value.jobs.map((job) => job.unit)), mode);
  for (const planned of transaction.value.jobs) install(world, planned.unit, planned.type, mode, isRestart && planned.unit === name);
  return ok(unit.job);
}

/** Source: systemctl(1), --job-mode=; systemd.unit(5), AllowIsolate=. */
function misuseOfMode({ name, loaded }: Unit, request: JobRequest, mode: TransactionMode): ControlError | undefined {
  const only = ONLY_FOR[mode];
  if (only !== undefined && request !== only) return { code: "wrong-mode", about: { mode, only } };
  return mode === "isolate" && !loaded.unit.AllowIsolate ? { code: "no-isolate", about: { unit: name } } : undefined;
}

const ONLY_FOR: { readonly [M in TransactionMode]?: JobType } = { isolate: "start", "restart-dependencies": "start", triggering: "stop" };

function unitGraph(world: World): UnitGraph {
  return {
    activeState: (name) => activeState(getUnit(world, name)),
    related: (name, atom) => relatedUnits(getUnit(world, name), atom),
    installed: (name) => world.units.get(name)?.job,
    admit: (name, type) => admit(getUnit(world, name), type),
    all: () => world.units.keys(),
    ignoresIsolate: (name) => getUnit(world, name).loaded.unit.IgnoreOnIsolate,
  };
}

/** Why the unit is not there as its files want it. Source: systemctl(1), EXIT STATUS and the errors it prints. */
export function loadError({ name, loaded }: Unit): ControlError | undefined {
  switch (loaded.loadState) {
    case "not-found":
      return { code: "no-such-unit", about: { unit: name } };
    case "masked":
      return { code: "masked", about: { unit: name } };
    case "bad-setting":
      return { code: "bad-setting", about: { unit: name } };
    case "error":
      return { code: "load-error", about: { unit: name, reason: loaded.loadError ?? "Bad message" } };
    case "loaded":
      return undefined;
    default:
      return loaded.loadState satisfies never;
  }
}

function admit(unit: Unit, type: JobType): ControlError | undefined {
  const { name, loaded } = unit;
  const broken = type === "stop" ? undefined : loadError(unit);
  if (broken !== undefined) return broken;
  if (type === "reload" && !canReload(unit)) return { code: "not-applicable", about: { unit: name, job: type } };
  const canRun = loaded.kind === "service" || loaded.kind === "target";
  if (type !== "stop" && !canRun) return { code: "not-supported", about: { unit: name, kind: loaded.kind } };
  return undefined;
}

function cancelOthers(world: World, kept: ReadonlySet<UnitName>, mode: TransactionMode): void {
  for (const job of [...world.jobs.values()]) {
    if (kept.has(job.unit) || (mode === "isolate" && job.irreversible)) continue;
    finishJob(world, job, "canceled", false);
  }
}

function install(world: World, name: UnitName, type: JobType, mode: TransactionMode, isRestart: boolean): void {
  const unit = getUnit(world, name);
  const installed = unit.job;
  if (installed !== undefined) {
    const state = activeState(unit);
    if (!jobsConflict(installed.type, type)) {
      // With RestartMode=direct the job of a start that failed is still there when it is time for the next: it has its turn again.
      const late = installed.type !== "reload" && !isRestart && isSuperset(installed.type, type, state);
      if (installed.state === "running" && !late) installed.state = "waiting";
      installed.type = mergeJobTypes(installed.type, type, state) ?? installed.type;
      world.runQueue.add(installed);
      return;
    }
    finishJob(world, installed, "canceled", false);
  }
  const job: Job = {
    id: ++world.lastJobId,
    unit: name,
    type,
    state: "waiting",
    irreversible: mode === "replace-irreversibly" || mode === "shutdown",
    unordered: mode === "ignore-dependencies",
    queuedAt: world.now.monotonic,
    begunAt: undefined,
    deadline: jobDeadline(unit, { queuedAt: world.now.monotonic, begunAt: undefined }),
    announce: undefined,
    watchers: [],
  };
  unit.job = job;
  world.jobs.set(job.id, job);
  world.runQueue.add(job);
}

/** The next job that may run now; it leaves the queue. */
export function nextRunnableJob(world: World): Job | undefined {
  for (let job = world.runQueue.take(); job !== undefined; job = world.runQueue.take()) {
    if (world.jobs.get(job.id) === job && job.state === "waiting" && isRunnable(world, job)) return job;
  }
  return undefined;
}

const isRunnable = (world: World, job: Job): boolean => blockersOf(world, job).next().done === true;

/** The jobs that come before this one. Source: systemd.unit(5), Before=, After=. */
function* blockersOf(world: World, job: Job): Generator<Job, void, undefined> {
  if (job.unordered || job.type === "nop") return;
  const unit = getUnit(world, job.unit);
  if (laterWaits(job.type)) yield* jobsOf(world, relatedUnits(unit, "after"));
  for (const other of jobsOf(world, relatedUnits(unit, "before"))) if (!laterWaits(other.type)) yield other;
}

function* jobsOf(world: World, names: Iterable<UnitName>): Generator<Job, void, undefined> {
  for (const name of names) {
    const job = world.units.get(name)?.job;
    if (job !== undefined && job.type !== "nop" && !job.unordered) yield job;
  }
}

/**
 * Jobs of several requests may wait for each other in a circle, which no transaction could see. systemd waits for ever then; here one
 * of them goes first, and the log says so.
 */
export function breakDeadlock(world: World): Job | undefined {
  for (const start of world.jobs.values()) {
    if (start.state === "running") return undefined;
  }
  /** Whoever comes upon one of them comes to an end. */
  const seen = new Set<Job>();
  for (const start of world.jobs.values()) {
    const path = new Set<Job>();
    let job: Job | undefined = start;
    while (job !== undefined && !path.has(job) && !seen.has(job)) {
      path.add(job);
      job = blockersOf(world, job).next().value ?? undefined;
    }
    if (job === undefined || seen.has(job)) {
      for (const each of path) seen.add(each);
      continue;
    }
    say(world, "job-cycle-broken", { unit: job.unit, job: { type: job.type } });
    job.unordered = true;
    return job;
  }
  return undefined;
}

/** Ends the job. `quiet`: the unit was where the job wanted it already. Source: org.freedesktop.systemd1(5), JobRemoved. */
export const finishJob = (world: World, job: Job, result: JobResult, recursive: boolean, quiet = false): void =>
  runDeep(finish(world, job, result, recursive, quiet));

function* finish(world: World, job: Job, result: JobResult, recursive: boolean, quiet: boolean): Deep<void> {
  const unit = getUnit(world, job.unit);
  const goesOn = result === "done" && job.type === "restart";
  try {
    if (!quiet) announceEnd(world, unit, job, result);
    if (goesOn) {
      job.type = "start";
      job.state = "waiting";
      world.runQueue.add(job);
      return;
    }
    remove(world, unit, job);
    if (recursive) yield* failDependants(world, unit, job.type, result);
    if (result === "timeout" || result === "dependency") {
      announceFailure(world, unit, job, result);
      triggerOnFailure(world, unit);
    }
  } finally {
    // Whatever goes wrong, a bug, nobody waits for ever.
    if (!goesOn) {
      remove(world, unit, job);
      for (const watcher of job.watchers.splice(0)) watcher(result);
    }
    wakeNeighbours(world, unit);
    world.collectQueue.add(unit.name);
  }
}

function remove(world: World, unit: Unit, job: Job): void {
  world.jobs.delete(job.id);
  world.runQueue.delete(job);
  world.announcements.delete(job);
  if (unit.job === job) unit.job = undefined;
}

function* failDependants(world: World, unit: Unit, type: JobType, result: JobResult): Deep<void> {
  const atom = failureAtom(unit, type, result);
  if (atom === undefined) return;
  let bug: { readonly error: unknown } | undefined;
  for (const name of [...relatedUnits(unit, atom)]) {
    const job = world.units.get(name)?.job;
    if (job === undefined || (job.type !== "start" && job.type !== "verify-active")) continue;
    try {
      yield finish(world, job, "dependency", true, false);
    } catch (error) {
      // None of the others may start for that.
      bug ??= { error };
    }
  }
  if (bug !== undefined) throw bug.error;
}

/** By which dependencies the end of this job is a failure for others. */
function failureAtom(unit: Unit, type: JobType, result: JobResult): DependencyAtom | undefined {
  if (result === "done")
    return (type === "start" || type === "reload") && !isUp(activeState(unit)) ? "propagate-inactive-start-failure" : undefined;
  if (type === "start" || type === "verify-active") return "propagate-start-failure";
  return type === "stop" ? "propagate-stop-failure" : undefined;
}

function wakeNeighbours(world: World, unit: Unit): void {
  for (const atom of ["after", "before"] as const) {
    for (const name of relatedUnits(unit, atom)) {
      const job = world.units.get(name)?.job;
      if (job !== undefined) world.runQueue.add(job);
    }
  }
}

/** Source: systemd.unit(5), OnFailure=, OnFailureJobMode=. */
export const triggerOnFailure = (world: World, unit: Unit): void => trigger(world, unit, "OnFailure", "on-failure");

/** Source: systemd.unit(5), OnSuccess=, OnSuccessJobMode=. */
export const triggerOnSuccess = (world: World, unit: Unit): void => trigger(world, unit, "OnSuccess", "on-success");

function trigger(world: World, unit: Unit, kind: "OnFailure" | "OnSuccess", atom: "on-failure" | "on-success"): void {
  const others = [...relatedUnits(unit, atom)];
  if (others.length === 0) return;
  say(world, "triggering", { unit: unit.name, kind: `${kind}=` });
  const mode = unit.loaded.unit[`${kind}JobMode`];
  for (const other of others) {
    const queued = enqueueJob(world, other, "start", mode);
    // What is started for its end wants to know of it, so that alone is no reason to forget it. The next one will do.
    if (queued.ok) world.collectQueue.delete(unit.name);
    else say(world, "trigger-impossible", { unit: unit.name, kind: `${kind}=`, other, error: describeError(queued.error) });
  }
}

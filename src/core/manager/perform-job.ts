/** A job's turn has come: what the unit makes of it. Source: org.freedesktop.systemd1(5), JobRemoved; systemd.unit(5). */
import type { JobResult } from "../control/protocol.ts";
import { countHit } from "../jobs/rate-limit.ts";
import { START_MEETS } from "../units/service/transition.ts";
import { takeAction } from "./actions.ts";
import { canReload } from "./can-reload.ts";
import { drive } from "./drive-service.ts";
import { isFrozen } from "./freezer.ts";
import { announceBeginning } from "./job-announcements.ts";
import { finishJob } from "./jobs.ts";
import { limitRun } from "./job-clock.ts";
import { setReached } from "./state-change.ts";
import { getUnit, relatedUnits } from "./units.ts";
import { type Job, type Unit, type World, activeState, isDown, say } from "./world.ts";
import { isUp } from "../units/unit.ts";

/** What came of it at once. `begun`: it is under way, and worth saying so; `going`: under way; `later`: not yet, try again when the unit changes. */
type Outcome =
  | { readonly outcome: "begun" | "going" | "later" }
  | { readonly outcome: "ended"; readonly result: JobResult; readonly quiet: boolean };

const ended = (result: JobResult, quiet = false): Outcome => ({ outcome: "ended", result, quiet });
const GOING: Outcome = { outcome: "going" };
const BEGUN: Outcome = { outcome: "begun" };
const LATER: Outcome = { outcome: "later" };
/** Source: systemctl(1), freeze. */
const FROZEN = ended("frozen");

export function performJob(world: World, job: Job): void {
  try {
    takeTurn(world, job);
  } catch (error) {
    // A bug of ours. Whoever waits for the job is not to wait for ever.
    if (world.jobs.get(job.id) === job) finishJob(world, job, "failed", true);
    throw error;
  }
}

function takeTurn(world: World, job: Job): void {
  const unit = getUnit(world, job.unit);
  job.state = "running";
  limitRun(world, unit, job);
  const { type } = job;
  const outcome = perform(world, unit, job);
  // What the unit did may have ended the job already, or put another in its place.
  if (world.jobs.get(job.id) !== job || unit.job !== job) return;
  switch (outcome.outcome) {
    case "begun":
      // With Type=exec systemd hears of the execution a moment later, so the beginning is always told.
      if (type === "start" && isAwaitingExec(unit)) return announceBeginning(world, unit, job, type);
      job.announce = type;
      world.announcements.add(job);
      return;
    case "going":
      return;
    case "later":
      job.state = "waiting";
      return;
    case "ended":
      return finishJob(world, job, outcome.result, true, outcome.quiet);
    default:
      outcome satisfies never;
  }
}

const isAwaitingExec = ({ service, loaded }: Unit): boolean => service?.state.name === "start" && loaded.service?.Type === "exec";

function perform(world: World, unit: Unit, job: Job): Outcome {
  switch (job.type) {
    case "start":
      return start(world, unit);
    case "stop":
    case "restart":
      return stop(world, unit);
    case "reload":
      return reload(world, unit);
    case "verify-active":
      return verifyActive(unit);
    case "nop":
      return ended("done", true);
    default:
      return job.type satisfies never;
  }
}

function start(world: World, unit: Unit): Outcome {
  const state = activeState(unit);
  if (isUp(state)) return ended("done", true);
  if (state === "maintenance") return LATER;
  if (unit.loaded.loadState !== "loaded") return ended("failed");
  if (state !== "activating") unit.conditions = { checked: world.now, areMet: true };
  if (isFrozen(unit)) return FROZEN;
  const missing = boundButInactive(world, unit);
  if (missing !== undefined) {
    say(world, "bound-unit-inactive", { unit: unit.name, other: missing });
    return ended("dependency");
  }
  if (unit.service === undefined) return startTarget(world, unit);
  const meets = START_MEETS[unit.service.state.name];
  // Up to 257.21 systemd counts these too, and at the limit throws a unit into failed whose processes still run. That is not copied.
  if (meets === "later") return LATER;
  if (meets === "attach" || meets === "up") return GOING;
  if (!isWithinStartLimit(world, unit)) {
    say(world, "start-limit-hit", { unit: unit.name });
    takeAction(world, unit, "StartLimitAction");
    drive(world, unit, { type: "limit-hit" });
    return ended("failed");
  }
  if (meets === "begin") {
    unit.invocation = world.host.newInvocationId();
    drive(world, unit, { type: "start" });
    return BEGUN;
  }
  drive(world, unit, { type: "hurry" });
  return LATER;
}

/** Source: systemd.unit(5), BindsTo=: with After=, the unit can only be active while the other is. */
function boundButInactive(world: World, unit: Unit): string | undefined {
  const after = unit.dependencies.get("After");
  for (const name of relatedUnits(unit, "cannot-be-active-without")) {
    if (after?.has(name) === true && !isUp(activeState(getUnit(world, name)))) return name;
  }
  return undefined;
}

/** Source: systemd.unit(5), StartLimitIntervalSec=. Every attempt to start a unit that is down counts, by whomever. */
function isWithinStartLimit(world: World, unit: Unit): boolean {
  const { StartLimitIntervalSec: interval, StartLimitBurst: burst } = unit.loaded.unit;
  const { allowed, window } = countHit({ interval, burst }, unit.window, world.now.monotonic);
  unit.window = window;
  return allowed;
}

function startTarget(world: World, unit: Unit): Outcome {
  unit.invocation = world.host.newInvocationId();
  setReached(world, unit, true);
  return BEGUN;
}

function stop(world: World, unit: Unit): Outcome {
  const state = activeState(unit);
  if (isDown(state)) return ended("done", true);
  if (unit.service === undefined) {
    setReached(world, unit, false);
    return BEGUN;
  }
  // After systemd has ended somebody else kills what is frozen; nobody comes after us, so it is thawed and stopped in order.
  if (isFrozen(unit) && world.shutdown === "no") return FROZEN;
  const wasUp = unit.service.state.name === "running" || unit.service.state.name === "exited";
  drive(world, unit, { type: "stop" });
  return wasUp ? BEGUN : GOING;
}

function reload(world: World, unit: Unit): Outcome {
  if (unit.loaded.loadState !== "loaded") return ended("failed");
  // Since the job was made its files have been read again.
  if (!canReload(unit)) return ended("skipped");
  const state = activeState(unit);
  if (state === "reloading") return LATER;
  if (state !== "active") {
    say(world, "reload-refused", { unit: unit.name });
    return ended("invalid");
  }
  if (unit.service === undefined) return reloadTarget(world, unit);
  if (isFrozen(unit)) return FROZEN;
  // What only seems to be active, such as `exited`, has nothing to reload but says so as if it had.
  if (unit.service.state.name !== "running" && unit.service.state.name !== "exited") return ended("invalid");
  drive(world, unit, { type: "reload" });
  return BEGUN;
}

/** There is nothing to do: those that it hands the reload on to have jobs of their own. */
function reloadTarget(world: World, unit: Unit): Outcome {
  setReached(world, unit, true);
  return GOING;
}

function verifyActive(unit: Unit): Outcome {
  const state = activeState(unit);
  if (isUp(state)) return ended("done", true);
  return state === "activating" ? LATER : ended("failed");
}

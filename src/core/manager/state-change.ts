/** A unit has passed from one state to another: what that means for its job and for other units. */
import type { ServiceSubState } from "../units/service/state.ts";
import type { ActiveState } from "../units/unit.ts";
import { enqueueJob, finishJob, triggerOnFailure, triggerOnSuccess } from "./jobs.ts";
import { takeStateActions } from "./actions.ts";
import { markForRules } from "./steady-state.ts";
import { relatedUnits } from "./units.ts";
import { type Job, type Unit, type World, activeState, isDown } from "./world.ts";
import { isUp } from "../units/unit.ts";

export function setReached(world: World, unit: Unit, reached: boolean): void {
  const before = activeState(unit);
  unit.reached = reached;
  onStateChange(world, unit, before, activeState(unit));
}

/**
 * In this order: the times, the job, the units that hang on this one, the triggers, the actions. `subState`: of a service, in which it is
 * now, if only on its way to the next.
 */
export function onStateChange(world: World, unit: Unit, from: ActiveState, to: ActiveState, subState?: ServiceSubState): void {
  stamp(world, unit, from, to);
  if (isDown(to)) world.collectQueue.add(unit.name);
  const job = unit.job;
  const isExpected = job === undefined ? false : advanceJob(world, job, to);
  if (!isExpected) propagate(world, unit, from, to);
  if (from !== to && to === "failed") triggerOnFailure(world, unit);
  if (to === "inactive" && from !== "inactive" && from !== "failed" && isGoodEnd(subState)) triggerOnSuccess(world, unit);
  takeStateActions(world, unit, from, to);
  markForRules(world, unit);
}

/** Source: org.freedesktop.systemd1(5), the timestamps of a unit. */
function stamp(world: World, unit: Unit, from: ActiveState, to: ActiveState): void {
  unit.stateChange = world.now;
  if (isDown(from) && !isDown(to)) unit.inactiveExit = world.now;
  if (!isDown(from) && isDown(to)) unit.inactiveEnter = world.now;
  if (!isUp(from) && isUp(to)) unit.activeEnter = world.now;
  if (isUp(from) && !isUp(to)) unit.activeExit = world.now;
}

/**
 * Ends the job if the state is what it waited for; one that is running is ended by a state that contradicts it too. Returns whether the
 * change is of the job's making: for one that waits it need not be, but what it brings is still to come.
 */
function advanceJob(world: World, job: Job, to: ActiveState): boolean {
  const isRunning = job.state === "running";
  // It may be able to run now.
  if (!isRunning) world.runQueue.add(job);
  switch (job.type) {
    case "start":
    case "verify-active":
      if (isUp(to)) finishJob(world, job, "done", true);
      else if (isRunning && isDown(to)) finishJob(world, job, to === "failed" ? "failed" : "done", true);
      return !isRunning || isUp(to) || to === "activating";
    case "stop":
    case "restart":
      if (isDown(to)) finishJob(world, job, "done", true);
      else if (isRunning && to !== "deactivating") finishJob(world, job, "failed", true);
      return !isRunning || isDown(to) || to === "deactivating";
    case "reload":
      if (!isRunning) return true;
      if (to === "active") finishJob(world, job, reloadResult(world, job), true);
      else if (isDown(to)) finishJob(world, job, to === "failed" ? "failed" : "done", true);
      return to === "active" || to === "activating" || to === "reloading";
    case "nop":
      return true;
    default:
      return job.type satisfies never;
  }
}

const reloadResult = (world: World, { unit }: Job): "done" | "failed" =>
  (world.units.get(unit)?.service?.data.reloadResult ?? "success") === "success" ? "done" : "failed";

/**
 * The unit came up or went down without a job: what it requires and what conflicts with it, or what is bound to it, follows.
 * Source: systemd.unit(5), Requires=, Conflicts=, BindsTo=.
 */
function propagate(world: World, unit: Unit, from: ActiveState, to: ActiveState): void {
  const isStarting = to === "active" || to === "activating";
  const wasStarting = from === "active" || from === "activating" || from === "reloading";
  if (isDown(from) && isStarting && unit.job === undefined) {
    retroactivelyStart(world, unit);
    stopUnlessStopping(world, unit, "retroactive-stop");
  }
  if (wasStarting && (isDown(to) || to === "deactivating")) stopUnlessStopping(world, unit, "propagate-inactive");
}

function retroactivelyStart(world: World, unit: Unit): void {
  const after = unit.dependencies.get("After");
  for (const [atom, mode] of [
    ["retroactive-start", "replace"],
    ["retroactive-start-fail", "fail"],
  ] as const) {
    for (const name of [...relatedUnits(unit, atom)]) {
      const other = world.units.get(name);
      if (other !== undefined && after?.has(name) !== true && !isUp(activeState(other)) && activeState(other) !== "activating") {
        enqueueJob(world, name, "start", mode);
      }
    }
  }
}

function stopUnlessStopping(world: World, unit: Unit, atom: "retroactive-stop" | "propagate-inactive"): void {
  for (const name of [...relatedUnits(unit, atom)]) {
    const other = world.units.get(name);
    if (other !== undefined && !isDown(activeState(other)) && activeState(other) !== "deactivating")
      enqueueJob(world, name, "stop", "replace");
  }
}

/** Not the end of a start that a condition skipped. */
const isGoodEnd = (subState: ServiceSubState | undefined): boolean => subState === undefined || GOOD_ENDS.has(subState);
const GOOD_ENDS: ReadonlySet<ServiceSubState> = new Set(["dead", "dead-resources-pinned", "dead-before-auto-restart"]);

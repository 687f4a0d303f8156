/**
 * Rules about states rather than changes: what an active unit upholds is up, what is bound to a unit that is down is down too, and so is
 * what nobody needs. They are looked at when all that a change brings by itself has been done, so that nothing is stopped that the
 * same change starts again.
 *
 * Source: systemd.unit(5), Upholds=, BindsTo=, StopWhenUnneeded=; the messages and their limit: systemd 257.
 */
import { after, sec, usec } from "../base/time.ts";
import { describeError } from "../control/errors.ts";
import type { DependencyAtom } from "../jobs/dependency.ts";
import { countHit } from "../jobs/rate-limit.ts";
import { NEVER } from "../units/service/state.ts";
import type { UnitName } from "../values/unit-name.ts";
import { enqueueJob } from "./jobs.ts";
import { relatedUnits } from "./units.ts";
import { type SteadyRule, type Unit, type World, activeState, isDown, say } from "./world.ts";
import { isUp } from "../units/unit.ts";

/** Of one unit, all rules together. */
const LIMIT = { interval: sec(10), burst: 16 };

/** The unit has passed to another state: which units are to be looked at. That the state was reached is reason enough, however often. */
export function markForRules({ rules }: World, unit: Unit): void {
  const state = activeState(unit);
  const mark = (rule: SteadyRule, atom: DependencyAtom): void => {
    for (const name of relatedUnits(unit, atom)) rules[rule].add(name);
  };
  if (isDown(state)) {
    mark("unneeded", "needs");
    mark("bound", "binds");
    rules.upheld.add(unit.name);
  }
  if (isUp(state)) {
    mark("upheld", "start-steadily");
    rules.unneeded.add(unit.name);
    rules.bound.add(unit.name);
  }
}

/** Once nothing else is left of an event. */
export function applyRules(world: World): void {
  for (const rule of ["upheld", "bound", "unneeded"] as const) {
    const marked = world.rules[rule];
    for (const name of marked) {
      marked.delete(name);
      const unit = world.units.get(name);
      if (unit !== undefined && world.shutdown === "no") RULES[rule](world, unit);
    }
  }
}

/** The time is over in which it had been started and stopped too often. */
export function retryRules(world: World, unit: Unit): void {
  unit.ruleRetry = NEVER;
  for (const marked of Object.values(world.rules)) marked.add(unit.name);
}

const RULES: { readonly [Rule in SteadyRule]: (world: World, unit: Unit) => void } = {
  upheld(world, unit) {
    const upholder = isDown(activeState(unit)) && unit.job === undefined ? findRelated(world, unit, "upheld-by", isSteadilyUp) : undefined;
    if (upholder === undefined) return;
    if (!isWithinLimit(world, unit)) return say(world, "upheld-too-often", { unit: unit.name, other: upholder });
    act(world, unit, "start", "fail");
  },
  bound(world, unit) {
    const missing = isSteadilyActive(unit) ? findRelated(world, unit, "cannot-be-active-without", isSteadilyDown) : undefined;
    if (missing === undefined) return;
    if (!isWithinLimit(world, unit)) return say(world, "bound-too-often", { unit: unit.name, other: missing });
    act(world, unit, "stop", "replace");
  },
  unneeded(world, unit) {
    if (!unit.loaded.unit.StopWhenUnneeded || !isSteadilyActive(unit)) return;
    if (findRelated(world, unit, "needed-by", (other) => !isSteadilyDown(other)) !== undefined) return;
    if (!isWithinLimit(world, unit)) return say(world, "unneeded-too-often", { unit: unit.name });
    act(world, unit, "stop", "fail");
  },
};

function findRelated(world: World, unit: Unit, atom: DependencyAtom, holds: (other: Unit) => boolean): UnitName | undefined {
  for (const name of relatedUnits(unit, atom)) {
    const other = world.units.get(name);
    if (other !== undefined && holds(other)) return name;
  }
  return undefined;
}

const isSteadilyUp = (unit: Unit): boolean => unit.job === undefined && isUp(activeState(unit));
const isSteadilyActive = (unit: Unit): boolean => unit.job === undefined && activeState(unit) === "active";
const isSteadilyDown = (unit: Unit): boolean => unit.job === undefined && isDown(activeState(unit));

function isWithinLimit(world: World, unit: Unit): boolean {
  const { allowed, window } = countHit(LIMIT, unit.ruleWindow, world.now.monotonic);
  unit.ruleWindow = window;
  // At the very end of the window it is still closed.
  if (!allowed) unit.ruleRetry = after(after(window.opened, LIMIT.interval), usec(1));
  return allowed;
}

function act(world: World, unit: Unit, type: "start" | "stop", mode: "fail" | "replace"): void {
  const queued = enqueueJob(world, unit.name, type, mode);
  if (!queued.ok) say(world, "rule-impossible", { unit: unit.name, type, error: describeError(queued.error) });
}

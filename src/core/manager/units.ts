/** Which units are loaded: they come when something names them and go when nothing needs them any more. */
import { type Deep, runDeep } from "../base/deep.ts";
import { placed } from "../base/source.ts";
import { type DependencyAtom, type DependencyKind, DEPENDENCY_ATOMS, INVERSE } from "../jobs/dependency.ts";
import { message } from "../log/messages.ts";
import { NEVER, newService } from "../units/service/state.ts";
import type { UnitName } from "../values/unit-name.ts";
import { NO_LINKS } from "./unit-source.ts";
import { type LoadHost, type LoadedUnit, loadUnit } from "./load.ts";
import { type Unit, type World, activeState, isDown, logMessage } from "./world.ts";

/** The loaded unit of that name, read from its files if need be. */
export const getUnit = (world: World, name: UnitName): Unit => world.units.get(name) ?? runDeep(load(world, name));

/** The unit, with all that it names. */
function* load(world: World, name: UnitName): Deep<Unit> {
  const loaded = readUnit(world, name);
  const unit: Unit = {
    name,
    loaded,
    service: loaded.service === undefined ? undefined : newService(world.now),
    reached: isAlwaysReached(name),
    dependencies: new Map(),
    referencedBy: new Set(),
    keptBy: undefined,
    job: undefined,
    freezer: { state: "running", asker: undefined },
    window: undefined,
    ruleWindow: undefined,
    ruleRetry: NEVER,
    invocation: undefined,
    conditions: undefined,
    stateChange: undefined,
    inactiveExit: undefined,
    activeEnter: undefined,
    activeExit: undefined,
    inactiveEnter: undefined,
  };
  world.units.set(name, unit);
  yield* connect(world, unit);
  world.collectQueue.add(name);
  return unit;
}

/**
 * Targets of the boot that every service with default dependencies waits for. Upkeep boots no machine, so they have been reached
 * when it starts. Source: systemd.special(7).
 */
const ALWAYS_REACHED: ReadonlySet<string> = new Set(["sysinit.target", "basic.target"]);
/** systemd ships these so: what stops everything, or is for dependencies only, nobody starts by hand or by a pattern. */
const NOT_BY_HAND: ReadonlySet<string> = new Set(["shutdown.target", "network.target"]);
/** Stand-ins for targets that units name in passing; a file of that name goes first. */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ["sysinit.target", "System Initialization"],
  ["basic.target", "Basic System"],
  ["shutdown.target", "System Shutdown"],
  ["network.target", "Network"],
  ["network-online.target", "Network is Online"],
  ["multi-user.target", "Multi-User System"],
]);
export const isAlwaysReached = (name: UnitName): boolean => ALWAYS_REACHED.has(name);

/** As its files have it now; what is wrong with them is logged. */
export function readUnit(world: World, name: UnitName): LoadedUnit {
  const description = BUILT_IN.get(name);
  const files = isAlwaysReached(name) ? ({ found: "nothing", links: NO_LINKS } as const) : world.source.read(name);
  if (files.found === "nothing" && files.passedOver !== undefined) {
    logMessage(world, { ...message("unit-file-warning", { sentence: files.passedOver }), unit: name });
  }
  if (description === undefined || files.found !== "nothing") return reported(world, loadUnit(name, files, loadHost(world)));
  const manual = NOT_BY_HAND.has(name) ? "RefuseManualStart=yes\n" : "";
  const text = `[Unit]\nDescription=${description}\nDefaultDependencies=no\n${manual}`;
  const fragment = { path: "", text, modified: 0 };
  return loadUnit(name, { found: "file", fragment, dropIns: [], links: files.links }, loadHost(world));
}

const loadHost = ({ host }: World): LoadHost => ({ mode: host.userManager ? "user" : "system", specifiers: host.specifiers });

const PRIORITY = { error: 3, warning: 4, note: 5, info: 6 } as const;

/** Logs what was wrong with the text, as systemd does at load. */
function reported(world: World, loaded: LoadedUnit): LoadedUnit {
  for (const diagnostic of loaded.diagnostics) {
    const { severity, hint, at } = diagnostic;
    const said = message("unit-file-warning", { sentence: placed(diagnostic), at, hint });
    logMessage(world, { ...said, priority: PRIORITY[severity], unit: loaded.name });
  }
  for (const sentence of loaded.notes)
    logMessage(world, { ...message("notice", { sentence: `${loaded.name}: ${sentence}` }), unit: loaded.name });
  return loaded;
}

/** Enters the unit's own dependencies, and their inverses with the others. */
export function* connect(world: World, unit: Unit): Deep<Unit> {
  for (const { kind, unit: other, isDefault } of unit.loaded.dependencies) {
    if (other === unit.name) continue;
    const target = world.units.get(other) ?? (yield load(world, other));
    if (isDefault && !takesDefaultOrder(unit, target)) continue;
    related(unit, kind).add(other);
    related(target, INVERSE[kind]).add(unit.name);
    target.referencedBy.add(unit.name);
  }
  return unit;
}

/** A target waits for what it pulls in, unless that waits for the target. Source: systemd.target(5), DEFAULT DEPENDENCIES. */
function takesDefaultOrder(target: Unit, pulledIn: Unit): boolean {
  const { unit, dependencies } = pulledIn.loaded;
  return unit.DefaultDependencies && !dependencies.some(({ kind, unit: other }) => kind === "After" && other === target.name);
}

function related(unit: Unit, kind: DependencyKind): Set<UnitName> {
  const known = unit.dependencies.get(kind);
  if (known !== undefined) return known;
  const set = new Set<UnitName>();
  unit.dependencies.set(kind, set);
  return set;
}

const KINDS_WITH = new Map<DependencyAtom, readonly DependencyKind[]>();
function kindsWith(atom: DependencyAtom): readonly DependencyKind[] {
  const known = KINDS_WITH.get(atom);
  if (known !== undefined) return known;
  const kinds = (Object.keys(DEPENDENCY_ATOMS) as DependencyKind[]).filter((kind) => DEPENDENCY_ATOMS[kind].includes(atom));
  KINDS_WITH.set(atom, kinds);
  return kinds;
}

/** The units that `unit` has an `atom` to, each once. */
export function relatedUnits(unit: Unit, atom: DependencyAtom): Iterable<UnitName> {
  const sets = kindsWith(atom).flatMap((kind) => unit.dependencies.get(kind) ?? []);
  const [first] = sets;
  if (first === undefined) return [];
  return sets.length === 1 ? first : new Set(sets.flatMap((set) => [...set]));
}

/**
 * Forgets the units that nothing needs: down, without a job, named by no unit that stays. With them go their counters, their result
 * and their start limit. Source: systemd.unit(5), CollectMode=.
 */
export function collectUnits(world: World): void {
  for (const name of world.collectQueue) {
    world.collectQueue.delete(name);
    const doomed = new Set<UnitName>();
    if (!isKept(world, name, doomed)) for (const each of doomed) forget(world, each);
  }
}

/** Whether it stays. */
export const isNeeded = (world: World, name: UnitName): boolean => isKept(world, name, new Set());

/** Whether the unit, or one that (indirectly) keeps it, has a reason to stay. `seen`: those found to have none. */
function isKept(world: World, start: UnitName, seen: Set<UnitName>): boolean {
  const pending = [start];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const unit = world.units.get(name);
    if (unit === undefined || seen.has(name)) continue;
    const keeper = [unit, unit.keptBy].find((each) => each !== undefined && stays(world, each));
    if (keeper !== undefined) {
      const first = world.units.get(start);
      if (first !== undefined) first.keptBy = keeper;
      return true;
    }
    seen.add(name);
    pending.push(...unit.referencedBy);
  }
  return false;
}

const stays = (world: World, unit: Unit): boolean =>
  world.units.get(unit.name) === unit && (world.pinned.has(unit.name) || hasOwnReason(world, unit));

function hasOwnReason(world: World, unit: Unit): boolean {
  if (unit.job !== undefined || unit.isPassing === true || isAwaitedByWhatItStarts(world, unit)) return true;
  const state = activeState(unit);
  if (isDown(state) && unit.service?.data.leftBehind === true) return true;
  if (state === "inactive") return false;
  return state !== "failed" || unit.loaded.unit.CollectMode !== "inactive-or-failed";
}

/** What is started for its end is told of it. */
const isAwaitedByWhatItStarts = (world: World, { dependencies }: Unit): boolean =>
  TRIGGERS.some((kind) => [...(dependencies.get(kind) ?? [])].some((name) => world.units.get(name)?.job !== undefined));
const TRIGGERS = ["OnFailure", "OnSuccess"] as const;

/** With all that was kept for it. */
export function forgetService(world: World, unit: Unit): void {
  const fds = unit.service?.data.fdStore.map(({ fd }) => fd) ?? [];
  if (fds.length > 0) world.effects.push({ type: "kernel", effect: { type: "drop-fds", fds } });
  unit.service = undefined;
}

function forget(world: World, name: UnitName): void {
  const unit = world.units.get(name);
  if (unit === undefined) return;
  world.units.delete(name);
  forgetService(world, unit);
  unit.keptBy = undefined;
  for (const [kind, others] of unit.dependencies) {
    for (const other of others) {
      const target = world.units.get(other);
      target?.dependencies.get(INVERSE[kind])?.delete(name);
      if (target === undefined) continue;
      target.referencedBy.delete(name);
      world.collectQueue.add(other);
    }
  }
}

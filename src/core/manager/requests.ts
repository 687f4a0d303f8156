/** What clients ask, answered. Source: systemctl(1). */
import { unreachable } from "../base/assert.ts";
import { type Result, err, ok } from "../base/result.ts";
import { type ControlError, bugError } from "../control/errors.ts";
import type { JobOutcome, JobVerb, Request, Verbs } from "../control/protocol.ts";
import { type JobRequest, collapseRequest } from "../jobs/job.ts";
import { message } from "../log/messages.ts";
import { type UnitName, isPattern, isTemplate, matchesPattern, parseUnitName } from "../values/unit-name.ts";
import { canReload } from "./can-reload.ts";
import { askFreezer } from "./client-freeze.ts";
import { killUnits } from "./client-kill.ts";
import { drive } from "./drive-service.ts";
import { enqueueJob } from "./jobs.ts";
import { managerProperties, unitProperties } from "./properties.ts";
import { reloadUnits } from "./reload.ts";
import { beginShutdown } from "./shutdown.ts";
import { managerStatus, needsDaemonReload, unitStatus } from "./status.ts";
import { subState } from "./sub-state.ts";
import { getUnit, isNeeded } from "./units.ts";
import { type ClientId, type Unit, type World, activeState, isDown, logMessage } from "./world.ts";

export function answerRequest(world: World, client: ClientId, request: Request): void {
  const reply = (result: Result<Verbs[typeof request.verb]["answer"], ControlError>): void => {
    world.effects.push({ type: "reply", client, reply: { id: request.id, result } });
  };
  switch (request.verb) {
    case "enqueue":
      return enqueue(world, request.ask, (answer) => reply(ok(answer)));
    case "list-units":
      return reply(ok({ units: listUnits(world, request.ask.patterns) }));
    case "show":
      return reply(ok({ units: show(world, request.ask.units) }));
    case "status":
      return reply(ok({ units: namedUnits(world, request.ask.units).map((unit) => unitStatus(world, unit)), journal: "" }));
    case "unit-of": {
      const unit = world.host.unitOf(request.ask.pid);
      return reply(ok(unit === undefined ? {} : { unit }));
    }
    case "active-state":
      return reply(ok({ units: namedUnits(world, request.ask.units).map(activeStateRow) }));
    case "kill":
      return reply(ok({ refused: killUnits(world, matchingNames(world, request.ask.units), request.ask) }));
    case "freeze":
      return askFreezer(world, request.ask.verb, matchingNames(world, request.ask.units), (refused) => reply(ok({ refused })));
    case "reset-failed":
      return reply(ok({ refused: resetFailed(world, request.ask.units) }));
    case "daemon-reload":
      logMessage(world, message("reload-requested", {}));
      reloadUnits(world);
      for (const unit of [...world.units.values()]) drive(world, unit, { type: "reconfigured" });
      logMessage(world, message("reload-finished", { ms: 0 }));
      return reply(ok({}));
    case "manager-status":
      return reply(ok(managerStatus(world)));
    case "exit":
      reply(ok({}));
      return beginShutdown(world);
    default:
      unreachable(request);
  }
}

/** The names, and for each pattern the loaded units that it matches; a name that is none is given back as it came. */
function matchingNames(world: World, names: readonly string[]): readonly string[] {
  const found = names.flatMap((name) =>
    isPattern(name) ? [...world.units.keys()].filter((unit) => matchesPattern(unit, name)).toSorted() : [name],
  );
  return [...new Set(found)];
}

/** The units themselves, loaded for the occasion if need be. */
function namedUnits(world: World, names: readonly string[]): readonly Unit[] {
  return matchingNames(world, names).flatMap((name) => {
    const parsed = parseUnitName(name);
    return parsed.ok ? [getUnit(world, parsed.value)] : [];
  });
}

const JOB_REQUEST: { readonly [V in JobVerb]: JobRequest } = {
  start: "start",
  stop: "stop",
  restart: "restart",
  "try-restart": "try-restart",
  reload: "reload",
  "reload-or-restart": "restart",
  "try-reload-or-restart": "try-restart",
};

function enqueue(world: World, ask: Verbs["enqueue"]["ask"], answer: (answer: Verbs["enqueue"]["answer"]) => void): void {
  const names = matchingNames(world, ask.units);
  const outcomes: JobOutcome[] = [];
  let pending = names.length;
  const done = (): void => {
    pending -= 1;
    if (pending === 0) answer({ units: outcomes });
  };
  if (names.length === 0) answer({ units: [] });
  const take = (name: string, at: number): void => {
    const queued = enqueueOne(world, name, ask);
    const unit = parseUnitName(name);
    const stale = unit.ok && needsDaemonReload(world, unit.value) ? { needsDaemonReload: true } : {};
    if (!queued.ok) outcomes[at] = { unit: name, error: queued.error, ...stale };
    else if (queued.value === undefined || !ask.wait) outcomes[at] = { unit: name, ...(ask.wait ? { result: "done" } : {}), ...stale };
    else {
      queued.value.watchers.push((result) => {
        // Of one that is about to be forgotten systemctl can't ask for it any more.
        const unitName = queued.value?.unit as UnitName;
        const unitResult = isNeeded(world, unitName) ? world.units.get(unitName)?.service?.data.result : undefined;
        outcomes[at] = { unit: name, result, ...(unitResult === undefined ? {} : { unitResult }), ...stale };
        done();
      });
      return;
    }
    done();
  };
  const takeGuarded = (name: string, at: number): void => {
    try {
      take(name, at);
    } catch (error) {
      outcomes[at] = { unit: name, error: bugError(error) };
      done();
      throw error;
    }
  };
  // One after the other, as systemctl asks: the first is under way before the second is queued, whatever their order.
  names.forEach((name, at) => world.backlog.push(() => takeGuarded(name, at)));
}

function enqueueOne(world: World, name: string, { verb, mode }: Verbs["enqueue"]["ask"]): ReturnType<typeof enqueueJob> {
  const parsed = parseUnitName(name);
  if (!parsed.ok) return err({ code: "bad-name", about: { unit: name } });
  if (isTemplate(parsed.value)) return err({ code: "missing-instance", about: { unit: name } });
  const unit = getUnit(world, parsed.value);
  const request = settledRequest(unit, verb);
  // That it refuses is said before that it could not be loaded, but for a stop.
  const refusal = (verb === "stop" ? notToBeStopped(unit) : undefined) ?? refuses(unit, request);
  if (refusal !== undefined) return err(refusal);
  return enqueueJob(world, unit.name, request, mode);
}

/** Of what could not be loaded nothing can be stopped, unless it runs all the same. */
function notToBeStopped(unit: Unit): ControlError | undefined {
  const isBroken = ["not-found", "bad-setting", "error"].includes(unit.loaded.loadState);
  return isBroken && activeState(unit) === "inactive" ? { code: "not-loaded", about: { unit: unit.name } } : undefined;
}

/** Source: systemd.unit(5), RefuseManualStart=, RefuseManualStop=; of what reloads only that counts which would start a unit that is down. */
function refuses(unit: Unit, asked: JobRequest): ControlError | undefined {
  const { RefuseManualStart, RefuseManualStop } = unit.loaded.unit;
  const request = asked === "reload-or-start" ? collapseRequest(asked, activeState(unit)) : asked;
  const restarts = request === "restart" || request === "try-restart";
  const refused = ((request === "start" || restarts) && RefuseManualStart) || ((request === "stop" || restarts) && RefuseManualStop);
  return refused ? { code: "dependency-only", about: { unit: unit.name } } : undefined;
}

/** A unit that can reload does; the others are restarted. */
function settledRequest(unit: Unit, verb: JobVerb): JobRequest {
  if (verb === "reload-or-restart" && canReload(unit)) return "reload-or-start";
  if (verb === "try-reload-or-restart" && canReload(unit)) return "try-reload";
  return JOB_REQUEST[verb];
}

function listUnits(world: World, patterns: readonly string[]): Verbs["list-units"]["answer"]["units"] {
  const units =
    patterns.length === 0
      ? [...world.units.values()]
      : [...world.units.values()].filter((unit) => patterns.some((p) => matchesPattern(unit.name, p)));
  return units.map((unit) => ({
    unit: unit.name,
    description: unit.loaded.unit.Description ?? unit.name,
    loadState: unit.loaded.loadState,
    activeState: activeState(unit),
    subState: subState(unit),
    ...(unit.job === undefined ? {} : { job: unit.job.type }),
  }));
}

function show(world: World, names: readonly string[]): Verbs["show"]["answer"]["units"] {
  if (names.length === 0) return [{ unit: "", properties: managerProperties(world) }];
  return namedUnits(world, names).map((unit) => ({ unit: unit.name, properties: unitProperties(world, unit) }));
}

function activeStateRow(unit: Unit): Verbs["active-state"]["answer"]["units"][number] {
  return { unit: unit.name, activeState: activeState(unit), found: unit.loaded.loadState !== "not-found" || !isDown(activeState(unit)) };
}

function resetFailed(world: World, names: readonly string[]): Verbs["reset-failed"]["answer"]["refused"] {
  const all = names.length === 0 ? [...world.units.keys()] : matchingNames(world, names);
  return all.flatMap((name) => {
    const unit = world.units.get(name as UnitName);
    if (unit === undefined) return [{ unit: name, error: { code: "not-loaded", about: { unit: name } } as const }];
    unit.window = undefined;
    drive(world, unit, { type: "reset-failed" });
    world.collectQueue.add(unit.name);
    return [];
  });
}

/** Gives a service an event and carries out what its machine says. */
import { planSpawn } from "../exec/plan-spawn.ts";
import { defaultService } from "./load.ts";
import type { Became, ServiceEffect } from "../units/service/draft.ts";
import { type ServiceState, activeStateOf } from "../units/service/state.ts";
import { type ServiceEvent, transitionService } from "../units/service/transition.ts";
import { describeError } from "../control/errors.ts";
import { isFrozen, thaw } from "./freezer.ts";
import { awaitIdleness } from "./idle.ts";
import { enqueueJob } from "./jobs.ts";
import { monitorEnvironment } from "./monitor-environment.ts";
import { onStateChange } from "./state-change.ts";
import type { ActiveState } from "../units/unit.ts";
import { type Speaker, type Unit, type World, logMessage, say } from "./world.ts";

export function drive(world: World, unit: Unit, event: ServiceEvent): void {
  if (unit.service === undefined) return;
  // A unit whose file is gone goes on with what systemd gives a service that says nothing.
  const config = unit.loaded.service ?? defaultService();
  const context = {
    unit: unit.name,
    config,
    now: world.now,
    stopPending: unit.job?.type === "stop",
    restartPending: unit.job?.type === "restart",
    userManager: world.host.userManager,
    look: world.host,
    frozen: isFrozen(unit),
  };
  const [service, effects] = transitionService(context, unit.service, event);
  unit.service = service;
  for (const effect of effects) {
    if (effect.type !== "spawn") perform(world, unit, effect);
    else if (!spawn(world, unit, effect)) return;
  }
}

function perform(world: World, unit: Unit, effect: Exclude<ServiceEffect, { type: "spawn" }>): void {
  switch (effect.type) {
    case "kernel":
      world.effects.push(effect);
      return;
    case "log":
      return logMessage(world, effect.message, effect.by && speakerOf(effect.by));
    case "became":
      return become(world, unit, effect);
    case "condition-unmet":
      unit.conditions = unit.conditions && { ...unit.conditions, areMet: false };
      return;
    case "restart-due":
      return restart(world, unit, effect.onRequest);
    case "executed":
      world.executed = [...world.executed, unit];
      return;
    case "reloads-by-itself":
      return propagateReload(world, unit);
    default:
      effect satisfies never;
  }
}

function become(world: World, unit: Unit, { from, to }: Became): void {
  const change = (): void => onStateChange(world, unit, activeStateIn(unit, from), activeStateIn(unit, to), to.name);
  const { service } = unit;
  if (service === undefined || service.state.name === to.name) return change();
  // Where it only passes through a state, it is in that one for whom that concerns; but it stays.
  const passing = { ...service, state: to };
  unit.service = passing;
  unit.isPassing = true;
  change();
  unit.isPassing = false;
  if (unit.service === passing) unit.service = service;
}

const activeStateIn = ({ loaded }: Unit, { name }: ServiceState): ActiveState => activeStateOf(name, loaded.service?.Type);

/** Source: systemd.unit(5), PropagatesReloadTo=. */
function propagateReload(world: World, unit: Unit): void {
  const queued = enqueueJob(world, unit.name, "nop", "fail");
  if (!queued.ok) say(world, "propagation-impossible", { unit: unit.name, error: describeError(queued.error) });
}

/** The end of the program's name in parentheses, as the kernel's process name has room for it. Source: systemd 257. */
function speakerOf({ pid, path }: { readonly pid: number; readonly path: string }): Speaker {
  return { name: `(${path.slice(path.lastIndexOf("/") + 1).slice(-8)})`, pid };
}

/** Whether there is a process to be made; if not, what follows in the transition is void. */
function spawn(world: World, unit: Unit, effect: Extract<ServiceEffect, { type: "spawn" }>): boolean {
  const { process, directive, command, environment, notifyAccess, entering } = effect;
  const config = unit.loaded.service ?? defaultService();
  const request = {
    unit: unit.name,
    config,
    command,
    directive,
    environment: [...environment, ...monitorEnvironment(world, unit, directive)],
    invocation: unit.invocation ?? "",
    notifyAccess,
    fds: directive === "ExecStart" ? (unit.service?.data.fdStore ?? []).map(({ fd }) => fd) : [],
  };
  const planned = planSpawn(request, world.host);
  for (const { message, byChild } of planned.messages)
    logMessage(world, message, byChild ? speakerOf({ pid: 0, path: command.path }) : undefined);
  if (planned.plan === undefined) {
    if (entering !== undefined) unit.service = entering.otherwise;
    drive(world, unit, { type: "spawn-failed", unit: unit.name, process, error: planned.error });
    return false;
  }
  if (entering !== undefined) become(world, unit, entering.became);
  thaw(world, unit);
  const waits = config.Type === "idle";
  if (waits) awaitIdleness(world, process);
  world.effects.push({
    type: "kernel",
    effect: { type: "spawn", unit: unit.name, process, plan: planned.plan, ...(waits && { held: true }) },
  });
  return true;
}

/** Source: systemd.service(5), RestartSec=; since systemd 254 it is a start job that takes the dependants with it. */
function restart(world: World, unit: Unit, onRequest: boolean): void {
  if (unit.job?.type === "stop") return drive(world, unit, { type: "restart-overtaken" });
  const mode = unit.loaded.service?.RestartMode === "direct" ? "replace" : "restart-dependencies";
  const queued = enqueueJob(world, unit.name, "start", mode, true);
  if (queued.ok) drive(world, unit, { type: "restart-queued", onRequest });
  else drive(world, unit, { type: "restart-impossible", error: describeError(queued.error) });
}

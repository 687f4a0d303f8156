/** Gives a service an event and carries out what its machine says. */
import { planSpawn } from "../exec/plan-spawn.ts";
import type { ServiceEffect } from "../units/service/draft.ts";
import { ACTIVE_STATE } from "../units/service/state.ts";
import { type ServiceEvent, transitionService } from "../units/service/transition.ts";
import { describeError } from "../control/errors.ts";
import { enqueueJob } from "./jobs.ts";
import { onReloaded, onStateChange } from "./state-change.ts";
import { type Unit, type World, logMessage } from "./world.ts";

export function drive(world: World, unit: Unit, event: ServiceEvent): void {
  const config = unit.loaded.service;
  if (unit.service === undefined || config === undefined) return;
  const context = {
    unit: unit.name,
    config,
    now: world.now,
    stopPending: unit.job?.type === "stop",
    restartPending: unit.job?.type === "restart",
    userManager: world.host.userManager,
  };
  const [service, effects] = transitionService(context, unit.service, event);
  unit.service = service;
  for (const effect of effects) perform(world, unit, effect);
}

function perform(world: World, unit: Unit, effect: ServiceEffect): void {
  switch (effect.type) {
    case "kernel":
      world.effects.push(effect);
      return;
    case "spawn":
      return spawn(world, unit, effect);
    case "log":
      return logMessage(world, effect.message);
    case "became":
      return onStateChange(world, unit, ACTIVE_STATE[effect.from.name], ACTIVE_STATE[effect.to.name]);
    case "reloaded":
      return onReloaded(world, unit, effect.ok);
    case "restart-due":
      return restart(world, unit, effect.onRequest);
    default:
      effect satisfies never;
  }
}

function spawn(world: World, unit: Unit, { process, role, directive, command, environment }: Extract<ServiceEffect, { type: "spawn" }>): void {
  const config = unit.loaded.service;
  if (config === undefined) return;
  const request = { unit: unit.name, config, command, role, directive, environment, invocation: unit.invocation ?? "" };
  const planned = planSpawn(request, world.host);
  for (const message of planned.messages) logMessage(world, message);
  if (planned.plan !== undefined) {
    world.effects.push({ type: "kernel", effect: { type: "spawn", unit: unit.name, process, plan: planned.plan } });
  } else drive(world, unit, { type: "spawn-failed", unit: unit.name, process, error: planned.error });
}

/** Source: systemd.service(5), RestartSec=; since systemd 254 it is a start job that takes the dependants with it. */
function restart(world: World, unit: Unit, onRequest: boolean): void {
  if (unit.job?.type === "stop") return drive(world, unit, { type: "restart-overtaken" });
  const queued = enqueueJob(world, unit.name, "start", "restart-dependencies");
  if (queued.ok) drive(world, unit, { type: "restart-queued", onRequest });
  else drive(world, unit, { type: "restart-impossible", error: describeError(queued.error) });
}

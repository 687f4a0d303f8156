/** The manager reads its unit files again. Source: systemctl(1), daemon-reload; what it means for a service in each state: systemd 257. */
import { runDeep } from "../base/deep.ts";
import type { Monotonic } from "../base/time.ts";
import type { ServiceConfig } from "../directives/service.ts";
import type { UnitConfig } from "../directives/unit.ts";
import { adoptSettings } from "../units/service/adopt-settings.ts";
import { newService } from "../units/service/state.ts";
import { jobDeadline } from "./job-clock.ts";
import { defaultService } from "./load.ts";
import { markForRules } from "./steady-state.ts";
import { connect, forgetService, getUnit, readUnit } from "./units.ts";
import { type Unit, type World, say } from "./world.ts";

/** Reads every unit's files anew; what runs goes on running, and every job stays. */
export function reloadUnits(world: World): void {
  const names = [...world.units.keys()];
  for (const unit of world.units.values()) {
    unit.dependencies.clear();
    unit.referencedBy.clear();
    unit.keptBy = undefined;
  }
  for (const name of names) {
    const unit = world.units.get(name);
    if (unit === undefined) continue;
    const before = unit.loaded;
    unit.loaded = readUnit(world, name);
    if (hasNewLimit(before.unit, unit.loaded.unit)) unit.window = undefined;
    adopt(world, unit, before.service);
  }
  for (const name of names) {
    const unit = world.units.get(name);
    if (unit !== undefined) runDeep(connect(world, unit));
    world.collectQueue.add(name);
  }
  for (const unit of world.units.values()) markForRules(world, unit);
  for (const job of world.jobs.values()) {
    job.deadline = jobDeadline(getUnit(world, job.unit), job);
    // What it waited for may not come before it any more.
    world.runQueue.add(job);
  }
}

const NEVER_YET = 0 as Monotonic;

const hasNewLimit = (before: UnitConfig, now: UnitConfig): boolean =>
  before.StartLimitIntervalSec !== now.StartLimitIntervalSec || before.StartLimitBurst !== now.StartLimitBurst;

/** What the new settings mean for what the service does. One without a file goes on with what systemd gives a service that says nothing. */
function adopt(world: World, unit: Unit, before: ServiceConfig | undefined): void {
  const { service: settings } = unit.loaded;
  if (settings === undefined && unit.service?.state.name === "dead") forgetService(world, unit);
  else if (settings !== undefined) unit.service ??= newService(world.now);
  if (unit.service === undefined) return;
  const { service, hasVanished } = adoptSettings(unit.service, before ?? defaultService(), settings ?? defaultService(), {
    inactiveSince: unit.inactiveEnter?.monotonic ?? NEVER_YET,
    draw: world.host.draw,
  });
  unit.service = service;
  if (hasVanished) say(world, "command-vanished", { unit: unit.name });
}

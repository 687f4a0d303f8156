/**
 * Takes the place of core/manager/properties.ts where a test asks for a few properties: a scenario looks at ten of five hundred after
 * each step, and to make all of them took most of the time.
 */
import { defaultService } from "../../src/core/manager/load.ts";
import * as all from "../../src/core/manager/properties.ts";
import type { Property } from "../../src/core/manager/show/property.ts";
import { serviceProperties } from "../../src/core/manager/show/service-properties.ts";
import { subState } from "../../src/core/manager/sub-state.ts";
import { type Unit, type World, activeState } from "../../src/core/manager/world.ts";

export const { managerProperties } = all;

/** What the host that is asking wants, set by the bundle. */
const wanted = globalThis as { wantedProperties?: readonly string[] };

export function unitProperties(world: World, unit: Unit): readonly Property[] {
  const few = fewProperties(world, unit);
  const names = new Set(few.map(([name]) => name));
  return wanted.wantedProperties?.every((name) => names.has(name)) === true ? few : all.unitProperties(world, unit);
}

function fewProperties(world: World, unit: Unit): readonly Property[] {
  if (wanted.wantedProperties === undefined) return [];
  const general: readonly Property[] = [
    ["LoadState", unit.loaded.loadState],
    ["ActiveState", activeState(unit)],
    ["SubState", subState(unit)],
  ];
  if (unit.service === undefined) return general;
  return [...general, ...serviceProperties(world, unit, unit.service, unit.loaded.service ?? defaultService())];
}

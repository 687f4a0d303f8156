/** What `systemctl show` prints, in systemd's order. */
import { DEPENDENCY_ATOMS, type DependencyKind } from "../jobs/dependency.ts";
import { newService } from "../units/service/state.ts";
import { splitUnitName } from "../values/unit-name.ts";
import { UPKEEP_VERSION } from "../version.ts";
import { defaultService } from "./load.ts";
import { constantProperties } from "./show/constant-properties.ts";
import { cleanable } from "./show/directory-properties.ts";
import { impliedProperties } from "./show/implied-properties.ts";
import { type Property, joined, overlay, timestamp, yesNo } from "./show/property.ts";
import { serviceProperties } from "./show/service-properties.ts";
import { effectiveLimits, isSettled, serviceSettings, sliceOf, unitSettings } from "./show/setting-properties.ts";
import { shellQuoted } from "../values/shell-quote.ts";
import { type ShownDependencies, shownDependencies } from "./show/shown-dependencies.ts";
import { canReload } from "./can-reload.ts";
import { canFreeze } from "./freezer.ts";
import { managerStatus, needsDaemonReload, unitFileState } from "./status.ts";
import { subState } from "./sub-state.ts";
import { type Unit, type World, activeState } from "./world.ts";

export function unitProperties(world: World, unit: Unit): readonly Property[] {
  const isService = unit.loaded.kind === "service";
  return overlay([constantProperties(isService), ...ownLayers(world, unit)]);
}

/** What there is to be said of this unit; the later say it instead of the earlier. */
export const ownLayers = (world: World, unit: Unit): Layers =>
  unit.loaded.kind === "service" ? serviceLayers(world, unit) : unitLayers(world, unit);

type Layers = readonly (readonly Property[])[];

const unitLayers = (world: World, unit: Unit): Layers => [
  unitSettings(unit),
  genericProperties(world, unit, dependenciesOf(unit, undefined)),
];

function serviceLayers(world: World, unit: Unit): Layers {
  const { host } = world;
  const config = unit.loaded.service ?? defaultService();
  const settings = serviceSettings(world, unit, config);
  const isWritten = (directive: string): boolean =>
    unit.loaded.origins.has(`Service.${directive}`) || unit.loaded.passive?.has(`Service.${directive}`) === true;
  const written = joined(settings);
  const implied = impliedProperties(config, written, isWritten, splitUnitName(unit.name).prefix);
  const impliedLines = implied.flatMap(([name, value]) => value.split("\n").map((line): Property => [name, line]));
  const shown = new Map([...written, ...implied]);
  const slice = sliceOf(unit, host.userManager);
  const dependencies = isSettled(unit)
    ? shownDependencies(config, shown, unit.loaded.loadState === "loaded" ? slice : undefined, host.userManager)
    : undefined;
  return [
    unitSettings(unit),
    settings,
    impliedLines,
    genericProperties(world, unit, dependenciesOf(unit, dependencies)),
    [
      ["CanClean", cleanable(config)],
      ["CanFreeze", yesNo(host.canFreeze)],
      ["CanLiveMount", implied.some(([name]) => name === "CanLiveMount") ? "yes" : "no"],
    ],
    serviceProperties(world, unit, unit.service ?? newService(world.now), config),
    [["Slice", slice], ...effectiveLimits(world, unit, config)],
    isSettled(unit) ? [] : UNSETTLED,
  ];
}

const UNSETTLED: readonly Property[] = [
  ["Type", ""],
  ["OOMPolicy", ""],
  ["Slice", ""],
  ["StandardOutput", "inherit"],
  ["EffectiveMemoryMax", "infinity"],
  ["EffectiveMemoryHigh", "infinity"],
];

function dependenciesOf(unit: Unit, shown: ShownDependencies | undefined): readonly Property[] {
  const { RequiresMountsFor } = unit.loaded.unit;
  const WantsMountsFor = (unit.loaded.passive?.get("Unit.WantsMountsFor") ?? []) as readonly string[];
  const lists: { readonly [kind: string]: Iterable<string> } = {
    ...Object.fromEntries(Object.keys(DEPENDENCY_ATOMS).map((kind) => [kind, unit.dependencies.get(kind as DependencyKind) ?? []])),
    RequiresMountsFor,
    WantsMountsFor,
  };
  const more: { readonly [kind: string]: readonly string[] } = { ...shown };
  return Object.entries(lists).map(([kind, names]) => [kind, [...new Set([...names, ...(more[kind] ?? [])])].map(shellQuoted).join(" ")]);
}

function genericProperties(world: World, unit: Unit, dependencies: readonly Property[]): readonly Property[] {
  const { loaded, name, conditions } = unit;
  const isLoaded = loaded.loadState === "loaded";
  const fileState = unitFileState(world, unit);
  return [
    ["Id", name],
    ["Names", name],
    ...dependencies,
    ["Description", loaded.unit.Description ?? name],
    ["LoadState", loaded.loadState],
    ["ActiveState", activeState(unit)],
    ["FreezerState", unit.freezer.state],
    ["SubState", subState(unit)],
    ["DebugInvocation", yesNo(unit.service?.data.debugs === true)],
    ["FragmentPath", loaded.fragmentPath ?? ""],
    ["DropInPaths", loaded.dropInPaths.map(shellQuoted).join(" ")],
    ["UnitFileState", fileState ?? ""],
    ["UnitFilePreset", fileState === undefined ? "" : "enabled"],
    ...timestamp(world, "StateChangeTimestamp", unit.stateChange),
    ...timestamp(world, "InactiveExitTimestamp", unit.inactiveExit),
    ...timestamp(world, "ActiveEnterTimestamp", unit.activeEnter),
    ...timestamp(world, "ActiveExitTimestamp", unit.activeExit),
    ...timestamp(world, "InactiveEnterTimestamp", unit.inactiveEnter),
    ["CanStart", yesNo(isLoaded && !loaded.unit.RefuseManualStart)],
    ["CanStop", yesNo(!loaded.unit.RefuseManualStop)],
    ["CanReload", yesNo(canReload(unit))],
    ["CanIsolate", yesNo(isLoaded && loaded.unit.AllowIsolate)],
    ["CanClean", ""],
    ["CanFreeze", yesNo(canFreeze(world, unit))],
    ["CanLiveMount", "no"],
    ["Job", unit.job === undefined ? "" : String(unit.job.id)],
    ["NeedDaemonReload", yesNo(needsDaemonReload(world, name))],
    // As long as those of [Unit] aren't checked, they hold at every start.
    ["ConditionResult", yesNo(conditions?.areMet === true)],
    ["AssertResult", yesNo(conditions !== undefined)],
    ...timestamp(world, "ConditionTimestamp", conditions?.checked),
    ...timestamp(world, "AssertTimestamp", conditions?.checked),
    ["LoadError", loadError(unit)],
    ["InvocationID", unit.invocation ?? ""],
  ];
}

/** As a D-Bus error, since that is what it is there. */
function loadError({ loaded, name }: Unit): string {
  switch (loaded.loadState) {
    case "loaded":
      return "";
    case "not-found":
      return `org.freedesktop.systemd1.NoSuchUnit "Unit ${name} not found."`;
    case "masked":
      return `org.freedesktop.systemd1.UnitMasked "Unit ${name} is masked."`;
    case "bad-setting":
      return `org.freedesktop.systemd1.BadUnitSetting "Unit ${name} has a bad unit file setting."`;
    case "error":
      return `org.freedesktop.systemd1.LoadFailed "Unit ${name} failed to load properly, please adjust/correct and reload service manager: ${loaded.loadError ?? "Bad message"}"`;
    default:
      return loaded.loadState satisfies never;
  }
}

export function managerProperties(world: World): readonly Property[] {
  const { units, jobs, failed, state } = managerStatus(world);
  return [
    ["Version", `upkeep ${UPKEEP_VERSION}`],
    ...timestamp(world, "UserspaceTimestamp", world.startedAt),
    ["NNames", String(units)],
    ["NFailedUnits", String(failed)],
    ["NJobs", String(jobs)],
    ["NInstalledJobs", String(world.lastJobId)],
    ["SystemState", state],
  ];
}

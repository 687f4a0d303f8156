/** What `systemctl show` prints. The order is systemd's; what a unit or this version has nothing to say on is left out. */
import type { Instant } from "../base/time.ts";
import { serviceDirectives } from "../directives/service.ts";
import { showSection } from "../directives/show.ts";
import { unitDirectives } from "../directives/unit.ts";
import { defaultLimits } from "../exec/plan-limits.ts";
import { DEPENDENCY_ATOMS, type DependencyKind } from "../jobs/dependency.ts";
import { canReload } from "../units/service/readiness.ts";
import { restartDelay } from "../units/service/restart.ts";
import { COMMAND_DIRECTIVES, type CommandDirective, type Service } from "../units/service/state.ts";
import type { ExecCommand } from "../values/exec-command.ts";
import { signalName } from "../values/signal.ts";
import { formatTimeSpan } from "../values/time-span.ts";
import { UPKEEP_VERSION } from "../version.ts";
import { canFreeze } from "./freezer.ts";
import { PROPERTY_ORDER } from "./property-order.ts";
import { managerStatus, needsDaemonReload, unitFileState } from "./status.ts";
import { subState } from "./sub-state.ts";
import { usageProperties } from "./usage-properties.ts";
import { type Unit, type World, activeState } from "./world.ts";

type Property = readonly [name: string, value: string];

const RANK: ReadonlyMap<string, number> = new Map(PROPERTY_ORDER.map((name, rank) => [name, rank]));

export function unitProperties(world: World, unit: Unit): readonly Property[] {
  const properties = [
    ...configProperties(world, unit),
    ...genericProperties(world, unit),
    ...(unit.service === undefined ? [] : serviceProperties(world, unit, unit.service)),
  ];
  const rank = ([name]: Property): number => RANK.get(name) ?? RANK.size;
  return properties.toSorted((a, b) => rank(a) - rank(b));
}

function configProperties({ host }: World, { loaded }: Unit): readonly Property[] {
  const ofUnit = showSection(unitDirectives, { ...loaded.unit }).filter(([name]) => !IS_DEPENDENCY.has(name) && name !== "Description");
  if (loaded.service === undefined) return ofUnit;
  const config: { readonly [name: string]: unknown } = { ...loaded.service };
  const limits = Object.entries(defaultLimits(host.ownLimits)).filter(([name]) => config[name] === undefined);
  const ofService = showSection(serviceDirectives, { ...config, ...Object.fromEntries(limits) });
  const environment: Property = ["Environment", loaded.service.Environment.map(shellQuoted).join(" ")];
  return [...ofUnit, ...ofService.filter(([name]) => name !== "Environment"), environment];
}

/** As a shell would have to read it; unit files are quoted otherwise. */
function shellQuoted(word: string): string {
  if (!/[\s"'\\`$&|;<>()*?[\]{}~#!]/.test(word)) return word;
  const escapes: { readonly [character: string]: string } = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };
  return `"${word.replaceAll(/["\\`$\t\n\r]/g, (character) => escapes[character] ?? `\\${character}`)}"`;
}

/** Shown as they are now, with their inverses, not as one file has them. */
const IS_DEPENDENCY: ReadonlySet<string> = new Set(Object.keys(DEPENDENCY_ATOMS));

const yesNo = (value: boolean): string => (value ? "yes" : "no");
const timestamp = ({ host }: World, name: string, at: Instant | undefined): readonly Property[] => [
  [name, at === undefined ? "" : host.formatTimestamp(at.realtime)],
  [`${name}Monotonic`, String(Math.floor(at?.monotonic ?? 0))],
];

function genericProperties(world: World, unit: Unit): readonly Property[] {
  const { loaded, name } = unit;
  const isLoaded = loaded.loadState === "loaded";
  const kinds = Object.keys(DEPENDENCY_ATOMS) as DependencyKind[];
  return [
    ["Id", name],
    ["Names", name],
    ...kinds.map((kind): Property => [kind, [...(unit.dependencies.get(kind) ?? [])].join(" ")]),
    ["Description", loaded.unit.Description ?? name],
    ["LoadState", loaded.loadState],
    ["ActiveState", activeState(unit)],
    ["FreezerState", unit.freezer.state],
    ["SubState", subState(unit)],
    ["FragmentPath", loaded.fragmentPath ?? ""],
    ["SourcePath", ""],
    ["DropInPaths", loaded.dropInPaths.join(" ")],
    ["UnitFileState", unitFileState(world, unit) ?? ""],
    ...timestamp(world, "StateChangeTimestamp", unit.stateChange),
    ...timestamp(world, "InactiveExitTimestamp", unit.inactiveExit),
    ...timestamp(world, "ActiveEnterTimestamp", unit.activeEnter),
    ...timestamp(world, "ActiveExitTimestamp", unit.activeExit),
    ...timestamp(world, "InactiveEnterTimestamp", unit.inactiveEnter),
    ["CanStart", yesNo(isLoaded && !loaded.unit.RefuseManualStart)],
    ["CanStop", yesNo(!loaded.unit.RefuseManualStop)],
    ["CanReload", yesNo(canReload(loaded.service))],
    ["CanIsolate", yesNo(isLoaded && loaded.unit.AllowIsolate)],
    ["CanFreeze", yesNo(canFreeze(world, unit))],
    ["Job", unit.job === undefined ? "" : String(unit.job.id)],
    ["NeedDaemonReload", yesNo(needsDaemonReload(world, name))],
    ["LoadError", loadError(unit)],
    ["Transient", "no"],
    ["Perpetual", "no"],
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

const CODE = { exited: 1, killed: 2, dumped: 3 } as const;

function serviceProperties(world: World, unit: Unit, { data }: Service): readonly Property[] {
  const { main, control, mainExit } = data;
  const config = unit.loaded.service;
  const started = main?.started ?? mainExit?.started;
  return [
    ["MainPID", String(main?.pid ?? 0)],
    ["ControlPID", String(control?.pid ?? 0)],
    ["RestartUSecNext", config === undefined ? "" : formatTimeSpan(restartDelay(config, data.restarts + 1))],
    ["NFileDescriptorStore", String(data.fdStore.length)],
    ["StatusText", data.statusText ?? ""],
    ["StatusErrno", String(data.statusErrno ?? 0)],
    ["StatusBusError", data.statusBusError ?? ""],
    ["StatusVarlinkError", data.statusVarlinkError ?? ""],
    ["Result", data.result],
    ["ReloadResult", data.reloadResult],
    ["CleanResult", "success"],
    ["NRestarts", String(data.restarts)],
    ...timestamp(world, "ExecMainStartTimestamp", started),
    ...timestamp(world, "ExecMainExitTimestamp", main === undefined ? mainExit?.ended : undefined),
    ["ExecMainPID", String(main?.pid ?? mainExit?.pid ?? 0)],
    ["ExecMainCode", String(main === undefined && mainExit !== undefined ? CODE[mainExit.exit.code] : 0)],
    ["ExecMainStatus", String(main === undefined ? (mainExit?.exit.status ?? 0) : 0)],
    ...usageProperties({ pids: [], ...data.used }),
    ...COMMAND_DIRECTIVES.flatMap((directive) => commandProperties(world, unit, data, directive)),
  ];
}

function commandProperties(world: World, unit: Unit, data: Service["data"], directive: CommandDirective): readonly Property[] {
  const commands = unit.loaded.service?.[directive] ?? [];
  return commands.flatMap((command, index) => {
    const run = data.commands.find((each) => each.directive === directive && each.index === index);
    const at = (instant: Instant | undefined): string => (instant === undefined ? "n/a" : world.host.formatTimestamp(instant.realtime));
    const times = `start_time=[${at(run?.started)}] ; stop_time=[${at(run?.ended)}] ; pid=${run?.pid ?? 0} ; ${outcome(run?.exit)}`;
    const what = `path=${command.path} ; argv[]=${command.argv.join(" ")}`;
    return [
      [directive, `{ ${what} ; ignore_errors=${yesNo(command.ignoreFailure)} ; ${times} }`],
      [`${directive}Ex`, `{ ${what} ; flags=${flags(command)} ; ${times} }`],
    ] as const;
  });
}

function outcome(exit: { readonly code: "exited" | "killed" | "dumped"; readonly status: number } | undefined): string {
  if (exit === undefined) return "code=(null) ; status=0/0";
  const status =
    exit.code === "exited" ? String(exit.status) : `${exit.status}/${signalName(exit.status as Parameters<typeof signalName>[0])}`;
  return `code=${exit.code} ; status=${status}`;
}

function flags({ ignoreFailure, privileges, expandEnvironment }: ExecCommand): string {
  const set = [
    ignoreFailure ? "ignore-failure" : "",
    privileges === "full" ? "privileged" : privileges === "no-setuid" ? "no-setuid" : privileges === "ambient" ? "ambient" : "",
    expandEnvironment ? "" : "no-env-expand",
  ];
  return set.filter(Boolean).join(" ");
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

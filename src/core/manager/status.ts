import { type Diagnostic, placed } from "../base/source.ts";
import type { Instant } from "../base/time.ts";
import type { FinishedCommand, ManagerStatus, Stamp, UnitStatus } from "../control/protocol.ts";
import { COMMAND_DIRECTIVES, type CommandRun, type RestartReason, type ServiceData } from "../units/service/state.ts";
import type { Amount } from "../values/amount.ts";
import type { UnitName } from "../values/unit-name.ts";
import { UPKEEP_VERSION } from "../version.ts";
import { explainEnd } from "./explain-end.ts";
import type { LoadedUnit } from "./load.ts";
import { subState } from "./sub-state.ts";
import { type Unit, type World, activeState, isDown } from "./world.ts";

const NEVER: Stamp = { realtime: 0, monotonic: 0 };
const stampOf = (instant: Instant | undefined): Stamp =>
  instant === undefined ? NEVER : { realtime: instant.realtime, monotonic: instant.monotonic };

/** All that `systemctl status` shows of a unit and only the manager knows. */
export function unitStatus(world: World, unit: Unit): UnitStatus {
  const { loaded, service, job } = unit;
  const why = whyDown(unit);
  return {
    unit: unit.name,
    description: loaded.unit.Description ?? unit.name,
    loadState: loaded.loadState,
    ...(loaded.loadError === undefined ? {} : { loadError: loaded.loadError }),
    ...(loaded.fragmentPath === undefined || loaded.fragmentPath === "" ? {} : { fragmentPath: loaded.fragmentPath }),
    dropInPaths: loaded.dropInPaths,
    ...enablementOf(world, unit),
    activeState: activeState(unit),
    subState: subState(unit),
    freezerState: unit.freezer.state,
    result: service?.data.result ?? "success",
    activeEnter: stampOf(unit.activeEnter),
    activeExit: stampOf(unit.activeExit),
    inactiveEnter: stampOf(unit.inactiveEnter),
    inactiveExit: stampOf(unit.inactiveExit),
    ...until(world, unit),
    ...(unit.invocation === undefined ? {} : { invocation: unit.invocation }),
    documentation: loaded.unit.Documentation,
    ...conditionOf(unit),
    ...(job === undefined ? {} : { job: { id: job.id, type: job.type, state: job.state } }),
    commands: finishedCommands(unit),
    mainPid: service?.data.main?.pid ?? 0,
    ...mainExit(unit),
    controlPid: service?.data.control?.pid ?? 0,
    ...(service?.data.statusText === undefined ? {} : { statusText: service.data.statusText }),
    ...errorsOf(service?.data),
    ...fdStoreOf(unit),
    ...(service?.data.used === undefined ? {} : { accounting: { pids: [], ...service.data.used } }),
    notes: [...complaints(loaded.diagnostics), ...loaded.notes, ...memoryNotes(world, unit), ...busNotes(unit), ...why],
    ...(why.length > 0 && becauseOf(unit) === "start-limit" && { isStartLimitHit: true }),
    needsDaemonReload: needsDaemonReload(world, unit.name),
    now: stampOf(world.now),
  };
}

function enablementOf(world: World, unit: Unit): Pick<UnitStatus, "unitFileState" | "unitFilePreset"> {
  const state = unitFileState(world, unit);
  if (state === undefined) return {};
  return { unitFileState: state, ...(["enabled", "disabled"].includes(state) && { unitFilePreset: "enabled" }) };
}

/** Nothing unless a start was skipped. */
const conditionOf = ({ conditions }: Unit): Pick<UnitStatus, "condition"> =>
  conditions?.areMet === false ? { condition: { at: stampOf(conditions.checked), unmet: [] } } : {};

/** What the service said that went wrong. */
function errorsOf(data: ServiceData | undefined): Pick<UnitStatus, "statusErrno" | "statusBusError" | "statusVarlinkError"> {
  const { statusErrno, statusBusError, statusVarlinkError } = data ?? {};
  return {
    ...(statusErrno !== undefined && { statusErrno }),
    ...(statusBusError !== undefined && { statusBusError }),
    ...(statusVarlinkError !== undefined && { statusVarlinkError }),
  };
}

function fdStoreOf({ service, loaded }: Unit): Pick<UnitStatus, "fdStore"> {
  const count = service?.data.fdStore.length ?? 0;
  const max = loaded.service?.FileDescriptorStoreMax ?? 0;
  return count > 0 || max > 0 ? { fdStore: { count, max } } : {};
}

/** Where nobody asked for it to go down, and it has a Restart= that could have brought it up again. */
function whyDown(unit: Unit): readonly string[] {
  const because = becauseOf(unit);
  const wasAsked = because === "stopped-by-request" || because === "stop-pending";
  const isAtRest = unit.job === undefined && isDown(activeState(unit));
  return isAtRest && !wasAsked && unit.loaded.service?.Restart !== "no" ? explainEnd(unit) : [];
}

const becauseOf = ({ service }: Unit): RestartReason["because"] | undefined => service?.data.decision?.because;

const MOST_COMPLAINTS = 5;

/** The log has them all. */
function complaints(diagnostics: readonly Diagnostic[]): readonly string[] {
  const lines = diagnostics
    .slice(0, MOST_COMPLAINTS)
    .map((diagnostic) => (diagnostic.hint === undefined ? placed(diagnostic) : `${placed(diagnostic)} (${diagnostic.hint})`));
  const rest = diagnostics.length - lines.length;
  return rest === 0 ? lines : [...lines, `${rest} more complaints about its files are in the log.`];
}

const isUnlimited = (amount: Amount | undefined): boolean => amount === undefined || ("absolute" in amount && amount.absolute === Infinity);

/** Source: systemctl(1), is-enabled. */
export function unitFileState({ host }: World, { name, loaded }: Unit): string | undefined {
  if (loaded.loadState === "masked") return "masked";
  if (loaded.fragmentPath === undefined || loaded.fragmentPath === "") return undefined;
  const { WantedBy, RequiredBy, UpheldBy, Alias, Also } = loaded.install;
  if (host.isEnabled(name)) return "enabled";
  if (WantedBy.length + RequiredBy.length + UpheldBy.length + Alias.length > 0) return "disabled";
  return Also.length > 0 ? "indirect" : "static";
}

/** What the unit asks for in memory and this machine does not enforce. */
export const memoryNotes = (world: World, { loaded }: Unit): readonly string[] =>
  isUnlimited(loaded.service?.MemoryMax) || world.host.memoryNote === undefined ? [] : [world.host.memoryNote];

const busNotes = ({ service }: Unit): readonly string[] => (service?.data.busProblem === undefined ? [] : [service.data.busProblem]);

function until(world: World, { service }: Unit): { readonly until?: Stamp } {
  if (service?.state.name !== "running" || !Number.isFinite(service.state.deadline)) return {};
  const left = service.state.deadline - world.now.monotonic;
  return { until: { realtime: world.now.realtime + left, monotonic: service.state.deadline } };
}

function mainExit({ service }: Unit): { readonly mainExit?: NonNullable<UnitStatus["mainExit"]> } {
  const last = service?.data.mainExit;
  return last === undefined ? {} : { mainExit: { pid: last.pid, code: last.exit.code, status: last.exit.status } };
}

function finishedCommands({ service, loaded }: Unit): readonly FinishedCommand[] {
  if (service === undefined) return [];
  const order = ({ directive, index }: CommandRun): number => COMMAND_DIRECTIVES.indexOf(directive) * 1000 + index;
  return service.data.commands
    .toSorted((a, b) => order(a) - order(b))
    .flatMap(({ directive, index, pid, exit }) => {
      const argv = loaded.service?.[directive][index]?.argv;
      return exit === undefined || argv === undefined ? [] : [{ pid, directive, argv, code: exit.code, status: exit.status }];
    });
}

/** Source: systemctl(1), daemon-reload. */
export function needsDaemonReload(world: World, name: UnitName): boolean {
  const loaded = world.units.get(name)?.loaded;
  if (loaded === undefined) return false;
  return hasOtherDropIns(world, loaded) || loaded.files.some(({ path, modified }) => world.host.hasChanged(path, modified));
}

/** What is built in has none. */
function hasOtherDropIns({ source }: World, { name, loadState, fragmentPath, dropInPaths }: LoadedUnit): boolean {
  if (loadState !== "loaded" || fragmentPath === "") return false;
  const now = source.listDropIns(name) ?? dropInPaths;
  return now.length !== dropInPaths.length || now.some((path, index) => path !== dropInPaths[index]);
}

export function managerStatus(world: World): ManagerStatus {
  const units = [...world.units.values()];
  return {
    state: systemState(world, units),
    version: UPKEEP_VERSION,
    pid: 0,
    units: units.length,
    jobs: world.jobs.size,
    failed: units.filter((unit) => activeState(unit) === "failed").length,
    since: stampOf(world.startedAt),
    now: stampOf(world.now),
    journal: "",
  };
}

/** Source: systemctl(1), is-system-running. */
function systemState(world: World, units: readonly Unit[]): ManagerStatus["state"] {
  if (world.shutdown !== "no") return "stopping";
  return units.some((unit) => activeState(unit) === "failed") ? "degraded" : "running";
}

/** The page of one unit, but for its log. Source: systemctl(1), status; layout as systemd 257's. */
import { formatExitForStatus } from "../../core/values/exit-status.ts";
import type { Ending } from "../../core/values/exit-status.ts";
import { describeErrno } from "../../core/values/errno.ts";
import type { FinishedCommand, UnitStatus } from "../../core/control/protocol.ts";
import type { TimeZone } from "../../core/log/zone.ts";
import { glyph, paint } from "../terminal.ts";
import type { Colour, Glyph, Terminal } from "../terminal.ts";
import { formatCommand } from "./processes.ts";
import type { ReadText } from "./processes.ts";
import { formatAccounting } from "./accounting.ts";
import { labelled, labelledList } from "./labels.ts";
import { formatActiveSince, formatTimes } from "./status-times.ts";

export interface PageContext {
  readonly terminal: Terminal;
  readonly zone: TimeZone;
  readonly readText: ReadText;
}

export function formatStatusPage(status: UnitStatus, page: PageContext): readonly string[] {
  return [
    formatHead(status, page.terminal),
    labelled("Loaded", formatLoaded(status, page.terminal)),
    ...formatDropIns(status.dropInPaths, page.terminal),
    labelled("Active", formatActive(status, page)),
    ...formatTimes(status, page.zone, page.terminal),
    ...labelledList("Docs", status.documentation),
    ...status.notes.map((note) => labelled("Note", note)),
    ...status.commands.map((command) => labelled("Process", formatFinished(command, page.terminal))),
    ...formatProcesses(status, page),
    ...formatSaid(status),
    ...formatFdStore(status),
    ...formatAccounting(status, page),
  ];
}

const GLYPHS: Readonly<Record<UnitStatus["activeState"], Glyph>> = {
  active: "●",
  reloading: "↻",
  inactive: "○",
  failed: "×",
  activating: "●",
  deactivating: "●",
  maintenance: "○",
};

function formatHead({ unit, description, activeState }: UnitStatus, terminal: Terminal): string {
  const mark = paint(terminal, colourOf(activeState), glyph(terminal, GLYPHS[activeState]));
  return description === "" || description === unit ? `${mark} ${unit}` : `${mark} ${unit} - ${description}`;
}

function colourOf(state: UnitStatus["activeState"]): Colour | undefined {
  if (state === "failed") return "red";
  return state === "active" || state === "reloading" ? "green" : undefined;
}

const LOAD_FAILURES: readonly string[] = ["error", "not-found", "bad-setting"];
/** States of a unit file that no preset is compared with. */
const WITHOUT_PRESET: readonly string[] = ["alias", "static", "generated", "transient", "masked", "masked-runtime"];

function formatLoaded(status: UnitStatus, terminal: Terminal): string {
  const { loadState, loadError, fragmentPath, unitFileState, unitFilePreset } = status;
  const state = paint(terminal, LOAD_FAILURES.includes(loadState) ? "red" : undefined, loadState);
  if (loadError !== undefined) return `${state} (Reason: ${loadError})`;
  const enabled = unitFileState && paint(terminal, colourOfFile(unitFileState), unitFileState);
  const preset = unitFileState && unitFilePreset && !WITHOUT_PRESET.includes(unitFileState);
  const parts = [fragmentPath, enabled, preset ? `preset: ${paint(terminal, colourOfFile(unitFilePreset), unitFilePreset)}` : undefined];
  const known = parts.filter(Boolean).join("; ");
  return known === "" ? state : `${state} (${known})`;
}

function colourOfFile(state: string): Colour | undefined {
  if (state.startsWith("enabled")) return "green";
  return state === "disabled" ? "yellow" : undefined;
}

/** A line for each directory and, as long as it stays the same, one for the files in it. */
function formatDropIns(paths: readonly string[], terminal: Terminal): readonly string[] {
  const groups: { readonly directory: string; readonly names: string[] }[] = [];
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    const [directory, name] = [path.slice(0, slash), path.slice(slash + 1)];
    const last = groups.at(-1);
    if (last?.directory === directory) last.names.push(name);
    else groups.push({ directory, names: [name] });
  }
  return labelledList(
    "Drop-In",
    groups.flatMap(({ directory, names }) => [directory, `${glyph(terminal, "└─")}${names.join(", ")}`]),
  );
}

function formatActive({ activeState, subState, freezerState, result, ...times }: UnitStatus, { terminal, zone }: PageContext): string {
  const state = subState === activeState ? activeState : `${activeState} (${subState})`;
  const frozen = freezerState === "running" ? "" : ` (${freezerState})`;
  const why = result === "success" || result === "" ? "" : ` (Result: ${result})`;
  return `${paint(terminal, colourOf(activeState), state)}${frozen}${why}${formatActiveSince(activeState, times, zone)}`;
}

function formatFinished(command: FinishedCommand, terminal: Terminal): string {
  const failed = command.code !== "exited" || command.status !== 0;
  const end = paint(terminal, failed ? "red" : undefined, formatEnding(command));
  return `${command.pid} ${command.directive}=${command.argv.join(" ")} ${end}`;
}

const formatEnding = ({ code, status }: Pick<FinishedCommand, "code" | "status">): string =>
  `(${formatExitForStatus({ code, status } as Ending)})`;

/** `Main PID: 12 (sleep); Control PID: 13 (sh)`. */
function formatProcesses({ mainPid, mainExit, controlPid }: UnitStatus, { readText }: PageContext): readonly string[] {
  const control = controlPid > 0 ? `${controlPid}${formatCommand(controlPid, readText)}` : undefined;
  const main = mainPid > 0 ? `${mainPid}${formatCommand(mainPid, readText)}` : mainExit && `${mainExit.pid} ${formatEnding(mainExit)}`;
  if (main !== undefined) return [labelled("Main PID", control === undefined ? main : `${main}; Control PID: ${control}`)];
  return control === undefined ? [] : [labelled("Cntrl PID", control)];
}

/** What the service said of itself with sd_notify(3). */
function formatSaid({ statusText, statusErrno, statusBusError, statusVarlinkError }: UnitStatus): readonly string[] {
  const said = statusText ? [labelled("Status", `"${statusText}"`)] : [];
  const errors = [
    ...(statusErrno ? [`code: ${statusErrno} (${describeErrno(statusErrno)})`] : []),
    ...(statusBusError ? [`D-Bus: ${statusBusError}`] : []),
    ...(statusVarlinkError ? [`Varlink: ${statusVarlinkError}`] : []),
  ];
  return errors.length === 0 ? said : [...said, labelled("Error", errors.join("; "))];
}

const formatFdStore = ({ fdStore }: UnitStatus): readonly string[] =>
  fdStore === undefined ? [] : [labelled("FD Store", `${fdStore.count} (limit: ${fdStore.max})`)];

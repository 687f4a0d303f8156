/** What is seen after a step of a scenario: the log and the states of the units. */
import type { Host, JournalLine } from "../hosts/host.ts";
import { normaliseLine } from "./normalise.ts";
import type { Scenario } from "./scenario.ts";

export interface Observer {
  readonly scenario: Scenario;
  readonly host: Host;
  /** Since the last step. */
  readonly logged: JournalLine[];
  /** Last state line of each unit. */
  readonly states: Map<string, string>;
  /** Reading the unit files gives something to complain about. */
  hasFaults: boolean;
}

export async function openObserver(scenario: Scenario, host: Host): Promise<Observer> {
  await host.show(scenario.units, STATE);
  const records = await host.journal();
  const hasFaults = records.some(({ message }) => isLoadMessage(normaliseLine(message, host.places) ?? ""));
  return { scenario, host, logged: [], states: new Map(), hasFaults };
}

const STATE = ["LoadState", "ActiveState", "SubState", "Result", "NRestarts", "ExecMainCode", "ExecMainStatus"];
const EXIT_CODES = ["", "exited", "killed", "dumped"];

export async function observe(observer: Observer): Promise<readonly string[]> {
  const logged = await takeLogged(observer);
  const states = await observeStates(observer);
  if (observer.hasFaults) await forgetLoads(observer);
  return [...logged, ...states];
}

async function takeLogged(observer: Observer): Promise<readonly string[]> {
  const { host, scenario, logged } = observer;
  const records = [...logged.splice(0), ...(await host.journal())];
  const manager: string[] = [];
  const others: string[] = [];
  for (const { priority, unit, program, message, fields } of records) {
    const text = normaliseLine(message, host.places);
    if (text === undefined || unit === undefined || !scenario.units.includes(unit)) continue;
    if (priority === DEBUG && isOfNewProcess(program, text)) continue; // about its machine
    const line = `${priority} ${text}`;
    const more = scenario.withFields ? describeFields(fields, host) : [];
    observer.hasFaults ||= isLoadMessage(text);
    if (isOfNewProcess(program, text)) others.push(`${priority} exec: ${text}`, ...more);
    else if (program !== undefined) others.push(`${priority} ${program}: ${text}`, ...more);
    else if (!isLoadMessage(text) || !manager.includes(line)) manager.push(line, ...more);
  }
  return [...manager, ...others];
}

const DEBUG = 7;

function describeFields(fields: Readonly<Record<string, string>>, { places }: Host): readonly string[] {
  const words = Object.entries({ ...fields, ...(fields["JOB_ID"] === undefined ? {} : { JOB_ID: "N" }) }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const line = normaliseLine(`  ${words.toSorted().join(" ")}`, places);
  return words.length === 0 || line === undefined ? [] : [line];
}

/** systemd's new processes say themselves, as `(PROGRAM)`, what went wrong before they execute it; Upkeep's manager says it for them. */
const isOfNewProcess = (program: string | undefined, text: string): boolean =>
  program === undefined ? BEFORE_EXECUTION.test(text) : program.startsWith("(");
const BEFORE_EXECUTION =
  /^\S+: (Unable to locate executable|Failed at step|Failed to set up standard|Failed to determine (user|group) credentials|Changing to the requested working directory failed|Referenced but unset environment variable|Invalid environment variable name)/;

/** A unit that nobody refers to is read again at every look at it, ours included, and its faults are logged each time. */
const isLoadMessage = (text: string): boolean =>
  /^\/\S+:\d+: |: Unit configuration has fatal error|\bRefusing\.$|: (Service has|Restart\w+= has|RuntimeMaxSec= has|JobRunningTimeoutSec= is) /.test(
    text,
  );

/** What looking at the states gave is no news. */
async function forgetLoads({ host, logged }: Observer): Promise<void> {
  const records = await host.journal();
  logged.push(...records.filter(({ message }) => !isLoadMessage(normaliseLine(message, host.places) ?? "")));
}

async function observeStates({ host, scenario, states }: Observer): Promise<readonly string[]> {
  const shown = await host.show(scenario.units, STATE);
  const lines: string[] = [];
  for (const unit of scenario.units) {
    const line = describeState(shown.get(unit) ?? new Map());
    if (line !== (states.get(unit) ?? "inactive/dead")) lines.push(`${unit} ${line}`);
    states.set(unit, line);
  }
  return lines;
}

function describeState(of: ReadonlyMap<string, string>): string {
  const words = [`${of.get("ActiveState")}/${of.get("SubState")}`];
  const add = (name: string, value: string | undefined, unless: string) => {
    if (value !== undefined && value !== unless) words.push(`${name}=${value}`);
  };
  add("Load", of.get("LoadState"), "loaded");
  add("Result", of.get("Result"), "success");
  add("NRestarts", of.get("NRestarts"), "0");
  const code = of.get("ExecMainCode") ?? "0";
  if (code !== "0") words.push(`Main=${EXIT_CODES[Number(code)]}/${of.get("ExecMainStatus")}`);
  return words.join(" ");
}

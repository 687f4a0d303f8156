/** Plays a scenario on a host and writes down what is seen. */
import type { Host, JournalLine, Printed } from "../hosts/host.ts";
import { normaliseLine, normaliseOutput } from "./normalise.ts";
import type { Deed, Scenario, Step } from "./scenario.ts";

const AWAIT_LIMIT_MS = 20_000;
const POLL_MS = 40;
const STATE = ["LoadState", "ActiveState", "SubState", "Result", "NRestarts", "ExecMainCode", "ExecMainStatus"];

/** The transcript of each step. A command that can't be done ends the play; its step then ends with a line that begins with `!`. */
export async function playScenario(scenario: Scenario, host: Host): Promise<readonly (readonly string[])[]> {
  const play: Play = { scenario, host, logged: [], states: new Map(), begun: undefined, loadMessages: new Set() };
  for (const deed of scenario.setup) await doDeed(play, deed);
  await host.systemctl(["daemon-reload"]);
  await host.journal();
  const seen: (readonly string[])[] = [];
  for (const step of scenario.steps) {
    const lines = await playStep(play, step);
    seen.push(lines);
    if (lines.at(-1)?.startsWith("!") === true) break;
  }
  return seen;
}

interface Play {
  readonly scenario: Scenario;
  readonly host: Host;
  /** Since the last step. */
  readonly logged: JournalLine[];
  /** Last state line of each unit. */
  readonly states: Map<string, string>;
  begun: Promise<Printed> | undefined;
  /** What reading unit files gave in this step. */
  readonly loadMessages: Set<string>;
}

async function playStep(play: Play, step: Step): Promise<readonly string[]> {
  const output: string[] = [];
  try {
    for (const deed of step.deeds) {
      output.push(...(await doDeed(play, deed)));
      await play.host.settle(play.scenario.units);
    }
  } catch (error) {
    return [...output, ...(await takeLogged(play)), ...(await observeStates(play)), `! ${(error as Error).message}`];
  }
  const logged = await takeLogged(play);
  const states = await observeStates(play);
  await forgetLoads(play);
  return [...output, ...logged, ...states];
}

type Act = (play: Play, words: readonly string[], text: string) => Promise<readonly string[]>;

const ACTS: Readonly<Record<string, Act>> = {
  systemctl: async ({ host }, words) => printed(host, await host.systemctl(words)),
  begin: async (play, [, ...words]) => {
    play.begun = play.host.systemctl(words);
    return [];
  },
  end: async (play) => {
    if (play.begun === undefined) throw new Error("end: nothing was begun");
    return printed(play.host, await play.begun);
  },
  await: (play, [unit = "", what = "", ...rest]) =>
    what === "says" ? awaitLine(play, unit, rest.join(" ")) : awaitState(play, unit, what, rest),
  wait: async ({ host }, [time = ""]) => {
    await host.sleep(parseFloat(time) * (time.endsWith("ms") ? 1 : 1000));
    return [];
  },
  kill: killProcesses,
  unit: async ({ host }, [name = ""], text) => nothing(host.writeFile(`/units/${name}`, text)),
  file: async ({ host }, [path = ""], text) => nothing(host.writeFile(path, text)),
  link: async ({ host }, [path = "", target = ""]) => nothing(host.link(path, target)),
  remove: async ({ host }, [path = ""]) => nothing(host.removeFile(path)),
  watch: async () => [],
  read: async ({ host }, [path = ""]) => normaliseOutput(await host.readFile(path), host.places).map((line) => `| ${line}`.trimEnd()),
};

function doDeed(play: Play, { words: [name = "", ...words], text }: Deed): Promise<readonly string[]> {
  const act = ACTS[name];
  if (act === undefined) throw new Error(`${play.scenario.name}: unknown command ${name}`);
  return act(play, words, text);
}

async function nothing(done: Promise<void>): Promise<readonly string[]> {
  await done;
  return [];
}

function printed(host: Host, { status, stdout, stderr }: Printed): readonly string[] {
  const lines = [...normaliseOutput(stdout, host.places), ...normaliseOutput(stderr, host.places)];
  return [...(status === 0 ? [] : [`exit ${status}`]), ...lines.map((line) => `| ${line}`.trimEnd())];
}

async function awaitState({ host }: Play, unit: string, subState: string, conditions: readonly string[]): Promise<readonly string[]> {
  const wanted = [`SubState=${subState}`, ...conditions].map((text) => text.split("=") as [string, string]);
  const properties = wanted.map(([name]) => name);
  for (let waited = 0; waited < AWAIT_LIMIT_MS; waited += POLL_MS) {
    const shown = (await host.show([unit], properties)).get(unit);
    if (wanted.every(([name, value]) => shown?.get(name) === value)) return [];
    await host.sleep(POLL_MS);
  }
  throw new Error(`${unit} did not become ${subState} ${conditions.join(" ")}`.trimEnd());
}

async function awaitLine(play: Play, unit: string, text: string): Promise<readonly string[]> {
  for (let waited = 0; waited < AWAIT_LIMIT_MS; waited += POLL_MS) {
    play.logged.push(...(await play.host.journal()));
    if (play.logged.some((line) => line.unit === unit && line.program !== undefined && line.message.includes(text))) return [];
    await play.host.sleep(POLL_MS);
  }
  throw new Error(`${unit} did not say ${text}`);
}

async function killProcesses({ host }: Play, [signal = "", unit = "", whom = ""]: readonly string[]): Promise<readonly string[]> {
  const { main, control, others } = await host.processes(unit);
  const pids = whom === "child" ? others : [whom === "main" ? main : control].filter((pid) => pid !== undefined);
  if (pids.length === 0) throw new Error(`${unit} has no ${whom} process`);
  for (const pid of pids) await host.kill(pid, signal);
  return [];
}

async function takeLogged(play: Play): Promise<readonly string[]> {
  const { host, scenario, loadMessages } = play;
  const records = [...play.logged.splice(0), ...(await host.journal())].filter(
    (line) => line.unit !== undefined && scenario.units.includes(line.unit),
  );
  const manager: string[] = [];
  const others: string[] = [];
  for (const { priority, program, message } of records) {
    const text = normaliseLine(message, host.places);
    if (text === undefined) continue;
    if (program !== undefined) others.push(`${priority} ${program}: ${text}`);
    else if (!isLoadMessage(text)) manager.push(`${priority} ${text}`);
    else if (!loadMessages.has(text)) {
      loadMessages.add(text);
      manager.push(`${priority} ${text}`);
    }
  }
  return [...manager, ...others];
}

/** A unit that nobody refers to is read again at every look at it, ours included, and its faults are logged each time. */
const isLoadMessage = (text: string): boolean => /^\/\S+:\d+: |: Unit configuration has fatal error|\bRefusing\.$|\bIgnoring\.$/.test(text);

async function forgetLoads(play: Play): Promise<void> {
  play.loadMessages.clear();
  const records = await play.host.journal();
  play.logged.push(...records.filter(({ message }) => !isLoadMessage(normaliseLine(message, play.host.places) ?? "")));
}

async function observeStates({ host, scenario, states }: Play): Promise<readonly string[]> {
  const shown = await host.show(scenario.units, STATE);
  const lines: string[] = [];
  for (const unit of scenario.units) {
    const line = describeState(shown.get(unit) ?? new Map());
    if (line !== (states.get(unit) ?? "inactive/dead")) lines.push(`${unit} ${line}`);
    states.set(unit, line);
  }
  return lines;
}

const EXIT_CODES = ["", "exited", "killed", "dumped"];

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

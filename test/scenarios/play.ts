/** Plays a scenario on a host and writes down what is seen. */
import { setTimeout as delay } from "node:timers/promises";
import type { Begun, Host, Printed } from "../hosts/host.ts";
import { normaliseOutput } from "./normalise.ts";
import { observe, openObserver, type Observer } from "./observe.ts";
import type { Deed, Scenario, Step } from "./scenario.ts";

const AWAIT_LIMIT_MS = 20_000;
const POLL_MS = 40;

/** The transcript of each step. A command that can't be done ends the play; its step then ends with a line that begins with `!`. */
export async function playScenario(scenario: Scenario, host: Host): Promise<readonly (readonly string[])[]> {
  for (const { words, text } of scenario.setup) await changeFiles(host, words, text);
  const play: Play = { ...(await openObserver(scenario, host)), begun: undefined, hasEnded: false };
  const seen: (readonly string[])[] = [];
  for (const step of scenario.steps) {
    const lines = await playStep(play, step);
    seen.push(lines);
    if (lines.at(-1)?.startsWith("!") === true) break;
  }
  return seen;
}

interface Play extends Observer {
  begun: Begun | undefined;
  /** The manager is gone: there is nothing more to see. */
  hasEnded: boolean;
}

async function playStep(play: Play, step: Step): Promise<readonly string[]> {
  const output: string[] = [];
  try {
    for (const deed of step.deeds) {
      output.push(...(await doDeed(play, deed)));
      if (play.hasEnded) return output;
      await play.host.settle(play.scenario.units);
    }
  } catch (error) {
    return [...output, ...(await observe(play)), `! ${(error as Error).message}`];
  }
  return [...output, ...(await observe(play))];
}

type Act = (play: Play, words: readonly string[]) => Promise<readonly string[]>;

const ACTS: Readonly<Record<string, Act>> = {
  systemctl: async ({ host }, words) => printed(host, await host.systemctl(words)),
  begin: async (play, [, ...words]) => {
    play.begun = await play.host.begin(words);
    return [];
  },
  end: async (play) => {
    if (play.begun === undefined) throw new Error("end: nothing was begun");
    return printed(play.host, await play.begun.end());
  },
  await: (play, [unit = "", what = "", ...rest]) =>
    what === "says" ? awaitLine(play, unit, rest.join(" ")) : awaitState(play, unit, what, rest),
  wait: async ({ host }, [time = ""]) => {
    await host.sleep(parseFloat(time) * (time.endsWith("ms") ? 1 : 1000));
    return [];
  },
  "await-end": async (play) => {
    const status = await Promise.race([play.host.ended(), delay(AWAIT_LIMIT_MS, undefined, { ref: false })]);
    if (status === undefined) throw new Error("the manager did not end");
    play.hasEnded = true;
    return [`ended ${status}`];
  },
  kill: killProcesses,
  read: async ({ host }, [path = ""]) => normaliseOutput(await host.readFile(path), host.places).map((line) => `| ${line}`.trimEnd()),
};

async function doDeed(play: Play, { words, text }: Deed): Promise<readonly string[]> {
  const [name = "", ...rest] = words;
  const act = ACTS[name];
  if (act !== undefined) return act(play, rest);
  await changeFiles(play.host, words, text);
  return [];
}

/** What needs no manager. */
async function changeFiles(host: Host, [name, path = "", target = ""]: readonly string[], text: string): Promise<void> {
  switch (name) {
    case "unit":
      return host.writeFile(`/units/${path}`, text);
    case "file":
      return host.writeFile(path, text);
    case "link":
      return host.link(path, target);
    case "remove":
      return host.removeFile(path);
    case "watch":
    case "fields":
      return;
    default:
      throw new Error(`unknown command ${name}`);
  }
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

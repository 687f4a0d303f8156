/** Plays cases of the restart matrix on a host, many at once. */
import type { Host } from "../hosts/host.ts";
import type { MatrixCase } from "./cases.ts";

/** What came of a case: `restarted`, or what it came to rest as: `failed/failed exit-code exited/1`. */
export type Outcome = string;

/** A unit that nothing refers to is unloaded once it is inactive, and what it ended with is forgotten; this one refers to all. */
const KEEPER = "keeper.target";
const PROPERTIES = ["ActiveState", "SubState", "Result", "NRestarts", "ExecMainCode", "ExecMainStatus"];
const EXIT_CODES = ["none", "exited", "killed", "dumped"];
const LIMIT_MS = 30_000;
const POLL_MS = 100;

export async function playMatrix(host: Host, cases: readonly MatrixCase[], batchSize: number): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (let at = 0; at < cases.length; at += batchSize) {
    const batch = cases.slice(at, at + batchSize);
    const states = await playBatch(host, batch);
    for (const { name, unit } of batch) outcomes.set(name, describeOutcome(states.get(unit) ?? new Map()));
  }
  return outcomes;
}

type States = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function playBatch(host: Host, cases: readonly MatrixCase[]): Promise<States> {
  const units = cases.map(({ unit }) => unit);
  for (const { unit, text } of cases) await host.writeFile(`/units/${unit}`, text);
  await host.writeFile(`/units/${KEEPER}`, `[Unit]\nDefaultDependencies=no\nAfter=${units.join(" ")}\n`);
  await host.systemctl(["daemon-reload"]);
  await host.systemctl(["start", KEEPER]);
  await host.systemctl(["start", ...units]); // Some of these fail, as they should.
  await doCommands(host, cases);
  const states = await untilAtRest(host, cases);
  await host.systemctl(["stop", ...units, KEEPER]);
  await host.systemctl(["reset-failed"]);
  for (const unit of [...units, KEEPER]) await host.removeFile(`/units/${unit}`);
  return states;
}

async function doCommands(host: Host, cases: readonly MatrixCase[]): Promise<void> {
  const touched = cases.filter(({ command }) => command !== undefined);
  await host.settle(touched.map(({ unit }) => unit));
  for (const command of new Set(touched.map(({ command }) => command?.join(" ") ?? ""))) {
    const those = touched.filter((each) => each.command?.join(" ") === command);
    await host.systemctl([...command.split(" "), ...those.map(({ unit }) => unit)]);
  }
}

async function untilAtRest(host: Host, cases: readonly MatrixCase[]): Promise<States> {
  const units = cases.map(({ unit }) => unit);
  let restless: readonly string[] = [];
  for (let waited = 0; waited < LIMIT_MS; waited += POLL_MS) {
    const states = await host.show(units, PROPERTIES);
    restless = cases.filter((each) => !isAtRest(each, states.get(each.unit))).map(({ name }) => name);
    if (restless.length === 0) return states;
    await host.sleep(POLL_MS);
  }
  throw new Error(`these do not come to rest: ${restless.join(" ")}`);
}

function isAtRest({ mayRunOn }: MatrixCase, state: ReadonlyMap<string, string> | undefined): boolean {
  if (state === undefined) return false;
  const subState = state.get("SubState");
  return wasRestarted(state) || subState === "failed" || subState === "dead" || (mayRunOn && subState === "running");
}

const wasRestarted = (state: ReadonlyMap<string, string>): boolean => Number(state.get("NRestarts")) > 0;

function describeOutcome(state: ReadonlyMap<string, string>): Outcome {
  if (wasRestarted(state)) return "restarted";
  const main = `${EXIT_CODES[Number(state.get("ExecMainCode"))]}/${state.get("ExecMainStatus")}`;
  return `${state.get("ActiveState")}/${state.get("SubState")} ${state.get("Result")} ${main}`;
}

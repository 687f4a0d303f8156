/** Thousands of units in one line: what follows a dependency must not do so on the stack, nor look at each unit for each other. */
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { msec } from "../../src/core/base/time.ts";
import type { JobVerb } from "../../src/core/control/protocol.ts";
import { type Simulation, simulate } from "../support/simulation.ts";

const LENGTH = 10_000;

/** `u0.target` requires `u1.target` and so on, down to a service. */
function chain(service: string, order = ""): Simulation {
  const units = new Map([["end.service", `[Unit]\nDefaultDependencies=no\n[Service]\n${service}\n`]]);
  for (let i = 0; i < LENGTH; i++) {
    const next = i + 1 < LENGTH ? `u${i + 1}.target` : "end.service";
    const ordering = order === "" ? "" : `${order}=${next}\n`;
    units.set(`u${i}.target`, `[Unit]\nDefaultDependencies=no\nRequires=${next}\n${ordering}`);
  }
  return simulate(units);
}

/** What became of the job, once nothing is left to do. */
async function play(simulation: Simulation, verb: JobVerb, unit: string): Promise<string> {
  const question = simulation.ask("enqueue", { verb, units: [unit], mode: "replace", wait: true });
  await rest(simulation);
  expect(simulation.bugs).toEqual([]);
  const result = simulation.replies.get(question)?.result;
  return result?.ok === true && "units" in result.value ? JSON.stringify(result.value.units) : "no answer";
}

async function rest(simulation: Simulation): Promise<void> {
  for (let before = -1; before !== simulation.log.length;) {
    before = simulation.log.length;
    for (let i = 0; i < 1_000; i++) await setImmediate();
    simulation.advance(msec(10));
  }
}

const activeUnits = ({ manager }: Simulation): number => {
  const { units } = manager.world;
  return [...units.values()].filter((unit) => unit.reached || unit.service?.state.name === "running").length;
};

test.each(["", "After", "Before"])("the whole chain starts, restarts and stops (%s)", async (order) => {
  const simulation = chain("ExecStart=/actor hang", order);
  expect(await play(simulation, "start", "u0.target")).toContain(`"result":"done"`);
  expect(activeUnits(simulation)).toBe(LENGTH + 1);
  expect(await play(simulation, "restart", "end.service")).toContain(`"result":"done"`);
  expect(activeUnits(simulation)).toBe(LENGTH + 1);
  expect(await play(simulation, "stop", "end.service")).toContain(`"result":"done"`);
  expect(activeUnits(simulation)).toBe(0);
});

test("a failure at its end fails every start", async () => {
  const simulation = chain("Type=oneshot\nExecStart=/actor exit 1", "After");
  expect(await play(simulation, "start", "u0.target")).toContain(`"result":"dependency"`);
  expect(activeUnits(simulation)).toBe(0);
});

test("it is shut down", async () => {
  const simulation = chain("ExecStart=/actor hang", "After");
  await play(simulation, "start", "u0.target");
  simulation.ask("exit", {});
  await rest(simulation);
  expect(simulation.bugs).toEqual([]);
  expect(activeUnits(simulation)).toBe(0);
});

test("it waits for a unit that goes down before it comes up, and nobody looks at each job for each other", async () => {
  const simulation = chain("ExecStart=/actor once /ran (exit 0), hang\nExecStopPost=/actor sleep 1s", "After");
  simulation.ask("enqueue", { verb: "start", units: ["end.service"], mode: "replace", wait: false });
  simulation.advance(msec(10));
  const question = simulation.ask("enqueue", { verb: "start", units: ["u0.target"], mode: "replace", wait: true });
  await rest(simulation);
  expect([...simulation.manager.world.jobs.values()].filter(({ state }) => state === "waiting")).toHaveLength(LENGTH + 1);
  simulation.advance(msec(1000));
  await rest(simulation);
  expect(simulation.replies.get(question)?.result).toMatchObject({ ok: true, value: { units: [{ result: "done" }] } });
});

/** Whether the scenarios show everything that can happen to a service: plays them all on the simulator and looks on. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import type * as PerformJob from "../../../src/core/manager/perform-job.ts";
import type * as Transition from "../../../src/core/units/service/transition.ts";
import { openSimulatedHost } from "../../hosts/simulated.ts";
import { listScenarios } from "../list.ts";
import { playScenario } from "../play.ts";
import { nameJob, nameOutcome, namePasses } from "./passes.ts";
import { ROWS } from "./rows.ts";
import { UNREACHABLE } from "./unreachable.ts";

const reached = new Set<string>();

vi.mock("../../../src/core/units/service/transition.ts", async (load) => {
  const original = await load<typeof Transition>();
  const transitionService: typeof original.transitionService = (context, service, event) => {
    for (const row of namePasses(context, service, event)) reached.add(row);
    const step = original.transitionService(context, service, event);
    for (const row of nameOutcome(service, event, step[1])) reached.add(row);
    return step;
  };
  return { ...original, transitionService };
});

vi.mock("../../../src/core/manager/perform-job.ts", async (load) => {
  const original = await load<typeof PerformJob>();
  const performJob: typeof original.performJob = (world, job) => {
    const service = world.units.get(job.unit)?.service;
    if (service !== undefined) reached.add(nameJob(service, job.type));
    original.performJob(world, job);
  };
  return { ...original, performJob };
});

/** Some of the scenarios say nothing about the rest of the table. */
const areAll = process.env["SCENARIOS"] === undefined;

describe.skipIf(!areAll)("what can happen to a service", () => {
  beforeAll(async () => {
    for (const { scenario } of listScenarios()) {
      const host = openSimulatedHost();
      await playScenario(scenario, host).finally(() => host.close());
    }
  }, 600_000);

  test("is shown by a scenario", () => {
    const missing = ROWS.filter((row) => !reached.has(row) && !(row in UNREACHABLE));
    expect(missing, "rows that no scenario reaches").toEqual([]);
  });

  test("is out of reach where it is said to be", () => {
    const unreachable = Object.keys(UNREACHABLE);
    expect(
      unreachable.filter((row) => !ROWS.includes(row)),
      "no rows of the table",
    ).toEqual([]);
    expect(
      unreachable.filter((row) => reached.has(row)),
      "reached after all",
    ).toEqual([]);
  });
});

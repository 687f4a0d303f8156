/** Whether the scenarios show all that can happen to a service and all that is said of it: plays them on the simulator and looks on. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import type * as Messages from "../../../src/core/log/messages.ts";
import { type Message, type MessageId, MESSAGES } from "../../../src/core/log/messages.ts";
import type * as PerformJob from "../../../src/core/manager/perform-job.ts";
import type * as Transition from "../../../src/core/units/service/transition.ts";
import type { Host } from "../../hosts/host.ts";
import { openSimulatedHost } from "../../hosts/simulated.ts";
import { DEVIATIONS } from "../deviations.ts";
import { listScenarios } from "../list.ts";
import { normaliseLine } from "../normalise.ts";
import { playScenario } from "../play.ts";
import { nameJob, nameOutcome, namePasses } from "./passes.ts";
import { ROWS } from "./rows.ts";
import { UNREACHABLE } from "./unreachable.ts";
import { UNSHOWN } from "./unshown.ts";

const reached = new Set<string>();
/** Messages that a scenario has among its lines, as a real systemd logged them. */
const shown = new Set<MessageId>();
let said: Message[] = [];

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

vi.mock("../../../src/core/log/messages.ts", async (load) => {
  const original = await load<typeof Messages>();
  const message: typeof original.message = (id, about) => {
    const each = original.message(id, about);
    said.push(each);
    return each;
  };
  return { ...original, message };
});

/** Some of the scenarios say nothing about the rest of the table. */
const areAll = process.env["SCENARIOS"] === undefined;

/** Of what was said, that which stands in the scenario. */
function noteShown(lines: ReadonlySet<string>, places: Host["places"]): void {
  for (const { id, priority, text } of said) {
    const line = normaliseLine(text, places);
    if ([`${priority} ${line}`, `${priority} exec: ${line}`].some((each) => lines.has(each))) shown.add(id);
  }
  said = [];
}

describe.skipIf(!areAll)("the scenarios", () => {
  beforeAll(async () => {
    for (const { scenario } of listScenarios()) {
      const host = openSimulatedHost();
      await playScenario(scenario, host).finally(() => host.close());
      if (!DEVIATIONS.some((each) => each.scenario === scenario.name && each.host === "simulated"))
        noteShown(new Set(scenario.lines), host.places);
    }
  }, 600_000);

  test("show what can happen to a service", () => {
    const missing = ROWS.filter((row) => !reached.has(row) && !(row in UNREACHABLE));
    expect(missing, "rows that no scenario reaches").toEqual([]);
  });

  test("show what the manager can say", () => {
    const ids = Object.keys(MESSAGES) as MessageId[];
    expect(
      ids.filter((id) => !shown.has(id) && !(id in UNSHOWN)),
      "messages that no scenario has",
    ).toEqual([]);
    expect(
      ids.filter((id) => shown.has(id) && id in UNSHOWN),
      "shown after all",
    ).toEqual([]);
  });

  test("do not reach what is said to be out of reach", () => {
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

import { describe, expect, test } from "vitest";
import { openSimulatedHost } from "./hosts/simulated.ts";
import { DEVIATIONS } from "./scenarios/deviations.ts";
import { listScenarios } from "./scenarios/list.ts";
import { playScenario } from "./scenarios/play.ts";
import { printScenario } from "./scenarios/scenario.ts";

describe("scenarios recorded from systemd hold on the simulator", () => {
  for (const { scenario } of listScenarios()) {
    const deviation = DEVIATIONS.find((each) => each.host === "simulated" && each.scenario === scenario.name);
    test(deviation === undefined ? scenario.name : `${scenario.name} (differs: ${deviation.because})`, async () => {
      const host = openSimulatedHost();
      try {
        const seen = printScenario(scenario, await playScenario(scenario, host));
        if (deviation === undefined) expect(seen).toBe(printScenario(scenario, []));
        else expect(seen).not.toBe(printScenario(scenario, []));
      } finally {
        await host.close();
      }
    });
  }
});

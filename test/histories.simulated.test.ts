import { describe, expect, test } from "vitest";
import { DEVIATIONS } from "./histories/deviations.ts";
import { playHistory } from "./histories/play.ts";
import { readRecorded } from "./histories/recorded.ts";
import { openSimulatedHost } from "./hosts/simulated.ts";

describe("random histories recorded from systemd hold on the simulator", () => {
  for (const { name, text } of readRecorded()) {
    const deviation = DEVIATIONS.find(({ history }) => history === name);
    test(deviation === undefined ? name : `${name} (differs: ${deviation.because})`, async () => {
      const host = openSimulatedHost();
      try {
        const seen = await playHistory(text, host);
        if (deviation === undefined) expect(seen).toBe(text);
        else expect(seen).not.toBe(text);
      } finally {
        await host.close();
      }
    });
  }

  test("each that is said to differ is there", () => {
    const names = readRecorded().map(({ name }) => name);
    expect(DEVIATIONS.filter(({ history }) => !names.includes(history))).toEqual([]);
  });
});

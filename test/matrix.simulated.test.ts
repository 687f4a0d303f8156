import { expect, test } from "vitest";
import { openSimulatedHost } from "./hosts/simulated.ts";
import { MATRIX } from "./matrix/cases.ts";
import { playMatrix } from "./matrix/play.ts";
import { compareOutcomes, readRecording } from "./matrix/recording.ts";

const BATCH = 75;

test("the restart matrix recorded from systemd holds on the simulator", { timeout: 120_000 }, async () => {
  const recording = readRecording();
  expect(Object.keys(recording.outcomes)).toHaveLength(MATRIX.length);
  const host = openSimulatedHost();
  try {
    const outcomes = await playMatrix(host, MATRIX, BATCH);
    expect(compareOutcomes(outcomes, recording)).toEqual([]);
  } finally {
    await host.close();
  }
});

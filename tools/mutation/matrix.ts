/** The restart matrix in parts, so that a mutant that differs is known by the first of them. */
import { expect, test } from "vitest";
import { openSimulatedHost } from "../../test/hosts/simulated.ts";
import { MATRIX } from "../../test/matrix/cases.ts";
import { playMatrix } from "../../test/matrix/play.ts";
import { compareOutcomes, readRecording } from "../../test/matrix/recording.ts";

const PART = 25;

for (let at = 0; at < MATRIX.length; at += PART) {
  test(`the restart matrix from case ${at}`, async () => {
    const host = openSimulatedHost();
    try {
      const outcomes = await playMatrix(host, MATRIX.slice(at, at + PART), PART);
      expect(compareOutcomes(outcomes, readRecording())).toEqual([]);
    } finally {
      await host.close();
    }
  });
}

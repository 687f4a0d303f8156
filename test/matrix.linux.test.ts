import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { openLinuxHost, whyNoLinuxHost } from "./hosts/linux.ts";
import { MATRIX } from "./matrix/cases.ts";
import { playMatrix } from "./matrix/play.ts";
import { compareOutcomes, readRecording } from "./matrix/recording.ts";

const BATCH = 225;

const reason = whyNoLinuxHost();
if (reason !== undefined) console.warn(`the restart matrix with real processes is skipped: ${reason}`);

test.skipIf(reason !== undefined)("the restart matrix recorded from systemd holds with real processes", { timeout: 280_000 }, async () => {
  const cases = coreDumpsWork() ? MATRIX : MATRIX.filter(({ name }) => !name.endsWith("-core"));
  if (cases.length < MATRIX.length) console.warn("cases with a core dump are skipped: the kernel writes none here");
  const host = await openLinuxHost();
  try {
    const outcomes = await playMatrix(host, cases, BATCH);
    expect(compareOutcomes(outcomes, readRecording())).toEqual([]);
  } finally {
    await host.close();
  }
});

/** Perl shows the wait status with its core flag, Node doesn't. */
function coreDumpsWork(): boolean {
  const { status } = spawnSync("perl", ["-e", 'system("test/programs/actor", "core"); exit($? & 128 ? 0 : 1)']);
  return status === 0;
}

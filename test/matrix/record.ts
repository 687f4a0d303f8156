/** Records the restart matrix from a real systemd: `npm run record -- --matrix [--check] [WORD]`. */
import { openSystemdHost } from "../hosts/systemd.ts";
import { MATRIX } from "./cases.ts";
import { playMatrix } from "./play.ts";
import { compareOutcomes, readRecording, writeRecording } from "./recording.ts";

const BATCH = 60;

export async function record(argv: readonly string[]): Promise<number> {
  const words = argv.filter((word) => !word.startsWith("--"));
  const cases = MATRIX.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const host = await openSystemdHost();
  try {
    const outcomes = await playMatrix(host, cases, BATCH);
    if (!argv.includes("--check")) writeRecording({ recordedFrom: host.version, outcomes: Object.fromEntries(outcomes) });
    const differences = argv.includes("--check") ? compareOutcomes(outcomes, readRecording()) : [];
    process.stdout.write([...differences, `${outcomes.size - differences.length} of ${outcomes.size} cases`, ""].join("\n"));
    return differences.length === 0 ? 0 : 1;
  } finally {
    await host.close();
  }
}

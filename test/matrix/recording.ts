/** The restart matrix as a real systemd gave it: a file with one line a case. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "./play.ts";

const FILE = join(process.cwd(), "test/matrix/restart-matrix.systemd-257.json");

export interface Recording {
  readonly recordedFrom: string;
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

export function readRecording(): Recording {
  return JSON.parse(readFileSync(FILE, "utf8")) as Recording;
}

export function writeRecording({ recordedFrom, outcomes }: Recording): void {
  const rows = Object.entries(outcomes).map(([name, outcome]) => `    ${JSON.stringify(name)}: ${JSON.stringify(outcome)}`);
  writeFileSync(FILE, `{\n  "recordedFrom": ${JSON.stringify(recordedFrom)},\n  "outcomes": {\n${rows.join(",\n")}\n  }\n}\n`);
}

/** `NAME: expected X, got Y` for each case that differs. */
export function compareOutcomes(seen: ReadonlyMap<string, Outcome>, recording: Recording): readonly string[] {
  return [...seen].flatMap(([name, outcome]) => {
    const expected = recording.outcomes[name];
    return outcome === expected ? [] : [`${name}: expected ${expected}, got ${outcome}`];
  });
}

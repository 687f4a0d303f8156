/** The recorded sample: histories as a real systemd played them, a few dozen to a file. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DIRECTORY = join(process.cwd(), "test/histories/recorded");
const TO_A_FILE = 50;

export interface Recorded {
  /** `history 17 of seed 1` */
  readonly name: string;
  readonly text: string;
}

export function readRecorded(): readonly Recorded[] {
  const files = readdirSync(DIRECTORY).toSorted();
  return files.flatMap((file) => readFileSync(join(DIRECTORY, file), "utf8").split(/(?<=\n)\n(?=# History )/).slice(1).map(nameHistory)); // prettier-ignore
}

function nameHistory(text: string): Recorded {
  const [, name = ""] = /^# (History \d+ of seed \d+)\./.exec(text) ?? [];
  return { name: name.replace("H", "h"), text };
}

export function writeRecorded(version: string, histories: readonly string[]): void {
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY);
  for (let at = 0; at < histories.length; at += TO_A_FILE) {
    const some = histories.slice(at, at + TO_A_FILE);
    const head = `# Random histories ${at + 1} to ${at + some.length}, recorded by \`npm run histories -- --record\`.\n# Recorded: ${version}\n`;
    writeFileSync(
      join(DIRECTORY, `${String(at + 1).padStart(3, "0")}.txt`),
      [head, ...some.map((text) => `${text.trimEnd()}\n`)].join("\n"),
    );
  }
}

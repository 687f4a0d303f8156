/** Plays commands of a recorded transcript against a fake manager, and says what they print in the same form. */
import { readFileSync } from "node:fs";
import { NoManager } from "../../src/cli/client.ts";
import type { Client } from "../../src/cli/client.ts";
import { chooseCommand } from "../../src/cli/command.ts";
import { PLAIN } from "../../src/cli/terminal.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { VerbContext } from "../../src/cli/verb.ts";
import type { LogRecord } from "../../src/core/log/record.ts";
import { UTC } from "../../src/core/log/zone.ts";

export interface Recorded {
  /** `systemctl status web`. */
  readonly command: string;
  /** stdout, then stderr with `E| ` in front of each line, then `[rc 0]`. */
  readonly printed: string;
}

/** Commands begin with `$ `; what stands above the first is a comment. */
export function readTranscript(file: string): readonly Recorded[] {
  const text = readFileSync(new URL(`golden/${file}`, import.meta.url), "utf8").replace(ABOUT_UNIT_FILES, "");
  return [...text.matchAll(/^\$ (.*)\n([^]*?^\[rc \d+\]\n)/gm)].map(([, command = "", printed = ""]) => ({ command, printed }));
}

/** systemctl's hint at a verb that Upkeep doesn't have yet. */
const ABOUT_UNIT_FILES = /^To show all installed unit files use 'systemctl list-unit-files'\.\n/gm;

export interface Stage {
  /** None: there is no manager. */
  readonly client: Client | undefined;
  readonly terminal?: Terminal;
  readonly files?: Readonly<Record<string, string>>;
  readonly records?: readonly LogRecord[];
}

export async function play(command: string, stage: Stage): Promise<string> {
  const [program = "", ...words] = command.split(" ");
  let out = "";
  const errors: string[] = [];
  const err = (line: string): void => void errors.push(...line.split("\n"));
  const end = (code: number): string => `${out}${errors.map((line) => `E| ${line}\n`).join("")}[rc ${code}]\n`;
  const chosen = chooseCommand(program, words);
  if (!chosen.ok) {
    err(chosen.error);
    return end(1);
  }
  const context: VerbContext = {
    client: () => (stage.client === undefined ? Promise.reject(new NoManager("no manager")) : Promise.resolve(stage.client)),
    out: (text) => void (out += String(text)),
    err,
    printThrough: () => {},
    readText: (path) => stage.files?.[path],
    readJournal: (_, { units, newest = 0 }) =>
      Promise.resolve((stage.records ?? []).filter(({ unit }) => unit !== undefined && units?.includes(unit)).slice(-newest)),
    terminal: stage.terminal ?? PLAIN,
    zone: UTC,
    hostname: "vm",
    env: {},
    uid: 0,
  };
  const { run } = await chosen.value.row.load();
  try {
    return end(await run(chosen.value.input, context));
  } catch (error) {
    if (!(error instanceof NoManager)) throw error;
    err(error.message);
    return end(1);
  }
}

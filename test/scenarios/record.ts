/**
 * Records scenarios from a real systemd: `npm run record [-- [--check] [--times=2] [--jobs=3] [WORD …]]`.
 *
 * Each is played several times; what differed between the runs is not written but shown, since it would be no expectation.
 * From another version than the reference (`UPKEEP_SYSTEMD_SUITE=bookworm`) only what it does otherwise is recorded.
 */
import { writeFileSync } from "node:fs";
import { openSystemdHost } from "../hosts/systemd.ts";
import { listScenarios } from "./list.ts";
import { printOtherwise } from "./otherwise.ts";
import { playScenario } from "./play.ts";
import { printScenario, type Scenario } from "./scenario.ts";

export async function record(argv: readonly string[]): Promise<number> {
  const option = (name: string, otherwise: number) =>
    Number(argv.find((word) => word.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
  const words = argv.filter((word) => !word.startsWith("--"));
  const found = listScenarios().filter(({ scenario }) => words.length === 0 || words.some((word) => scenario.name.includes(word)));
  const queue = [...found];
  let bad = 0;
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const good = await recordOne(next, { check: argv.includes("--check"), times: option("times", 2) });
      if (!good) bad += 1;
    }
  };
  await Promise.all(Array.from({ length: option("jobs", 3) }, work));
  process.stdout.write(`${found.length - bad} of ${found.length} scenarios ${argv.includes("--check") ? "agree" : "recorded"}\n`);
  return bad === 0 ? 0 : 1;
}

/** The version that Upkeep is to be identical to. */
const REFERENCE = "257";

interface Options {
  readonly check: boolean;
  readonly times: number;
}

async function recordOne({ path, scenario }: { path: string; scenario: Scenario }, { check, times }: Options): Promise<boolean> {
  const runs: Play[] = [];
  for (let run = 0; run < times; run += 1) runs.push(await playOnce(scenario));
  const [first] = runs as [Play];
  const isReference = first.version === REFERENCE;
  const texts = isReference
    ? runs.map(({ seen, build }) => printScenario(scenario, seen, build))
    : [
        printOtherwise(
          scenario,
          runs.map(({ seen }) => seen),
          first.version,
        ),
      ];
  const [text] = texts as [string];
  const other = texts.find((one) => one !== text);
  if (other !== undefined) return report(scenario, "differs from run to run", text, other);
  if (isReference && /^! /m.test(text)) return report(scenario, "can't be played", scenario.lines.join("\n"), text);
  if (!check) writeFileSync(path, text);
  else if (unsigned(text) !== unsigned(`${scenario.lines.join("\n")}\n`))
    return report(scenario, "differs from its recording", unsigned(scenario.lines.join("\n")), unsigned(text));
  return true;
}

/** Two recordings from the same version may be of other builds. */
const unsigned = (text: string): string => text.replace(/^# Recorded: .*$/m, "# Recorded:");

interface Play {
  readonly seen: readonly (readonly string[])[];
  /** As `systemctl --version` has it. */
  readonly build: string;
  /** Such as `257`. */
  readonly version: string;
}

async function playOnce(scenario: Scenario): Promise<Play> {
  const host = await openSystemdHost();
  try {
    const seen = await playScenario(scenario, host);
    return { seen, build: host.version, version: /\d+/.exec(host.version)?.[0] ?? host.version };
  } finally {
    await host.close();
  }
}

function report(scenario: Scenario, what: string, before: string, after: string): false {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const first = old.findIndex((line, at) => line !== now[at]);
  const gone = old.slice(first).filter((line) => !now.includes(line));
  const come = now.slice(first).filter((line) => !old.includes(line));
  const both = [`  ${first + 1}:`, `  - ${old[first]}`, `  + ${now[first]}`];
  process.stdout.write(
    `${[`${scenario.name}: ${what}`, ...both, ...gone.map((line) => `  -   ${line}`), ...come.map((line) => `  +   ${line}`)].join("\n")}\n`,
  );
  return false;
}

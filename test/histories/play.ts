/** Plays a history on a host. */
import type { Host } from "../hosts/host.ts";
import { playScenario } from "../scenarios/play.ts";
import { parseScenario, printScenario, type Scenario } from "../scenarios/scenario.ts";

/**
 * The history with what was seen. It ends where a step could not be done: nobody was there to be killed.
 *
 * Lines of processes are sorted within their step: which of two writers reaches the log first is chance.
 */
export async function playHistory(text: string, host: Host): Promise<string> {
  const scenario = parseScenario(text, "history");
  const seen = await playScenario(scenario, host);
  const isHasty = RESTARTED_AT_ONCE.test(text);
  return printScenario(
    cutAfter(scenario, seen.length),
    seen.map((lines) =>
      sortSpoken(lines.filter((line) => !isAboutFile(line) && !(isHasty && isReason(line))).map(isHasty ? withoutReason : asItIs)),
    ),
  );
}

/** A client asks for the reason a moment after its job has failed; whoever is restarted at once has none by then, or still has it. */
const RESTARTED_AT_ONCE = /^ {4}Restart=(?!no$)(?:.*\n)(?! {4}RestartSec=[1-9])/m;
const withoutReason = (line: string): string => line.replace(/^(\| Job for \S+ failed) because .*/, "$1.");
const isReason = (line: string): boolean => /^\| (?:To force a start use|followed by) "/.test(line);
const asItIs = (line: string): string => line;

/** What is wrong with a unit file is said whenever it is read, and when that is, is chance. */
const isAboutFile = (line: string): boolean => /^\d \/units\/|^\d .*Refusing\.$|^\d \S+: \w+= has no effect /.test(line);

function cutAfter(scenario: Scenario, count: number): Scenario {
  const last = scenario.steps[count - 1];
  if (last === undefined || count === scenario.steps.length) return scenario;
  return { ...scenario, steps: scenario.steps.slice(0, count), lines: scenario.lines.slice(0, last.from + last.expected.length) };
}

function sortSpoken(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex(isSpoken);
  if (first < 0) return lines;
  const spoken = lines.filter(isSpoken);
  return [...lines.slice(0, first), ...spoken.toSorted(), ...lines.slice(first + spoken.length)];
}

/** By a process of a unit, not by the manager. */
const isSpoken = (line: string): boolean => /^\d (?:actor|exec|\(\S+\)): /.test(line);

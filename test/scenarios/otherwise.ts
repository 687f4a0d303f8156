/** What another systemd than the one a scenario was recorded from does otherwise: the scenario says so itself, step by step. */
import type { Scenario } from "./scenario.ts";

/** Messages for the developers of that version, with numbers that are never the same. */
const DEBUGGING = /^\+ 7 /;

/**
 * The file again, saying after each step what `version` (such as `252`) did otherwise in place of what was said of it before: lines
 * `# 252 - LINE` for what it did not show and `# 252 + LINE` for what it showed instead. What it did not do in each of its `runs` is not
 * said, nor anything of a step that none of them came to.
 */
export function printOtherwise(scenario: Scenario, runs: readonly (readonly (readonly string[])[])[], version: string): string {
  const lines = [...scenario.lines];
  for (const [index, step] of [...scenario.steps.entries()].toReversed()) {
    const others = step.otherwise.filter((line) => !line.startsWith(`# ${version} `));
    const [changes = [], ...again] = runs.map((seen) => withoutMoves(difference(step.expected, seen[index] ?? step.expected)));
    const always = changes.filter((line) => !DEBUGGING.test(line) && again.every((other) => other.includes(line)));
    const own = always.map((line) => `# ${version} ${line}`);
    const all = [...others, ...own].toSorted((one, two) => one.slice(0, "# 252".length).localeCompare(two.slice(0, "# 252".length)));
    lines.splice(step.from + step.expected.length, step.otherwise.length, ...all);
  }
  return `${lines.join("\n")}\n`;
}

/** Each version prints properties in an order of its own. */
export function withoutMoves(changes: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  const count = (line: string, by: number): number => left.set(line, (left.get(line) ?? 0) + by).get(line) as number;
  const property = (change: string): string | undefined => /^[-+] (\| \w+=.*)$/.exec(change)?.[1];
  for (const change of changes) count(property(change) ?? "", change.startsWith("+") ? 1 : -1);
  return changes.filter((change) => {
    const line = property(change);
    if (line === undefined) return true;
    const surplus = left.get(line) ?? 0;
    if (surplus === 0 || surplus > 0 !== change.startsWith("+")) return false;
    count(line, surplus > 0 ? -1 : 1);
    return true;
  });
}

/** What makes the one the other: `- LINE` for what goes, `+ LINE` for what comes, in order; as few of them as can be. */
export function difference(before: readonly string[], after: readonly string[]): readonly string[] {
  // common[i][j]: the most lines that `before` from i on and `after` from j on can share.
  const common = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  const shared = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const best = before[i] === after[j] ? shared(i + 1, j + 1) + 1 : Math.max(shared(i + 1, j), shared(i, j + 1));
      (common[i] as number[])[j] = best;
    }
  }
  const changes: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) [i, j] = [i + 1, j + 1];
    else if (i < before.length && shared(i + 1, j) >= shared(i, j + 1)) changes.push(`- ${before[i++]}`);
    else changes.push(`+ ${after[j++]}`);
  }
  return changes;
}

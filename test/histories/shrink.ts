/** Makes a history that shows a difference smaller, as long as it shows the same one. */

/** What the difference is, as compare.ts signs it; undefined: there is none, or the history can't be played. */
export type Judge = (text: string) => Promise<string | undefined>;

const ROUNDS = 5;

/** All that can be left out one by one is tried at once, since playing takes long; then as much of it together as shows the difference. */
export async function shrinkHistory(text: string, signature: string, judge: Judge): Promise<string> {
  const shows = async (lines: readonly string[]): Promise<boolean> => (await judge(join(lines))) === signature;
  let lines: readonly string[] = text.split("\n");
  for (let round = 0; round < ROUNDS; round += 1) {
    const parts = listParts(lines);
    const verdicts = await Promise.all(parts.map((part) => shows(without(lines, [part]))));
    const spare = parts.filter((_, at) => verdicts[at]);
    if (spare.length === 0) break;
    lines = await leaveOut(lines, spare, shows);
  }
  return join(lines);
}

/** Which lines go together: each has its number. */
type Part = readonly number[];

/** A setting, a unit, a step, a command of a step. */
function listParts(lines: readonly string[]): readonly Part[] {
  const single = lines.flatMap((line, at): Part[] => (/^ {4}\w|^> /.test(line) ? [[at]] : []));
  return [...single, ...listBlocks(lines)].filter((part) => part.length > 0);
}

/** Each unit and each step as a whole, but for the first of each. */
function listBlocks(lines: readonly string[]): readonly Part[] {
  const blocks: number[][] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1] ?? "";
    if (line.startsWith("unit ") || (line.startsWith("> ") && before === "")) blocks.push([]);
    if (line !== "") blocks.at(-1)?.push(at);
  }
  return blocks.filter((block) => block.length > 1);
}

async function leaveOut(
  lines: readonly string[],
  parts: readonly Part[],
  shows: (lines: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  const halves = [1, 2, 4, 8].map((divisor) => parts.slice(0, Math.ceil(parts.length / divisor)));
  const attempts = halves.map((some) => without(lines, some));
  const verdicts = await Promise.all(attempts.map(shows));
  return attempts.find((_, at) => verdicts[at]) ?? without(lines, parts.slice(0, 1));
}

function without(lines: readonly string[], parts: readonly Part[]): readonly string[] {
  const gone = new Set(parts.flat());
  return lines.filter((_, at) => !gone.has(at));
}

/** No more than one empty line in a row. */
const join = (lines: readonly string[]): string => lines.join("\n").replaceAll(/\n{3,}/g, "\n\n");

/** Compares what two managers made of one history. */

export interface Difference {
  /** The first lines that differ, without names: equal for histories that differ for the same reason, mostly. */
  readonly signature: string;
  /** The whole history: what both say, and ` - `, ` + ` before what only one says. */
  readonly text: string;
}

export function compareHistories(recorded: string, ours: string): Difference | undefined {
  if (recorded === ours) return undefined;
  const [theirs, mine] = [recorded.split("\n"), ours.split("\n")];
  const rows = align(theirs, mine);
  const first = rows.findIndex(([sign]) => sign !== " ");
  const pick = (wanted: string): string => rows.slice(first, first + 6).find(([sign]) => sign === wanted)?.[1] ?? "";
  const bare = (line: string): string => line.replace(/\bh\d+(-[abc])?\b/g, "U");
  return {
    signature: `- ${bare(pick("-"))} | + ${bare(pick("+"))}`,
    text: rows.map(([sign, line]) => (sign === " " ? line : `${sign}   ${line}`)).join("\n"),
  };
}

type Row = readonly [sign: " " | "-" | "+", line: string];

/** By the longest common subsequence. */
function align(theirs: readonly string[], mine: readonly string[]): readonly Row[] {
  const lengths = measure(theirs, mine);
  const length = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  while (i < theirs.length || j < mine.length) {
    if (i < theirs.length && j < mine.length && theirs[i] === mine[j]) {
      rows.push([" ", theirs[i] as string]);
      [i, j] = [i + 1, j + 1];
    } else if (i < theirs.length && length(i + 1, j) >= length(i, j + 1)) {
      rows.push(["-", theirs[i] as string]);
      i += 1;
    } else {
      rows.push(["+", mine[j] as string]);
      j += 1;
    }
  }
  return rows;
}

/** Of the longest common subsequence of what begins at line `i` of one and at line `j` of the other. */
function measure(theirs: readonly string[], mine: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: theirs.length + 1 }, () => Array.from({ length: mine.length + 1 }, () => 0));
  for (let i = theirs.length - 1; i >= 0; i -= 1) {
    for (let j = mine.length - 1; j >= 0; j -= 1) {
      const longer = Math.max(lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0);
      (lengths[i] as number[])[j] = theirs[i] === mine[j] ? (lengths[i + 1]?.[j + 1] ?? 0) + 1 : longer;
    }
  }
  return lengths;
}

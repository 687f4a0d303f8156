/** The name that somebody may have meant: the shortest that begins so, else the one with the fewest changes, five at most. */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  const longer = names.filter((name) => name.startsWith(typed)).sort((a, b) => a.length - b.length);
  if (longer[0] !== undefined) return longer[0];
  let best: string | undefined;
  let fewest = 6;
  for (const name of names) {
    const changes = editDistance(typed, name);
    if (changes < fewest) [best, fewest] = [name, changes];
  }
  return best;
}

/** Letters to insert, delete or replace to get from one to the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

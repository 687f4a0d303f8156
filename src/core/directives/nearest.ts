/** The one of `names` that a person may have meant by `written`; undefined if none is close. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  // Longer ones are no slip of the keyboard, and would take long to compare.
  if (written.length > 60) return undefined;
  const low = written.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(4, Math.ceil(written.length / 3) + 1);
  for (const name of names) {
    const distance = name === written ? 0 : 0.5 + editDistance(low, name.toLowerCase(), bestDistance);
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best;
}

/** How many letters have to be added, left out, changed or exchanged with their neighbour; `limit` if it is that many or more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}

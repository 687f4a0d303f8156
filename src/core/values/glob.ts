/**
 * Shell patterns: `*`, `?`, `[abc]`, `[a-z]`, `[!x]`. A backslash is a character like others, as unit names have it: `dev-a\x2db.device`.
 * Linear but for the length of the text times that of the pattern. Source: fnmatch(3), FNM_NOESCAPE.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let from = 0;
  // Where to go on when the pattern fails: the last `*` takes in one character more.
  let star: { readonly at: number; from: number } | undefined;
  while (from < text.length) {
    if (pattern[at] === "*") {
      star = { at: at + 1, from };
      at += 1;
      continue;
    }
    const end = matchOne(text[from] ?? "", pattern, at);
    if (end !== undefined) {
      at = end;
      from += 1;
    } else if (star === undefined) return false;
    else {
      star.from += 1;
      from = star.from;
      at = star.at;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}

/** Where the pattern goes on if the element at `at` matches `character`. */
function matchOne(character: string, pattern: string, at: number): number | undefined {
  switch (pattern[at]) {
    case undefined:
      return undefined;
    case "?":
      return at + 1;
    case "[": {
      const set = readSet(pattern, at);
      if (set === undefined) return character === "[" ? at + 1 : undefined;
      return set.holds(character) ? set.end : undefined;
    }
    default:
      return pattern[at] === character ? at + 1 : undefined;
  }
}

function readSet(pattern: string, open: number): { readonly holds: (character: string) => boolean; readonly end: number } | undefined {
  const isNegated = pattern[open + 1] === "!" || pattern[open + 1] === "^";
  const first = open + (isNegated ? 2 : 1);
  // A bracket in the first place stands for itself.
  const close = pattern.indexOf("]", first + 1);
  if (close < 0) return undefined;
  const members = pattern.slice(first, close);
  const holds = (character: string): boolean => isMember(character, members) !== isNegated;
  return { holds, end: close + 1 };
}

function isMember(character: string, members: string): boolean {
  for (let at = 0; at < members.length; at += 1) {
    const low = members[at] ?? "";
    const high = members[at + 1] === "-" ? members[at + 2] : undefined;
    if (high === undefined ? low === character : low <= character && character <= high) return true;
    if (high !== undefined) at += 2;
  }
  return false;
}

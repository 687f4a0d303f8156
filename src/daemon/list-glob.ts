import fs from "node:fs";
import path from "node:path";

/** The paths that a pattern of `*`, `?` and `[…]` matches, sorted. Source: glob(7). */
export function listGlob(pattern: string): readonly string[] {
  const parts = pattern.split("/").filter(Boolean);
  return parts.reduce<readonly string[]>((found, part) => found.flatMap((directory) => matchIn(directory, part)), ["/"]).toSorted();
}

function matchIn(directory: string, part: string): readonly string[] {
  if (!/[*?[]/.test(part)) {
    const one = path.join(directory, part);
    return fs.existsSync(one) ? [one] : [];
  }
  const expression = new RegExp(
    `^${part
      .replaceAll(/[.+^${}()|\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")
      .replaceAll("[!", "[^")}$`,
  );
  try {
    const names = fs.readdirSync(directory).filter((name) => expression.test(name) && (!name.startsWith(".") || part.startsWith(".")));
    return names.map((name) => path.join(directory, name));
  } catch {
    // Not a directory, or not for us: nothing in it matches.
    return [];
  }
}

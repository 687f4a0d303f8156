import { type UnitName, splitUnitName, templateOf } from "./unit-name.ts";

/**
 * The directories that may hold drop-ins for a unit, the most specific first: its own, its template's, those of each part of its name
 * up to a dash, and that of all units of its type.
 *
 * Source: systemd.unit(5), DESCRIPTION, on drop-in directories.
 */
export function dropInNames(name: UnitName): readonly string[] {
  const { prefix, instance, kind } = splitUnitName(name);
  const own = templateOf(name) === undefined ? [name] : [name, `${prefix}@.${kind}`];
  return [...own, ...dashCuts(prefix).flatMap((cut) => formsOf(cut, instance, kind)), kind].map((each) => `${each}.d`);
}

/** `a-b-c` → `a-b-`, `a-`. */
function dashCuts(prefix: string): readonly string[] {
  const cuts: string[] = [];
  for (let at = prefix.lastIndexOf("-", prefix.length - 2); at > 0; at = prefix.lastIndexOf("-", at - 1))
    cuts.push(prefix.slice(0, at + 1));
  return cuts;
}

const formsOf = (cut: string, instance: string | undefined, kind: string): readonly string[] =>
  instance === undefined ? [`${cut}.${kind}`] : [`${cut}@${instance}.${kind}`, `${cut}@.${kind}`, `${cut}.${kind}`];

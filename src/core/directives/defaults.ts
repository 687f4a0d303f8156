import type { Section } from "./directive.ts";

type Config = { readonly [name: string]: unknown };

const DEFAULTS = new WeakMap<Section, Config>();

/** What each directive of a table is as long as it isn't written, shared by all units. */
export function defaultsOf(table: Section): Config {
  const known = DEFAULTS.get(table);
  if (known !== undefined) return known;
  const defaults = Object.fromEntries(
    Object.entries(table).flatMap(([name, row]): (readonly [string, unknown])[] => {
      if (row.shape === "alias") return [];
      return [[name, row.shape === "single" ? row.initial : row.kind.join([])]];
    }),
  );
  DEFAULTS.set(table, defaults);
  return defaults;
}

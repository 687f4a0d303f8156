import type { Limit } from "../values/limit.ts";
import type { Section } from "./directive.ts";

export type Property = readonly [name: string, value: string];

/**
 * `Name=value` pairs as `systemctl show` prints them, in the order of the table; commands are left out, since what became of them is
 * shown along. Source: systemctl(1), show.
 */
export function showSection(section: Section, config: { readonly [name: string]: unknown }): readonly Property[] {
  return Object.entries(section).flatMap(([name, row]): readonly Property[] => {
    if (row.shape === "alias" || row.shown === false) return [];
    const value = config[name];
    if (row.show !== undefined) return row.show(value);
    if (isLimit(value))
      return [
        [name, showLimit(value.hard)],
        [`${name}Soft`, showLimit(value.soft)],
      ];
    const shownName = row.shown ?? name;
    if (value === undefined && row.shape === "single") return row.shownUnset === undefined ? [] : [[shownName, row.shownUnset]];
    const text = row.kind.format(value);
    if (row.linewise !== true) return [[shownName, text]];
    return text === "" ? [] : text.split("\n").map((line) => [shownName, line] as const);
  });
}

const isLimit = (value: unknown): value is Limit => typeof value === "object" && value !== null && "soft" in value && "hard" in value;
const showLimit = (value: number): string => (value === Infinity ? "infinity" : String(value));

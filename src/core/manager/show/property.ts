import type { Instant } from "../../base/time.ts";
import type { World } from "../world.ts";

/** One line of `show`. A property with several lines stands several times. */
export type Property = readonly [name: string, value: string];

/** A later layer's properties take the place of those of the same name before. */
export function overlay(layers: readonly (readonly Property[])[]): readonly Property[] {
  const found = new Map<string, readonly Property[]>();
  for (const layer of layers) for (const [name, properties] of byName(layer)) found.set(name, properties);
  return [...found.values()].flat();
}

function byName(layer: readonly Property[]): ReadonlyMap<string, readonly Property[]> {
  const groups = new Map<string, Property[]>();
  for (const property of layer) {
    const group = groups.get(property[0]);
    if (group === undefined) groups.set(property[0], [property]);
    else group.push(property);
  }
  return groups;
}

/** By name, the lines of one property with newlines between them. */
export const joined = (properties: readonly Property[]): ReadonlyMap<string, string> =>
  new Map([...byName(properties)].map(([name, lines]) => [name, lines.map(([, value]) => value).join("\n")]));

export const yesNo = (value: boolean): string => (value ? "yes" : "no");
export const timestamp = ({ host }: World, name: string, at: Instant | undefined): readonly Property[] => [
  [name, at === undefined ? "" : host.formatTimestamp(at.realtime)],
  [`${name}Monotonic`, String(Math.floor(at?.monotonic ?? 0))],
];

import type { Instant } from "../../base/time.ts";
import type { World } from "../world.ts";
import { countRanks, propertyRank } from "./property-order.ts";

/** One line of `show`. A property with several lines stands several times. */
export type Property = readonly [name: string, value: string];

/** The properties of all layers in the order of `show`; a later layer's take the place of those of the same name before. */
export function overlay(layers: readonly (readonly Property[])[]): readonly Property[] {
  // Whole from the beginning: a list that grows by leaps is ten times slower.
  const slots: (Slot | undefined)[] = Array.from({ length: countRanks() });
  for (const [layer, properties] of layers.entries()) {
    for (const property of properties) {
      const rank = propertyRank(property[0]);
      if (rank === undefined) continue;
      const slot = slots[rank];
      if (slot?.layer === layer) slot.properties.push(property);
      else slots[rank] = { layer, properties: [property] };
    }
  }
  return slots.flatMap((slot) => slot?.properties ?? []);
}

interface Slot {
  readonly layer: number;
  readonly properties: Property[];
}

/** By name, the lines of one property with newlines between them. */
export function joined(properties: readonly Property[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of properties) {
    const before = texts.get(name);
    texts.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  return texts;
}

export const yesNo = (value: boolean): string => (value ? "yes" : "no");
export const timestamp = ({ host }: World, name: string, at: Instant | undefined): readonly Property[] => [
  [name, at === undefined ? "" : host.formatTimestamp(at.realtime)],
  [`${name}Monotonic`, String(Math.floor(at?.monotonic ?? 0))],
];

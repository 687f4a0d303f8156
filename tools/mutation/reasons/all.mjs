/** Why what survives survives: one list, of which groups of the same title are one group. */
import { REASONS as MACHINE } from "./machine.mjs";
import { REASONS as MANAGER } from "./manager.mjs";
import { REASONS as PHASES } from "./phases.mjs";

const groups = new Map();
for (const { why, are } of [...MACHINE, ...PHASES, ...MANAGER]) {
  const group = groups.get(why.title) ?? { why: { title: why.title, text: [] }, are: [] };
  group.why.text.push(why.text);
  group.are.push(...are);
  groups.set(why.title, group);
}

export const REASONS = [...groups.values()].map(({ why, are }) => ({ why: { ...why, text: why.text.join(" ") }, are }));

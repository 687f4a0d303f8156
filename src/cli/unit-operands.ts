/** What several verbs do first: make unit names of their operands. */
import { isPattern, isTemplate, isUnitName, mangleUnitName } from "../core/values/unit-name.ts";
import type { VerbContext } from "./verb.ts";

/** Full names and patterns, without doubles; undefined if one is of no use, which has been told then (exit code 1). */
export function readUnitOperands(operands: readonly string[], context: Pick<VerbContext, "err">): readonly string[] | undefined {
  const names = new Set<string>();
  for (const operand of operands) {
    const mangled = mangleUnitName(operand);
    if (mangled === undefined) {
      context.err("Failed to mangle name: Invalid argument\nFailed to expand names: Invalid argument");
      return undefined;
    }
    if (mangled.notice !== undefined) context.err(mangled.notice, "notice");
    names.add(mangled.name);
  }
  // As systemctl: names first, then what the patterns stand for.
  return [...names].sort((a, b) => Number(isPattern(a)) - Number(isPattern(b)));
}

/** `service` for `web.service`. */
export const typeOf = (unit: string): string => unit.slice(unit.lastIndexOf(".") + 1);

export interface Askable {
  readonly units: readonly string[];
  /** Why the one after them can't be asked about. */
  readonly problem?: string;
}

/** What can be in memory, up to the first name that can't: a template, or no unit name at all. systemctl stops there. */
export function untilStray(names: readonly string[]): Askable {
  const end = names.findIndex((name) => !isPattern(name) && (!isUnitName(name) || isTemplate(name)));
  if (end < 0) return { units: names };
  return { units: names.slice(0, end), problem: `Unit name ${names[end]} is neither a valid invocation ID nor unit name.` };
}

/** What several verbs do first: make unit names of their operands. */
import { isPattern, mangleUnitName } from "../core/values/unit-name.ts";
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

import { type Result, err, ok } from "../base/result.ts";
import { type UnitName, splitUnitName, unescapeUnitName } from "./unit-name.ts";
import type { ReadContext } from "./value-kind.ts";

/** With `%n`, `%i` … replaced. The error is the first that is unknown, e.g. `%q`. Source: systemd.unit(5), SPECIFIERS. */
export function expandSpecifiers(text: string, context: ReadContext): Result<string, string> {
  if (!text.includes("%")) return ok(text);
  let unknown: string | undefined;
  const expanded = text.replaceAll(/%(.?)/gsu, (whole, letter: string) => {
    // A percent sign before nothing, or before neither letter nor digit, stands for itself.
    if (letter === "%") return "%";
    if (!/[A-Za-z0-9]/.test(letter)) return whole;
    const value = specifierValue(letter, context);
    if (value === undefined) unknown ??= whole;
    return value ?? "";
  });
  return unknown === undefined ? ok(expanded) : err(unknown);
}

function specifierValue(letter: string, { unit, specifiers }: ReadContext): string | undefined {
  return FROM_NAME[letter]?.(unit) ?? specifiers.get(letter);
}

const FROM_NAME: { readonly [letter: string]: (unit: UnitName) => string } = {
  n: (unit) => unit,
  N: (unit) => unit.slice(0, unit.lastIndexOf(".")),
  p: (unit) => splitUnitName(unit).prefix,
  P: (unit) => unescapeUnitName(splitUnitName(unit).prefix),
  i: (unit) => splitUnitName(unit).instance ?? "",
  I: (unit) => unescapeUnitName(splitUnitName(unit).instance ?? ""),
  j: lastPart,
  J: (unit) => unescapeUnitName(lastPart(unit)),
  f: (unit) => {
    const { prefix, instance } = splitUnitName(unit);
    return `/${unescapeUnitName(instance || prefix).replace(/^\/+/, "")}`;
  },
};

function lastPart(unit: UnitName): string {
  const { prefix } = splitUnitName(unit);
  return prefix.slice(prefix.lastIndexOf("-") + 1);
}

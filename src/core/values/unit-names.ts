import { err, ok } from "../base/result.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type UnitName, instantiate, isTemplate, isUnitName, splitUnitName, unitKind } from "./unit-name.ts";
import { type AdditiveKind, type Complaint, type Items, type ReadContext, type ValueKind, asSet } from "./value-kind.ts";

/** Units that this one depends on. They can't be taken back: an empty assignment does nothing. Source: systemd.unit(5). */
export const dependencies: AdditiveKind<readonly UnitName[], UnitName> = {
  name: "unit names",
  keeps: true,
  read: (written, context) =>
    readNames(written, context, isUnit, (name) => ({
      message: `Failed to add dependency on ${name}, ignoring: Invalid argument`,
      hint: "expected full unit names such as web.service",
    })),
  join: asSet,
  format: (names) => names.join(" "),
  examples: [["a.service b.target", ["a.service" as UnitName, "b.target" as UnitName]]],
};

/** Source: systemd.service(5), Sockets=. */
export const socketNames: AdditiveKind<readonly UnitName[], UnitName> = {
  ...dependencies,
  name: "names of sockets",
  read: (written, context) =>
    readNames(
      written,
      context,
      (name): name is UnitName => isUnit(name) && unitKind(name) === "socket",
      (name) => ({
        message: `Unit must be of type socket, ignoring: ${name}`,
        hint: "expected names such as web.socket",
      }),
    ),
  examples: [["a.socket", ["a.socket" as UnitName]]],
};

const isUnit = (name: string): name is UnitName => isUnitName(name) && !isTemplate(name);

/** A template named by `unit` stands for its instance of the same name: `log@web.service` for `web.service`, `log@1.service` for `web@1.service`. */
export function resolveTemplate(name: string, unit: UnitName): string {
  if (!isUnitName(name) || !isTemplate(name)) return name;
  const { instance, prefix } = splitUnitName(unit);
  return instantiate(name, instance ?? prefix) ?? name;
}

/** Quotes and backslashes stand for themselves. */
function readNames(
  written: string,
  context: ReadContext,
  isValid: (name: string) => name is UnitName,
  complain: (name: string) => Complaint,
): Items<UnitName> {
  const complaints: Complaint[] = [];
  const items: UnitName[] = [];
  for (const word of written.split(/[ \t\n\r]+/).filter(Boolean)) {
    const expanded = expandSpecifiers(word, context);
    if (!expanded.ok) {
      complaints.push({
        message: `Failed to resolve unit specifiers in '${word}', ignoring: Invalid slot`,
        hint: knownSpecifiers(expanded.error),
      });
      continue;
    }
    const name = resolveTemplate(expanded.value, context.unit);
    if (isValid(name)) items.push(name);
    else complaints.push(complain(name));
  }
  return { items, complaints };
}

/** Source: systemd.resource-control(5), Slice=. */
export const sliceName: ValueKind<UnitName> = {
  name: "name of a slice",
  parse(written, context) {
    const expanded = expandSpecifiers(written, context);
    if (!expanded.ok) return err(knownSpecifiers(expanded.error));
    return isUnit(expanded.value) && unitKind(expanded.value) === "slice"
      ? ok(expanded.value)
      : err("expected the name of a slice such as web.slice");
  },
  format: (name) => name,
  complaint(written, _key, context) {
    const expanded = expandSpecifiers(written, context);
    if (!expanded.ok) return `Failed to resolve unit specifiers in ${written}, ignoring: Invalid slot`;
    return `Failed to load slice unit ${expanded.value}, ignoring: Unit name ${expanded.value} is not valid.`;
  },
  examples: [["web.slice", "web.slice" as UnitName]],
};

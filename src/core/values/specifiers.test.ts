import { expect, test } from "vitest";
import { expandSpecifiers } from "./specifiers.ts";
import type { UnitName } from "./unit-name.ts";

const specifiers = new Map([["t", "/run"]]);
const at = { file: "f", line: 1, column: 1 };

test.each([
  ["web.service", "%n|%N|%p|%P|%i|%I|%j|%J|%f", "web.service|web|web|web|||web|web|/web"],
  ["a-b@x-y\\x2dz.service", "%n|%N|%p|%P|%i|%I|%j|%J|%f", "a-b@x-y\\x2dz.service|a-b@x-y\\x2dz|a-b|a/b|x-y\\x2dz|x/y-z|b|b|/x/y-z"],
  ["web.service", "100%% %", "100% %"],
  ["web.service", "%! %_ %-", "%! %_ %-"],
  ["web.service", "%t/x", "/run/x"],
])("in %s %s is %s", (unit, text, expanded) => {
  expect(expandSpecifiers(text, { unit: unit as UnitName, specifiers, at })).toEqual({ ok: true, value: expanded });
});
test.each(["%z", "a%9", "%tx%é%Z"])("in %s a slot is unknown", (text) => {
  expect(expandSpecifiers(text, { unit: "web.service" as UnitName, specifiers, at }).ok).toBe(false);
});

import { expect, test } from "vitest";
import { matchesGlob } from "./glob.ts";

test.each([
  ["web.service", "web*", true],
  ["web.service", "*.service", true],
  ["web.service", "w?b.service", true],
  ["web.service", "w?.service", false],
  ["web.service", "[vw]eb.*", true],
  ["web.service", "[!vw]eb.*", false],
  ["web.service", "[^a-d]eb.service", true],
  ["b.service", "[a-c].service", true],
  ["a]b", "a[]]b", true],
  ["a[b", "a[b", true],
  ["a\\x2db", "a\\x2d*", true],
  ["a\\x2db", "a\\\\x2d*", false],
  ["a\\b", "a[\\]b", true],
  ["", "*", true],
  ["", "?", false],
  ["a", "**a**", true],
  ["aXbXc", "a*b*c", true],
  ["aXbX", "a*b*c", false],
])("%s and %s: %s", (text, pattern, expected) => expect(matchesGlob(text, pattern)).toBe(expected));

test("many stars take no time", () => {
  expect(matchesGlob("a".repeat(2_000), `${"a*".repeat(200)}b`)).toBe(false);
});

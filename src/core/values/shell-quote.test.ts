import { expect, test } from "vitest";
import { shellQuoted } from "./shell-quote.ts";

// As `systemctl show` printed Environment= and its like.
test.each([
  ["A=1", "A=1"],
  ["B=two words", '"B=two words"'],
  ['F=g"h', '"F=g\\"h"'],
  ["I=$x", '"I=\\$x"'],
  ["J=`y`", '"J=\\`y\\`"'],
  ["K=\\x", '"K=\\\\x"'],
  ["man:a(1)", '"man:a(1)"'],
  ["web.*", '"web.*"'],
])("%s is shown as %s", (word, shown) => {
  expect(shellQuoted(word)).toBe(shown);
});

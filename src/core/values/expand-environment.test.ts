import { expect, test } from "vitest";
import { expandArguments } from "./expand-environment.ts";

const environment = new Map([
  ["ONE", "1"],
  ["TWO", "a b"],
  ["Q", `x "y z" 'w v'`],
  ["UB", 'a "b c'],
  ["EMPTY", ""],
  ["SP", "  "],
  ["A_b1", "q"],
  ["BS", String.raw`a\\ b\\n`],
]);

// The arguments that a program started by systemd 257 got.
test.each<readonly [word: string, ...argv: string[]]>([
  ["${U:-default}x", "${U:-default}x"],
  ["${ONE:+alt}", "${ONE:+alt}"],
  ["${ONE", "${ONE"],
  ["x${ONE", "x${ONE"],
  ["${ONE}}", "1}"],
  ["a$$b", "a$b"],
  ["$"],
  ["$$", "$"],
  ["$$$ONE", "$$ONE"],
  ["$$ONE", "$ONE"],
  ["${}", ""],
  ["a${}b", "ab"],
  ["$1"],
  ["${1}", ""],
  ["${A-B}", ""],
  ["$A-B"],
  ["${ONE}${TWO}", "1a b"],
  ["$Q", "x", "y z", "w v"],
  ["${Q}", `x "y z" 'w v'`],
  ["x$ONE", "x$ONE"],
  ["$ONE$TWO"],
  ["${ONE}$TWO", "1$TWO"],
  ["$ONE/z"],
  ["$UB", "a", "b c"],
  ["${U}", ""],
  ["$U"],
  ["${TWO}", "a b"],
  ["$EMPTY"],
  ["${EMPTY}", ""],
  ["$SP"],
  ["$BS", "a\\", "b\\n"],
  ["${BS}", String.raw`a\\ b\\n`],
  ["$${ONE}", "${ONE}"],
  ["$$$${ONE}", "$${ONE}"],
  ["{ONE}", "{ONE}"],
  ["${A_b1}", "q"],
  ["$}"],
  ["a$}", "a$}"],
])("%s", (word, ...argv) => {
  expect(expandArguments(["/bin/x", word], environment).argv).toEqual(["/bin/x", ...argv]);
});

test("argv[0] is filled in as well", () => {
  expect(expandArguments(["${ONE}", "x"], environment).argv).toEqual(["1", "x"]);
});
test("it names the variables that are missing, and what can't be one", () => {
  expect(expandArguments(["/bin/x", "$U", "${U}", "${V}", "$ONE/z", "${TWO}"], environment)).toMatchObject({
    unset: ["U", "V"],
    invalid: ["ONE/z"],
  });
});
test("a megabyte of open braces is read without delay", () => {
  expect(expandArguments(["/bin/x", `x${"${".repeat(500_000)}`], environment).argv).toHaveLength(2);
});

import { describe, expect, test } from "vitest";
import { difference, printOtherwise, withoutMoves } from "./otherwise.ts";
import { parseScenario } from "./scenario.ts";

describe("difference", () => {
  test.for([
    ["", "", ""],
    ["abc", "abc", ""],
    ["abc", "", "-a-b-c"],
    ["", "ab", "+a+b"],
    ["abc", "axc", "-b+x"],
    ["abcd", "bcxd", "-a+x"],
    ["abab", "baba", "-a+a"],
  ] as const)("%s to %s: %s", ([before, after, changes]) => {
    expect(
      difference([...before], [...after])
        .join("")
        .replaceAll(" ", ""),
    ).toBe(changes);
  });
});

test("a property in another place is no difference, a message is", () => {
  const moved = ["- | A=1", "- 6 Started.", "+ | B=2", "+ 6 Started.", "+ | A=1", "+ | B=2", "- | B=2", "+ | C=3"];
  expect(withoutMoves(moved)).toEqual(["- 6 Started.", "+ | B=2", "+ 6 Started.", "+ | C=3"]);
});

describe("printing", () => {
  const text = "# A title\n\nunit web.service\n\n> wait 1s\n6 Started web.service.\nweb.service active/running\n\n> wait 2s\n";
  const scenario = parseScenario(text, "a/b");

  test("what a version does otherwise stands after the step, and is no expectation", () => {
    const seen = [["6 Starting web.service.", "web.service active/running"], ["exit 1"]];
    const noted = printOtherwise(scenario, [seen, seen], "262");
    expect(noted).toBe(
      [
        ...["# A title", "", "unit web.service", "", "> wait 1s", "6 Started web.service.", "web.service active/running"],
        ...["# 262 - 6 Started web.service.", "# 262 + 6 Starting web.service.", "", "> wait 2s", "# 262 + exit 1", ""],
      ].join("\n"),
    );
    const [first = [], second = []] = scenario.steps.map(({ expected }) => expected);
    expect(printOtherwise(scenario, [seen, [first, second]], "262"), "what is chance is not said").toBe(text);
    const again = parseScenario(noted, "a/b");
    expect(again.steps.map(({ expected }) => expected)).toEqual(scenario.steps.map(({ expected }) => expected));
    const both = printOtherwise(again, [[["web.service active/running"]]], "252");
    expect(both, "that of another version stays").toContain("# 252 - 6 Started web.service.\n# 262 - 6 Started web.service.\n# 262 +");
    expect(both, "of what was not seen nothing is said").toContain("> wait 2s\n# 262 + exit 1");
    expect(printOtherwise(again, [[first, second]], "262"), "and what is not so any more goes").toBe(text);
  });
});

import { describe, expect, test } from "vitest";
import { listScenarios } from "./list.ts";
import { parseScenario, printScenario } from "./scenario.ts";

const TEXT = `# What is shown.
# Source: systemd.service(5)
# Recorded: an older one

unit web.service
    [Service]

    ExecStart=/actor hang

watch worker@1.service

file /scratch/f
    text

> systemctl start "two words" 'it"s'
6 Started web.service.
| output

> unit web@.service
    [Service]
> wait 1s

> systemctl stop web.service
web.service inactive/dead
`;

describe("reading", () => {
  const scenario = parseScenario(TEXT, "kind/name");

  test("title and units; templates and drop-ins are no units", () => {
    expect([scenario.title, scenario.units]).toEqual(["What is shown.", ["web.service", "worker@1.service"]]);
  });
  test("setup with its text", () => {
    expect(scenario.setup).toEqual([
      { words: ["unit", "web.service"], text: "[Service]\n\nExecStart=/actor hang\n" },
      { words: ["watch", "worker@1.service"], text: "" },
      { words: ["file", "/scratch/f"], text: "text\n" },
    ]);
  });
  test("steps with one or more commands", () => {
    expect(scenario.steps.map(({ deeds, expected }) => [deeds.map(({ words }) => words.join("|")), expected])).toEqual([
      [['systemctl|start|two words|it"s'], ["6 Started web.service.", "| output"]],
      [["unit|web@.service", "wait|1s"], []],
      [["systemctl|stop|web.service"], ["web.service inactive/dead"]],
    ]);
  });
  test("what has no step is no scenario", () => expect(() => parseScenario("# Title\n", "x")).toThrow("at least one step"));
});

describe("writing", () => {
  const scenario = parseScenario(TEXT, "kind/name");

  test("nothing seen: the same again", () => expect(printScenario(scenario, [])).toBe(TEXT));
  test("what was seen takes the place of what was expected", () => {
    const printed = printScenario(scenario, [["A", "B", "C"], ["D"], []], "systemd 300");
    expect(printed).toBe(
      TEXT.replace("an older one", "systemd 300")
        .replace("6 Started web.service.\n| output", "A\nB\nC")
        .replace("> wait 1s\n", "> wait 1s\nD\n")
        .replace("web.service inactive/dead\n", ""),
    );
  });
});

test("every scenario in the repository says where it was recorded and survives being printed", () => {
  const scenarios = listScenarios();
  expect(scenarios.length).toBeGreaterThan(140);
  for (const { scenario } of scenarios) {
    expect(
      scenario.lines.filter((line) => line.startsWith("# Recorded: systemd 257")),
      scenario.name,
    ).toHaveLength(1);
    expect(
      scenario.lines.filter((line) => line.startsWith("# Source: ")),
      scenario.name,
    ).toHaveLength(1);
    expect(printScenario(parseScenario(printScenario(scenario, []), scenario.name), [])).toBe(`${scenario.lines.join("\n")}\n`);
  }
});

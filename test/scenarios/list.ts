/** Finds the scenarios of this directory. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseScenario, type Scenario } from "./scenario.ts";

const DIRECTORY = join(process.cwd(), "test/scenarios");
const SUFFIX = ".scenario";

/** Sorted by name. With `SCENARIOS=restart,kill/mode` in the environment only those whose name contains one of these. */
export function listScenarios(): readonly { readonly path: string; readonly scenario: Scenario }[] {
  const files = readdirSync(DIRECTORY, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(SUFFIX));
  const wanted = (process.env["SCENARIOS"] ?? "").split(",");
  const chosen = files.filter((file) => wanted.some((part) => file.includes(part)));
  return chosen.toSorted().map((file) => {
    const path = join(DIRECTORY, file);
    return { path, scenario: parseScenario(readFileSync(path, "utf8"), relative(DIRECTORY, path).slice(0, -SUFFIX.length)) };
  });
}

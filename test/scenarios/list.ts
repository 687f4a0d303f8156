/** Finds the scenarios of this directory. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseScenario, type Scenario } from "./scenario.ts";

const DIRECTORY = join(process.cwd(), "test/scenarios");
const SUFFIX = ".scenario";

/** Sorted by name. */
export function listScenarios(): readonly { readonly path: string; readonly scenario: Scenario }[] {
  const files = readdirSync(DIRECTORY, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(SUFFIX));
  return files.toSorted().map((file) => {
    const path = join(DIRECTORY, file);
    return { path, scenario: parseScenario(readFileSync(path, "utf8"), relative(DIRECTORY, path).slice(0, -SUFFIX.length)) };
  });
}

/** Who may import whom: the table of ARCHITECTURE.md, as data. It fails when nothing was checked. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const MAY_IMPORT: { readonly [layer: string]: readonly string[] } = {
  "core/base": [],
  "core/unit-file": ["core/base"],
  "core/values": ["core/base"],
  "core/directives": ["core/base", "core/unit-file", "core/values"],
  "core/log": ["core/base", "core/values"],
  "core/exec": ["core/base", "core/values", "core/directives", "core/log", "core/kernel.ts"],
  "core/kernel.ts": ["core/base", "core/exec", "core/values"],
  "core/units": ["core/base", "core/values", "core/directives", "core/exec", "core/kernel.ts", "core/log"],
  "core/jobs": ["core/base", "core/values", "core/units", "core/control"],
  "core/control": ["core/base", "core/values", "core/units"],
  "core/version.ts": [],
  "core/manager": ["core/*"],
  linux: ["core/base", "core/values", "core/exec", "core/kernel.ts", "core/control", "node:*", "@koromix/*"],
  simulator: ["core/base", "core/values", "core/exec", "core/kernel.ts"],
  journal: ["core/base", "core/values", "core/log", "node:*"],
  daemon: ["core/*", "linux", "journal", "zone", "node:*"],
  zone: ["core/base", "core/log", "node:*"],
  cli: ["core/base", "core/values", "core/control", "core/log", "core/version.ts", "journal", "zone", "node:*"],
};
/** What a verb loads when it is asked for. */
const LAZY_IN_VERBS: readonly string[] = ["core/*", "journal", "daemon", "simulator"];

const root = join(import.meta.dirname, "../src");
const layerOf = (file: string): string => {
  const [first = "", second = ""] = file.split("/");
  return first === "core" ? `core/${second}` : first;
};
const isAllowed = (rules: readonly string[], to: string): boolean =>
  rules.some((rule) => rule === to || (rule.endsWith("*") && to.startsWith(rule.slice(0, -1))));

test("every import goes in a direction that the table allows", () => {
  const broken: string[] = [];
  let checked = 0;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  for (const file of files) {
    const from = layerOf(file);
    if (!(from in MAY_IMPORT)) broken.push(`${file}: ${from} is no layer of the table`);
    for (const [, target = ""] of readFileSync(join(root, file), "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
      checked++;
      const to = target.startsWith(".") ? layerOf(relative(root, normalize(join(root, dirname(file), target)))) : target;
      const rules = [from, ...(MAY_IMPORT[from] ?? []), ...(/^cli\/(verbs|output)\//.test(file) ? LAZY_IN_VERBS : [])];
      if (!isAllowed(rules, to)) broken.push(`${file}: ${from} may not import ${to}`);
    }
  }
  expect(checked, "no import was checked").toBeGreaterThan(100);
  expect(broken).toEqual([]);
});

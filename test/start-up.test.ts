/** What a verb costs before it does anything is what the bundle evaluates at once. Milliseconds are noise; this list is exact. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Meta {
  readonly outputs: Readonly<Record<string, { readonly entryPoint?: string }>>;
  readonly inputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[] }>
  >;
}

/** A new name here needs a reason: each is evaluated at every call of every verb. */
const AT_ONCE = [
  "node:fs",
  "src/cli/client.ts",
  "src/cli/closest-name.ts",
  "src/cli/command.ts",
  "src/cli/context.ts",
  "src/cli/getopt.ts",
  "src/zone/local-zone.ts",
  "src/cli/main.ts",
  "src/cli/options.ts",
  "src/zone/zone-file.ts",
  "src/cli/terminal.ts",
  "src/cli/verbs.ts",
  "src/core/base/result.ts",
  "src/core/control/protocol.ts",
  "src/core/control/runtime-dir.ts",
];

function staticClosure({ inputs }: Meta, entry: string): readonly string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind } of inputs[path]?.imports ?? []) if (kind !== "dynamic-import") visit(next);
  };
  visit(entry);
  return [...found].sort();
}

test("the command line evaluates only these modules before it knows the verb", () => {
  const file = new URL("../dist/meta.json", import.meta.url);
  const meta = JSON.parse(readFileSync(file, "utf8")) as Meta;
  expect(Object.keys(meta.inputs)).toContain("src/cli/main.ts");
  const closure = staticClosure(meta, "src/cli/main.ts");
  const added = closure.filter((path) => !AT_ONCE.includes(path));
  const gone = AT_ONCE.filter((path) => !closure.includes(path));
  expect(added, "these grew into the static closure of src/cli/main.ts: import them dynamically, where they are needed").toEqual([]);
  expect(gone, "these are no longer in the static closure: take them off the list").toEqual([]);
});

test("the command line imports from Node by name: a default import makes esbuild copy all of the module, a millisecond each", () => {
  const bundle = readFileSync(new URL("../dist/upkeep.cjs", import.meta.url), "utf8");
  expect(bundle).toContain('require("node:fs")');
  expect(bundle.match(/=[\w$]+\(require\("node:.*?"\)/g)).toBeNull();
});

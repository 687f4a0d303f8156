import fs from "node:fs";
import { expect, test } from "vitest";
import { type ExecCommand } from "../../src/core/values/exec-command.ts";
import { unitName } from "../../src/core/values/unit-name.ts";
import { serviceSections } from "../../src/core/directives/sections.ts";
import { showSection } from "../../src/core/directives/show.ts";
import { type LoadedUnit, loadUnit } from "../../src/core/manager/load.ts";

/**
 * Unit files in shapes as they are found, good ones and broken ones, and all that loading makes of them: what differs from a file that
 * says nothing, and what is said about it. `UPDATE=1` rewrites the expected text.
 */
const FOLDER = new URL("../fixtures/units/", import.meta.url);
const host = {
  mode: "system",
  specifiers: new Map([
    ["t", "/run"],
    ["h", "/root"],
  ]),
} as const;

function load(folder: string, file: string): LoadedUnit {
  const text = fs.readFileSync(new URL(`${folder}/${file}`, FOLDER), "utf8");
  const name = unitName(file.replace("@.", "@one.").replace("@one.target", "@.target"));
  return loadUnit(
    name,
    { found: "file", fragment: { path: file, text, modified: 1 }, dropIns: [], links: { wants: [], requires: [], upholds: [] } },
    host,
  );
}

const plain = loadUnit(
  unitName("plain.service"),
  {
    found: "file",
    fragment: { path: "plain.service", text: "[Service]\nExecStart=/bin/true\n", modified: 1 },
    dropIns: [],
    links: { wants: [], requires: [], upholds: [] },
  },
  host,
);
const DEFAULT = new Map([...properties(plain)].filter(([name]) => name !== "ExecStart"));

function properties({ unit, service }: LoadedUnit): ReadonlyMap<string, string> {
  const commands = Object.entries(service ?? {}).filter(([name]) => name.startsWith("Exec") && name !== "ExecSearchPath") as [
    string,
    readonly ExecCommand[],
  ][];
  return new Map([
    ...showSection(serviceSections.Unit, { ...unit }),
    ...(service === undefined ? [] : showSection(serviceSections.Service, { ...service })),
    ...commands
      .filter(([, each]) => Array.isArray(each) && each.length > 0)
      .map(([name, each]) => [name, each.map(showCommand).join("\n      ")] as const),
  ]);
}

function showCommand({ path, argv, ignoreFailure, expandEnvironment, privileges, viaShell }: ExecCommand): string {
  const flags = [
    ignoreFailure ? "ignore-failure" : "",
    expandEnvironment ? "" : "literal",
    privileges === "normal" ? "" : privileges,
    viaShell ? "shell" : "",
  ];
  return [path, JSON.stringify(argv), ...flags.filter(Boolean)].join(" ");
}

function describeUnit(unit: LoadedUnit): string {
  const state = unit.loadError === undefined ? unit.loadState : `${unit.loadState}: ${unit.loadError}`;
  const settings = [...properties(unit)]
    .filter(([name, value]) => DEFAULT.get(name) !== value)
    .map(([name, value]) => `    ${name}=${value}`);
  const said = unit.diagnostics.map(
    ({ severity, at, message, hint }) => `  ${severity} ${at.line}:${at.column} ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
  return [`${unit.name}: ${state}`, ...settings, ...said, ...unit.notes.map((note) => `  note ${note}`), ""].join("\n");
}

test.each(["good", "broken"])("the %s ones give what is expected", (folder) => {
  const files = fs.readdirSync(new URL(folder, FOLDER)).toSorted();
  const found = files.map((file) => describeUnit(load(folder, file))).join("\n");
  const expected = new URL(`${folder}.expected`, FOLDER);
  if (process.env["UPDATE"] === "1") fs.writeFileSync(expected, found);
  expect(found).toBe(fs.readFileSync(expected, "utf8"));
});

test("every good one is loaded, and none of the broken ones is without a word", () => {
  for (const file of fs.readdirSync(new URL("good", FOLDER))) expect(`${file} ${load("good", file).loadState}`).toBe(`${file} loaded`);
  for (const file of fs.readdirSync(new URL("broken", FOLDER))) expect(load("broken", file).diagnostics, file).not.toEqual([]);
});

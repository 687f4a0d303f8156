import fs from "node:fs";
import { expect, test } from "vitest";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import { decodeSections } from "../../src/core/directives/decode.ts";
import { KNOWN_BY_NAME } from "../../src/core/directives/known-by-name.ts";
import { serviceSections } from "../../src/core/directives/sections.ts";

/**
 * What systemd 257 said to each directive that is read, for a handful of odd values: an assignment a line, its complaints indented below
 * it, `FATAL` in front of those that refused the unit. Recorded from its journal.
 */
const RECORDED = ["complaints.txt", "passive-complaints.txt"]
  .map((file) => fs.readFileSync(new URL(`../fixtures/units/${file}`, import.meta.url), "utf8"))
  .join("");

/** Known, but the value is not looked at. */
const UNREAD = new Set(["DefaultInstance", "Also"]);

interface Recorded {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly complaints: string[];
}

const recorded: Recorded[] = [];
for (const line of RECORDED.trimEnd().split("\n")) {
  const [, section, key, value] = /^\[(\w+)\] (\w+)=(.*)$/.exec(line) ?? [];
  if (section !== undefined && key !== undefined && value !== undefined) recorded.push({ section, key, value, complaints: [] });
  else recorded.at(-1)?.complaints.push(line.slice(4));
}

function complaintsOn({ section, key, value }: Recorded): readonly string[] {
  const at = { file: "web.service", line: 1, column: 1 };
  const context = { unit: "web.service" as UnitName, specifiers: new Map() };
  const { diagnostics } = decodeSections(serviceSections, KNOWN_BY_NAME, [{ section, key, value, at, valueAt: at }], context);
  return diagnostics.map(({ code, message }) => (code === "refused-value" ? `FATAL ${message}` : message));
}

test("there is something to compare", () => {
  expect(recorded.length).toBeGreaterThan(1_000);
});

test.each([...new Set(recorded.map(({ key }) => key))].filter((key) => !UNREAD.has(key)))("%s= complains as systemd does", (key) => {
  const rows = recorded.filter((row) => row.key === key);
  const ours = rows.map((row) => ({ ...row, complaints: complaintsOn(row) }));
  expect(ours).toEqual(rows);
});

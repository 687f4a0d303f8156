import { describe, expect, test } from "vitest";
import type { UnitName } from "../values/unit-name.ts";
import type { ReadContext } from "../values/value-kind.ts";
import type { Directive } from "./directive.ts";
import { KNOWN_BY_NAME } from "./known-by-name.ts";
import { PASSIVE } from "./passive.ts";
import { serviceSections } from "./sections.ts";

const context: ReadContext = { unit: "web.service" as UnitName, specifiers: new Map(), at: { file: "f", line: 1, column: 1 } };
const rows = Object.entries(serviceSections).flatMap(([section, table]) =>
  Object.entries(table).map(([name, row]) => ({ section, name, row: row as Directive, path: `${section}.${name}` })),
);

const passive = Object.entries(PASSIVE).flatMap(([section, table]) =>
  Object.entries(table).map(([name, row]) => ({ section, name, row, path: `${section}.${name}` })),
);

describe("examples are read as they say", () => {
  test.each([...rows, ...passive].filter(({ row }) => row.shape !== "alias"))("$path", ({ row, name }) => {
    if (row.shape === "single") {
      for (const [text, value] of row.kind.examples) expect(row.kind.parse(text, context)).toEqual({ ok: true, value });
    } else if (row.shape === "additive") {
      for (const [text, value] of row.kind.examples) expect(row.kind.join(row.kind.read(text, context, name).items)).toEqual(value);
    }
  });
});

test.each([...rows, ...passive])("$path says what it is for", ({ row }) => {
  expect(row.summary).toMatch(/^[A-Z].*\.$/);
  expect(row.since).toBeGreaterThan(0);
});

test("aliases lead to rows of their own", () => {
  const known = new Map([...rows, ...passive].map(({ path, row }) => [path, row]));
  for (const { section, row } of [...rows, ...passive]) {
    if (row.shape !== "alias") continue;
    for (const target of row.of)
      expect(known.get(target.includes(".") ? target : `${section}.${target}`)?.shape).toMatch(/single|additive/);
  }
});

test("no name stands both in a table and among those known by name alone", () => {
  const twice = rows.filter(({ section, name }) => KNOWN_BY_NAME[section]?.has(name) === true);
  expect(twice).toEqual([]);
});

test.each([
  ["Unit", "JoinsNamespaceOf", 209],
  ["Service", "PrivateTmp", 33],
  ["Service", "IPAddressDeny", 235],
  ["Service", "CPUShares", 34],
])("[%s] %s= is known", (section, name, since) => {
  expect(KNOWN_BY_NAME[section]?.get(name)).toMatchObject({ support: "ignored", since });
});

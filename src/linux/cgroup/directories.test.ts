import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { UnitName } from "../../core/values/unit-name.ts";
import { directoryName, makeOwnDirectory } from "./directories.ts";

it.each([
  ["web.service", "web.service"],
  ["getty@tty1.service", "getty@tty1.service"],
  ["memory.service", "_memory.service"],
  ["cgroup.service", "_cgroup.service"],
  ["_x.service", "__x.service"],
  ["tasks.service", "tasks.service"],
  ["memoryhog.service", "memoryhog.service"],
])("%s lives in %s", (unit, directory) => {
  expect(directoryName(unit as UnitName)).toBe(directory);
});

it("clears away what a dead manager has left, and nothing else", () => {
  const parent = mkdtempSync(join(tmpdir(), "upkeep-cgroup-"));
  for (const name of ["upkeep-1-0", "upkeep-999999999-5/a.service", "upkeep-x", "other"])
    mkdirSync(join(parent, name), { recursive: true });
  const made = makeOwnDirectory(parent);
  expect(made.ok && made.value.startsWith(`${parent}/upkeep-${process.pid}-`)).toBe(true);
  expect(readdirSync(parent).filter((name) => !name.startsWith(`upkeep-${process.pid}-`))).toEqual(["other", "upkeep-x"]);
  rmSync(parent, { recursive: true });
});

import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
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
  const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "";
  const stale = [`upkeep-${namespace}-1-0`, `upkeep-${namespace}-999999999-5/a.service`];
  const kept = ["other", "upkeep-1-1-0", `upkeep-${namespace}-x`];
  for (const name of [...stale, ...kept]) mkdirSync(join(parent, name), { recursive: true });
  const made = makeOwnDirectory(parent);
  expect(made.ok && made.value.startsWith(`${parent}/upkeep-${namespace}-${process.pid}-`)).toBe(true);
  expect(readdirSync(parent).toSorted()).toEqual([...kept, made.ok ? basename(made.value) : ""].toSorted());
  rmSync(parent, { recursive: true });
});

import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
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
  const told: string[] = [];
  const made = makeOwnDirectory(parent, (message) => void told.push(message));
  expect(told).toEqual([]);
  expect(made.ok && made.value.startsWith(`${parent}/upkeep-${namespace}-${process.pid}-`)).toBe(true);
  expect(readdirSync(parent).toSorted()).toEqual([...kept, made.ok ? basename(made.value) : ""].toSorted());
  rmSync(parent, { recursive: true });
});

it("tells of what a dead manager's services have left running, and leaves it alone", () => {
  const parent = mkdtempSync(join(tmpdir(), "upkeep-cgroup-"));
  const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "";
  const stale = join(parent, `upkeep-${namespace}-999999999-5`);
  mkdirSync(join(stale, "a.service"), { recursive: true });
  // No cgroup, but it can't be removed either while the file is in it.
  writeFileSync(join(stale, "a.service", "cgroup.procs"), "12\n13\n");
  const told: string[] = [];
  makeOwnDirectory(parent, (message) => void told.push(message));
  expect(told).toEqual([`The manager with PID 999999999 ended without stopping its services. 2 processes of it still run, in ${stale}.`]);
  rmSync(parent, { recursive: true });
});

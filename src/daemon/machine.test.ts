import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readTextFile } from "./machine.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-machine-"));
  writeFileSync(join(folder, "good"), "A=1\nB=\u00e4\n");
  writeFileSync(join(folder, "nul"), "A=1\0B=2\n");
  execFileSync("mkfifo", [join(folder, "fifo")]);
});
afterAll(() => rmSync(folder, { recursive: true }));

// Source: systemd 257, but for the FIFO: there it waits until somebody writes to it.
it.each([
  ["good", { ok: true, value: "A=1\nB=\u00e4\n" }],
  ["nul", { ok: false, error: { errno: 74, error: "Bad message" } }],
  ["fifo", { ok: false, error: { errno: 22, error: "Invalid argument" } }],
  ["missing", { ok: false, error: { errno: 2, error: "No such file or directory" } }],
  ["/dev/zero", { ok: false, error: { errno: 7, error: "Argument list too long" } }],
])("an environment file that is %s", (name, expected) => {
  expect(readTextFile(name.startsWith("/") ? name : join(folder, name))).toEqual(expected);
});

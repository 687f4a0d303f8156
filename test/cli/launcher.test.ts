/** The built program as a process: needs dist/, which `npm test` builds first. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const launcher = path.resolve(import.meta.dirname, "../../bin/upkeep.cjs");
let links: string;
beforeAll(() => {
  links = fs.mkdtempSync(path.join(os.tmpdir(), "upkeep-links-"));
  for (const name of ["systemctl", "journalctl", "keep"]) fs.symlinkSync(launcher, path.join(links, name));
});
afterAll(() => fs.rmSync(links, { recursive: true }));

function call(program: string, ...words: readonly string[]): string {
  const env = { PATH: `${links}:${process.env["PATH"]}`, UPKEEP_RUNTIME_DIR: links };
  const { stdout, stderr, status } = spawnSync(program, words, { env, encoding: "utf8" });
  return `${stdout}${stderr.replaceAll(links, "LINKS")}[rc ${status}]`;
}

test.each([
  ["systemctl", ["--version"], /^systemd 257 \(upkeep \d+\.\d+\.\d+\)\n\[rc 0\]$/],
  ["journalctl", ["--version"], /^systemd 257 \(upkeep /],
  ["keep", ["--version"], /^upkeep \d+\.\d+\.\d+ \(like systemd 257\)\n\[rc 0\]$/],
  ["systemctl", ["is-system-running"], /^offline\n\[rc 1\]$/],
  [
    "systemctl",
    ["is-active", "x"],
    /^No Upkeep manager is running.* \(no socket at LINKS\/control\)\. Start one with: upkeep daemon\n\[rc 1\]$/,
  ],
  ["systemctl", ["--nonsense"], /^systemctl: unrecognized option '--nonsense'\n\[rc 1\]$/],
])("%s %s", (program, words, expected) => {
  expect(call(program, ...words)).toMatch(expected);
});

test("a pipe that is closed early ends it quietly", () => {
  const { stderr } = spawnSync("sh", ["-c", `"${launcher}" --help | true`], { encoding: "utf8" });
  expect(stderr).toBe("");
});

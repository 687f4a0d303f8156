/** Whatever lies where a unit file should be: the manager lives, says what is wrong, and other units are not harmed. */
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestManager, eventually, startManager } from "../support/manager.ts";

let manager: TestManager;
beforeAll(async () => {
  manager = await startManager("--log-level=debug");
  manager.write("good.service", "[Service]\nExecStart=/bin/sleep 1000\n");
  await manager.run("start", "good.service");
});
afterAll(() => manager.close());

/** `says`: what stands on stderr of `start`. */
const REFUSED: readonly (readonly [name: string, content: string | Uint8Array | undefined, status: number, says: RegExp])[] = [
  ["missing", undefined, 5, /Unit missing\.service not found\./],
  ["empty", "", 1, /Unit empty\.service is masked\./],
  ["binary", new Uint8Array(4096).map((_, i) => (i * 7919) % 256), 1, /bad unit file setting|failed to load properly|masked/],
  ["no-exec", "[Service]\nType=simple\n", 1, /Unit no-exec\.service has a bad unit file setting\./],
  ["bad-section", "[Service\nExecStart=/bin/true\n", 1, /failed to load properly.*Bad message/],
  ["relative", "[Service]\nExecStart=bin/true\n", 1, /bad unit file setting/],
  ["unbalanced", '[Service]\nExecStart=/bin/echo "x\n', 1, /bad unit file setting/],
];

test.each(REFUSED)("%s is refused with a sentence", async (name, content, status, says) => {
  if (content !== undefined) manager.write(`${name}.service`, content);
  const ran = await manager.run("start", `${name}.service`);
  expect(ran.stderr).toMatch(says);
  expect(ran.status).toBe(status);
});

test("a directory in place of a unit file", async () => {
  mkdirSync(join(manager.units, "folder.service"));
  const { stderr, status } = await manager.run("start", "folder.service");
  expect(stderr).toContain("Unit folder.service not found.");
  expect(status).toBe(5);
  expect(await manager.log("folder.service")).toContain(`${manager.units}/folder.service is a directory, not a unit file.`);
});

test("a file of 10 MB is read", async () => {
  manager.write("large.service", `[Service]\n${"# a long story\n".repeat(700_000)}ExecStart=/bin/sleep 1000\n`);
  const { stderr, status } = await manager.run("start", "large.service");
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("an unknown key and a bad value are warned about with their place, and the unit starts", async () => {
  manager.write("typo.service", "[Service]\nExecStart=/bin/sleep 1000\nRestartSecs=5\nRestartSec=5 parsecs\nKillMode=gently\n");
  expect((await manager.run("start", "typo.service")).status).toBe(0);
  const log = (await manager.log("typo.service")).join("\n");
  expect(log).toContain(`${manager.units}/typo.service:3: Unknown key 'RestartSecs' in section [Service], ignoring.`);
  expect(log).toMatch(/typo\.service:4: Failed to parse RestartSec=5 parsecs, ignoring: Invalid argument/);
  expect(log).toMatch(/typo\.service:5: Failed to parse kill mode specification, ignoring: gently/);
  const told = `${manager.units}/typo.service:3: Unknown key 'RestartSecs' in section [Service], ignoring. (did you mean RestartSec=?)`;
  expect((await manager.run("logs", "-u", "typo.service")).stdout).toContain(told);
  expect((await manager.run("status", "typo.service")).stdout).toContain(`Note: ${told}`);
});

/** Those start, and fail with systemd's exit status for the step. */
const FAILING: readonly (readonly [name: string, service: string, status: string, says: RegExp])[] = [
  [
    "exec-missing",
    "ExecStart=/nonexistent/program",
    "203",
    /Failed at step EXEC spawning \/nonexistent\/program: No such file or directory/,
  ],
  [
    "exec-directory",
    "ExecStart=/usr/bin",
    "203",
    /Unable to locate executable '\/usr\/bin': Is a directory\n.*Failed at step EXEC spawning \/usr\/bin: Is a directory/,
  ],
  ["exec-too-long", `ExecStart=/bin/true ${"a".repeat(200_000)}`, "203", /Failed to execute \/bin\/true: Argument list too long\n/],
  [
    "wrong-others",
    "ExecStart=/bin/true\nSupplementaryGroups=nobody-knows-it",
    "216",
    /Failed to determine supplementary groups: No such process\n/,
  ],
  ["exec-forbidden", "ExecStart=/etc/passwd", "203", /Failed at step EXEC spawning \/etc\/passwd: Permission denied/],
  ["wrong-user", "ExecStart=/bin/true\nUser=nobody-knows-him", "217", /Failed at step USER spawning \/bin\/true: No such process/],
  ["wrong-group", "ExecStart=/bin/true\nGroup=nobody-knows-it", "216", /Failed at step GROUP spawning \/bin\/true: No such process/],
  [
    "wrong-directory",
    "ExecStart=/bin/true\nWorkingDirectory=/nonexistent",
    "200",
    /Failed at step CHDIR spawning \/bin\/true: No such file or directory/,
  ],
];

const PROGRAMS: readonly (readonly [name: string, text: string, error: string])[] = [
  ["no-interpreter", "#!/nonexistent/interpreter\n", "No such file or directory"],
  ["no-format", "echo hello\n", "Exec format error"],
  ["busy", "#!/bin/sh\n", "Text file busy"],
];

test.each(PROGRAMS)("a program that is there, but can't be executed: %s", async (name, text, error) => {
  const program = join(manager.folder, name);
  writeFileSync(program, text, { mode: 0o755 });
  const held = name === "busy" ? openSync(program, "a") : undefined;
  manager.write(`${name}.service`, `[Service]\nType=exec\nExecStart=${program}\n`);
  await manager.run("start", `${name}.service`);
  if (held !== undefined) closeSync(held);
  const log = await manager.log(`${name}.service`);
  expect(log).toContain(`${name}.service: Failed to execute ${program}: ${error}`);
  expect(log).toContain(`${name}.service: Failed at step EXEC spawning ${program}: ${error}`);
});

test("the prefix - forgives also a program that may not be executed", async () => {
  manager.write("forgiven.service", "[Service]\nType=exec\nExecStart=-/etc/passwd\n");
  await manager.run("start", "forgiven.service");
  const log = await eventually(async () => {
    const lines = await manager.log("forgiven.service");
    return lines.some((line) => line.endsWith("Deactivated successfully.")) ? lines.join("\n") : undefined;
  });
  expect(log).toContain("Unable to locate executable '/etc/passwd': Permission denied");
  expect(log).not.toContain("Failed at step");
});

test.each(FAILING)("%s fails at its step", async (name, service, status, says) => {
  manager.write(`${name}.service`, `[Service]\n${service}\n`);
  await manager.run("start", `${name}.service`);
  const shown = await eventually(async () => {
    const { stdout } = await manager.run("show", "-p", "ActiveState,ExecMainStatus", `${name}.service`);
    return stdout.includes("ActiveState=failed") ? stdout : undefined;
  });
  expect(shown).toContain(`ExecMainStatus=${status}\n`);
  expect((await manager.log(`${name}.service`)).join("\n")).toMatch(says);
});

test("a unit file that may not be read", async (context) => {
  context.skip(process.getuid?.() === 0, "root may read every file");
  manager.write("secret.service", "[Service]\nExecStart=/bin/true\n");
  chmodSync(join(manager.units, "secret.service"), 0);
  const { stderr } = await manager.run("start", "secret.service");
  expect(stderr).toMatch(/secret\.service.*Permission denied/);
});

test("after all that the good service still runs, and the manager met no bug", async () => {
  expect((await manager.run("is-active", "good.service")).stdout).toBe("active\n");
  expect(manager.output()).not.toContain("bug");
});

/** `upkeep run` with units that are refused: it says so in a sentence, the others run to their end, and it ends with 1. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUpkeep } from "../support/manager.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-run-test-"));
  writeFileSync(join(folder, "good.service"), "[Service]\nType=oneshot\nExecStart=/bin/echo good ran\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["no-exec", "[Service]\nType=simple\n", "Unit no-exec.service has a bad unit file setting."],
  ["bad-section", "[Service\nExecStart=/bin/true\n", "Unit bad-section.service failed to load properly"],
  ["empty", "", "Unit empty.service is masked."],
  [
    "needy",
    "[Unit]\nRequires=not-there.service\nAfter=not-there.service\n[Service]\nExecStart=/bin/true\n",
    "Unit not-there.service not found.",
  ],
])("%s beside a good one", async (name, text, sentence) => {
  const [good, refused] = ["good", name].map((each) => join(folder, `${each}.service`));
  writeFileSync(refused ?? "", text);
  const { status, stdout, stderr } = await runUpkeep(["run", good ?? "", refused ?? ""]);
  expect(stderr).toContain(`upkeep run: ${name}.service: ${sentence}`);
  expect(stderr).not.toContain("bug");
  expect(stdout).toContain("good ran");
  expect(status).toBe(1);
});

test("an instance of the template beside it", async () => {
  writeFileSync(join(folder, "greet@.service"), "[Service]\nType=oneshot\nExecStart=/bin/echo hello %i\n");
  const { status, stdout, stderr } = await runUpkeep(["run", join(folder, "greet@world.service"), join(folder, "greet@you.service")]);
  expect(stderr).not.toContain("does not exist");
  expect(stdout).toMatch(/^greet@world\.service +\| hello world$/m);
  expect(stdout).toMatch(/^greet@you\.service +\| hello you$/m);
  expect(status).toBe(0);
});

test("a kind of unit that is not run yet", async () => {
  const file = join(folder, "tick.timer");
  writeFileSync(file, "[Timer]\nOnBootSec=1\n");
  const { status, stderr } = await runUpkeep(["run", file]);
  expect(stderr).toContain("Upkeep does not run timer units yet");
  expect(status).toBe(1);
});

test("a template is no unit that can be run", async () => {
  const file = join(folder, "tmpl@.service");
  writeFileSync(file, "[Service]\nType=oneshot\nExecStart=/bin/true\n");
  const { status, stderr } = await runUpkeep(["run", file]);
  expect(stderr).toBe(`upkeep run: ${file} is a template: it is missing the instance name (such as tmpl@NAME.service)\n`);
  expect(status).toBe(1);
});

test("-o: every line as the log would show it, and nothing else on stdout", async () => {
  const { status, stdout } = await runUpkeep(["run", "-o", "json", join(folder, "good.service")]);
  const records = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
  expect(records.find(({ MESSAGE }) => MESSAGE === "good ran")).toMatchObject({
    SYSLOG_IDENTIFIER: "echo",
    _SYSTEMD_UNIT: "good.service",
    _TRANSPORT: "stdout",
    _BOOT_ID: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().replaceAll("-", ""),
  });
  expect(records.map(({ MESSAGE }) => MESSAGE)).toContain("Finished good.service.");
  expect(status).toBe(0);
});

test("why one is not restarted is said while the others still run", async () => {
  const [quick, slow] = ["quick", "slow"].map((name) => join(folder, `${name}.service`));
  writeFileSync(quick ?? "", "[Service]\nExecStart=/bin/sh -c 'exit 3'\n");
  writeFileSync(slow ?? "", "[Service]\nExecStart=/bin/sh -c 'sleep 0.5; echo slow ends'\n");
  const { status, stdout } = await runUpkeep(["run", quick ?? "", slow ?? ""]);
  expect(stdout).toMatch(/quick\.service is not restarted: .*status=3.*\n(?:.*\n)*slow\.service +\| slow ends\n/);
  expect(stdout.match(/is not restarted/g)).toHaveLength(2);
  expect(status).toBe(1);
});

test("beyond the start limit: why, and no advice to ask a manager that there is not", async () => {
  const file = join(folder, "crash.service");
  writeFileSync(file, "[Unit]\nStartLimitBurst=1\n[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=0\n");
  const { stdout } = await runUpkeep(["run", file]);
  expect(stdout).toContain("It was started 1 times within 10s already");
  expect(stdout).not.toContain("reset-failed");
});

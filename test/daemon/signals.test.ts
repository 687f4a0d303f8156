/** Signals that the manager has no use for end neither it nor its services, and don't open Node's debugger. */
import { symlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestManager, startManager } from "../support/manager.ts";

let manager: TestManager;
beforeAll(async () => {
  manager = await startManager();
});
afterAll(() => manager.close());

test.each(["SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGIO", "SIGPWR"] as const)("%s", async (signal) => {
  process.kill(manager.pid, signal);
  const { stdout } = await manager.run("is-system-running");
  expect(stdout).toBe("running\n");
  expect(manager.output()).not.toContain("Debugger");
});

test("a unit file that is a link to itself is refused in a sentence", async () => {
  symlinkSync("loop.service", `${manager.units}/loop.service`);
  const { status, stderr } = await manager.run("start", "loop.service");
  expect(stderr).toContain("Too many levels of symbolic links");
  expect(stderr).not.toContain("bug");
  expect(status).toBe(1);
});

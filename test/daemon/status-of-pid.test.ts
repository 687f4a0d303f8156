/** `status PID` against a real manager: also a process that the unit's own processes have made. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestManager, eventually, startManager } from "../support/manager.ts";

let manager: TestManager;
beforeAll(async () => {
  manager = await startManager();
});
afterAll(() => manager.close());

test("main process, child and stranger", async () => {
  manager.write("family.service", "[Service]\nExecStart=/bin/sh -c 'sleep 1000 & echo child $!; wait'\n");
  await manager.run("start", "family.service");
  const child = await eventually(async () => /^child (\d+)$/m.exec((await manager.log("family.service")).join("\n"))?.[1]);
  const main = (await manager.run("show", "-P", "MainPID", "family.service")).stdout.trim();
  for (const pid of [main, child]) {
    const { stdout, status } = await manager.run("status", pid);
    expect(stdout).toContain("● family.service");
    expect(status).toBe(0);
  }
  const { stderr, status } = await manager.run("status", String(process.pid));
  expect(stderr).toBe(`PID ${process.pid} does not belong to any loaded unit.\n`);
  expect(status).toBe(1);
});

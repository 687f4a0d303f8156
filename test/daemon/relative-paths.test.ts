import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually, startManager, type TestManager } from "../support/manager.ts";

let folder: string;
let manager: TestManager;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-relative-"));
});
afterEach(async () => {
  await manager.close();
  rmSync(folder, { recursive: true });
});

test("services are told of the notify socket by its full path, and clients find what is relative", async () => {
  const [run, state, units] = ["run", "state", "units"].map((name) => relative(process.cwd(), join(folder, name)));
  mkdirSync(join(folder, "units"));
  writeFileSync(join(folder, "units/web.service"), "[Service]\nNotifyAccess=all\nExecStart=/bin/sh -c 'echo $$NOTIFY_SOCKET'\n");
  manager = await startManager(`--runtime-dir=${run}`, `--state-dir=${state}`, `--unit-path=${units}`);
  expect(await manager.run("start", `--runtime-dir=${run}`, "web.service")).toMatchObject({ status: 0 });
  const said = async (): Promise<string> => (await manager.run("logs", `--runtime-dir=${run}`, "-u", "web.service", "-o", "cat")).stdout;
  const lines = await eventually(async () => ((await said()).includes("notify") ? await said() : undefined));
  expect(lines.split("\n")).toContain(join(folder, "run/notify"));
});

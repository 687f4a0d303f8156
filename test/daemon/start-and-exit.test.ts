/** How a manager is told what to start along with it, and how it is ended. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LAUNCHER, runUpkeep } from "../support/manager.ts";

let folder: string;
let address: readonly string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-start-"));
  address = ["--runtime-dir", join(folder, "run")];
  mkdirSync(join(folder, "units"));
  const write = (name: string, text: string): void => writeFileSync(join(folder, "units", name), text);
  write("good.service", "[Service]\nExecStart=/bin/sleep 1000\n");
  write("needy.service", "[Unit]\nRequires=nope.service\n[Service]\nExecStart=/bin/sleep 1000\n");
  write("some.socket", "[Socket]\nListenStream=1\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a manager until `act` is over and `upkeep exit` has ended it; gives what it printed on stderr. */
async function manage(options: readonly string[], act: () => Promise<void>): Promise<string> {
  const args = [LAUNCHER, "daemon", ...address, "--unit-path", join(folder, "units"), ...options];
  const daemon = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  daemon.stderr.on("data", (text) => (errors += String(text)));
  const closed = once(daemon, "close");
  await once(daemon.stdout, "data");
  await act();
  const { status } = await runUpkeep(["exit", ...address]);
  expect(status).toBe(0);
  expect(await closed).toEqual([0, null]);
  return errors;
}

const REFUSED: readonly (readonly [name: string, message: string])[] = [
  ["nope.service", "Failed to start nope.service: Unit nope.service not found."],
  ["needy.service", "Failed to start needy.service: Unit nope.service not found."],
  ["some.socket", "Failed to start some.socket: Upkeep does not run socket units yet; some.socket is only shown."],
];

test("a unit that can't be started with the manager is told of, on stderr and in the log; the others start", async () => {
  let log = "";
  const errors = await manage(["--unit=good", ...REFUSED.map(([name]) => `--unit=${name}`)], async () => {
    const { stdout } = await runUpkeep(["is-active", ...address, "good"]);
    expect(stdout).toBe("active\n");
    log = (await runUpkeep(["logs", ...address, "-o", "cat"])).stdout;
    expect((await runUpkeep(["logs", ...address, "-u", "nope", "-o", "cat"])).stdout).toBe(`${REFUSED[0]?.[1]}\n`);
  });
  expect(errors).toBe(REFUSED.map(([, message]) => `${message}\n`).join(""));
  for (const [, message] of REFUSED) expect(log.split("\n").filter((line) => line === message)).toHaveLength(1);
});

test("on a console it is told of once", async () => {
  const errors = await manage(["--unit=nope", "--log-target=console"], async () => {});
  expect(errors.split("\n").filter((line) => line === REFUSED[0]?.[1])).toHaveLength(1);
});

test("a directory of --unit-path that isn't there is told of", async () => {
  expect(await manage(["--unit-path", "/nowhere:/dev/null"], async () => {})).toBe(
    "upkeep: --unit-path names /nowhere, which is no directory.\nupkeep: --unit-path names /dev/null, which is no directory.\n",
  );
});

test("exit stops what runs, and needs a manager", async () => {
  // At debug level the end of the main process is told of as well, and in a user's manager that the unit was deactivated.
  await manage(["--unit=good", "--log-level=debug"], async () => {});
  const log = (await runUpkeep(["logs", ...address, "-u", "good", "-o", "cat"])).stdout;
  expect(log).toMatch(/Stopping good\.service.*\n.*\(success\)\ngood\.service: Deactivated successfully\.\nStopped good\.service/);
  const { status, stderr } = await runUpkeep(["exit", ...address]);
  expect(stderr).toMatch(/No Upkeep manager is running/);
  expect(status).toBe(1);
});

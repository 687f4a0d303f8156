/** Nobody reads any more what `run` or the manager prints: that must not leave services behind, nor stop those of a manager. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LAUNCHER, eventually, runUpkeep } from "../support/manager.ts";

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-closed-"));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A service that prints all the time, and leaves its pid in a file, and a line there when it was stopped in order. */
function writeService(prints = "while :; do echo tick; sleep 0.05; done"): string {
  const file = join(folder, "tick.service");
  const script = `echo $$$$ > ${folder}/pid; ${prints}`;
  writeFileSync(file, `[Service]\nExecStart=/bin/sh -c '${script}'\nExecStopPost=/bin/sh -c 'echo stopped >> ${folder}/stopped'\n`);
  return file;
}

const read = (name: string): string | undefined => {
  try {
    return readFileSync(join(folder, name), "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
};
const runs = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

const bytesWritten = (pid: string): number => Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, "utf8"))?.[1]);

interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<number | string | null>;
}
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const started = spawn(process.execPath, [LAUNCHER, ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  child = started;
  started.stderr.resume();
  return { process: started, ended: new Promise((resolve) => started.once("exit", (code, signal) => resolve(code ?? signal))) };
}

test("run: a reader that leaves has the services stopped in order, and 141 as after SIGPIPE", async () => {
  const { process: run, ended } = start(["run", writeService()]);
  await new Promise((resolve) => run.stdout?.once("data", resolve));
  run.stdout?.destroy();
  expect(await ended).toBe(141);
  expect(read("stopped")).toBe("stopped");
  expect(runs(read("pid") ?? "0")).toBe(false);
});

test("run: a terminal that is closed has the services stopped in order, however often that is told", async () => {
  const { process: run, ended } = start(["run", writeService()]);
  run.stdout?.resume();
  await eventually(async () => read("pid"));
  run.kill("SIGHUP");
  run.kill("SIGHUP");
  expect(await ended).toBe(130);
  expect(read("stopped")).toBe("stopped");
});

/** Runs a program on a terminal of its own, closes that at the first output, and prints how the program ended. */
const ON_A_TERMINAL = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
os.read(terminal, 1000)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
const PYTHON = "/usr/bin/python3";

test.skipIf(!existsSync(PYTHON))("run: on a terminal that is closed it ends in order, and does not abort", async () => {
  const args = ["-c", ON_A_TERMINAL, process.execPath, LAUNCHER, "run", writeService()];
  const { stdout } = await promisify(execFile)(PYTHON, args);
  // 130 if the signal was there before the next line was printed.
  expect(["130\n", "141\n"]).toContain(stdout);
  expect(read("stopped")).toBe("stopped");
});

test("run: a reader that stands still keeps nobody from being stopped", async () => {
  const { process: run, ended } = start(["run", writeService("exec yes")]);
  const pid = await eventually(async () => read("pid"));
  // Long enough for all buffers to be full.
  await eventually(async () => (bytesWritten(pid) > 1 << 20 ? true : undefined));
  run.kill("SIGTERM");
  await eventually(async () => (runs(pid) ? undefined : true));
  run.stdout?.resume();
  expect(await ended).toBe(130);
});

test("run: a bug takes the services along", async () => {
  const inject = join(folder, "inject.cjs");
  writeFileSync(inject, `process.on("SIGUSR2", () => { throw new Error("injected"); });`);
  const { process: run, ended } = start(["run", writeService()], { NODE_OPTIONS: `--require ${inject}` });
  let errors = "";
  run.stderr?.on("data", (text) => (errors += String(text)));
  run.stdout?.resume();
  const pid = await eventually(async () => read("pid"));
  run.kill("SIGUSR2");
  expect(await ended).toBe(70);
  await eventually(async () => (runs(pid) ? undefined : true));
  expect(errors).toMatch(/bug in Upkeep.*injected/);
});

test("daemon: a console that is closed is done without, and so is a bug", async () => {
  const inject = join(folder, "inject.cjs");
  writeFileSync(inject, `process.on("SIGUSR2", () => { throw new Error("injected"); });`);
  const units = join(folder, "units");
  mkdirSync(units);
  const address = ["--runtime-dir", join(folder, "run")];
  const { process: daemon, ended } = start(["daemon", ...address, "--unit-path", units, "--log-target=console"], {
    NODE_OPTIONS: `--require ${inject}`,
  });
  await new Promise((resolve) => daemon.stdout?.once("data", resolve));
  daemon.stdout?.destroy();
  daemon.stderr?.destroy();
  writeFileSync(join(units, "a.service"), "[Service]\nExecStart=/bin/sleep 1000\n");
  for (const verb of ["start", "stop", "start"]) expect((await runUpkeep([verb, ...address, "a.service"])).status).toBe(0);
  daemon.kill("SIGUSR2");
  const log = await eventually(async () => {
    const { stdout } = await runUpkeep(["logs", ...address, "-o", "cat"]);
    return stdout.includes("injected") ? stdout : undefined;
  });
  expect(log).toContain("bug in Upkeep");
  expect((await runUpkeep(["is-active", ...address, "a.service"])).stdout).toBe("active\n");
  daemon.kill("SIGTERM");
  expect(await ended).toBe(0);
});

test("a client whose output finds no room says so, and keeps its exit status", async () => {
  const command = `"${process.execPath}" "${LAUNCHER}" --version >/dev/full`;
  const { stderr } = await promisify(execFile)("/bin/sh", ["-c", command]);
  expect(stderr).toMatch(/^The output can't be written: ENOSPC: no space left on device, write\n$/);
});

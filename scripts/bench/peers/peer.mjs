// What the service managers under test have in common.
//
// *Site*: where one of them runs: { directory, services }; see services.mjs. A peer is { name, lacks(), boot(site) }: `lacks` says what
// is missing to run it, and `boot` brings up the manager with all of the site's services and gives
//   { roots, table, booted, pids(), kill(slot), stopAll(), end() }
// `roots` are the processes it consists of, with all below them; `booted` is the moment just
// before its first one was made; `pids` are the services' main processes.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, chmodSync, closeSync, constants, openSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../processes.mjs";
import { until } from "../services.mjs";

export const now = () => process.hrtime.bigint();

/** The first of `programs` that is not installed. */
export function missing(...programs) {
  const directories = (process.env.PATH ?? "").split(delimiter);
  return programs.find((program) => !directories.some((directory) => isExecutable(join(directory, program))));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not in this directory.
    return false;
  }
}

/** Starts a manager; what it prints goes to a file in `directory`, or for `stdout: "pipe"` to the caller. */
export function launch(directory, { stdout }, command, ...words) {
  const output = openSync(join(directory, "output"), "a");
  const booted = now();
  const child = spawn(command, words, { stdio: ["pipe", stdout ?? output, output] });
  closeSync(output);
  return { child, booted };
}

export function writeScript(file, text) {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

export const run = (command, ...words) => spawnSync(command, words, { stdio: "ignore" });

/** Runs a command without waiting for it to end. */
export const begin = (command, ...words) => void spawn(command, words, { stdio: "ignore" }).on("error", () => {});

/** The manager itself is gone, whatever that takes. */
export async function ended(child, timeoutMs = 20_000) {
  try {
    await until(() => child.exitCode !== null || child.signalCode !== null, timeoutMs, "the manager did not end");
  } catch {
    child.kill("SIGKILL");
    await sleep(100);
  }
}

/** Milliseconds until none of `pids` is left. */
export async function gone(pids, since, timeoutMs = 120_000) {
  const left = new Set(pids);
  const none = () => {
    for (const pid of left) {
      if (isAlive(pid)) return false;
      left.delete(pid);
    }
    return true;
  };
  await until(none, timeoutMs, "not all services ended");
  return Number(now() - since) / 1e6;
}

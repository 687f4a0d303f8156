/** A real manager in a folder of its own, and its command line: what tests with real processes work with. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const LAUNCHER = join(import.meta.dirname, "../../bin/upkeep.cjs");

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestManager {
  readonly folder: string;
  readonly units: string;
  readonly socket: string;
  readonly pid: number;
  /** Writes a unit file; its bytes as they are. */
  write(name: string, content: string | Uint8Array): void;
  /** Runs `upkeep VERB …` against this manager. */
  run(...args: readonly string[]): Promise<Ran>;
  /** The log of a unit, a line each. */
  log(unit: string): Promise<readonly string[]>;
  /** What the manager itself printed. */
  output(): string;
  close(): Promise<void>;
}

export function runUpkeep(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [LAUNCHER, ...args], { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

export async function startManager(...options: readonly string[]): Promise<TestManager> {
  const folder = mkdtempSync(join(tmpdir(), "upkeep-test-"));
  chmodSync(folder, 0o755);
  const [units, runtime] = [join(folder, "units"), join(folder, "run")];
  mkdirSync(units);
  const child = spawn(process.execPath, [LAUNCHER, "daemon", "--runtime-dir", runtime, "--unit-path", units, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await ready(child, () => output);
  const run = (verb: string, ...args: readonly string[]): Promise<Ran> => runUpkeep([verb, "--runtime-dir", runtime, ...args]);
  return {
    folder,
    units,
    socket: join(runtime, "control"),
    pid: child.pid ?? 0,
    write: (name, content) => writeFileSync(join(units, name), content),
    run: (verb = "", ...args) => run(verb, ...args),
    async log(unit) {
      const { stdout } = await run("logs", "-u", unit, "-o", "cat", "--no-pager");
      return stdout.split("\n").filter(Boolean);
    },
    output: () => output,
    async close() {
      child.kill("SIGTERM");
      await ended;
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the manager ended with status ${code}:\n${output()}`)));
  });
}

/** Asks until `question` answers with something other than undefined. */
export async function eventually<T>(question: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  for (let tries = 0; tries < seconds * 20; tries++) {
    const answer = await question();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing came of it in ${seconds} s`);
}

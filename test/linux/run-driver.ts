/** Runs a case of the test program in a process of its own, as any user, and gives its result. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const NOBODY = 65534;

export interface DriverOptions {
  readonly args?: readonly string[];
  /** Without root, if the tests run as root. */
  readonly unprivileged?: boolean;
  /** Words in front of the program, such as `unshare`. */
  readonly wrapper?: readonly string[];
  /** Node takes SIGKILL from us then. */
  readonly timeoutMs?: number;
}

/** Builds the program once a test file. It lies in the project, so that it finds the FFI package. */
export function createDriver(): (name: string, options?: DriverOptions) => unknown {
  const { program, run } = buildDriver();
  return (name, options) => run(program, name, options);
}

type Run = (program: string, name: string, options?: DriverOptions) => unknown;

/** The program's file, for a test that wants it elsewhere, and a way to run such a file. */
export function buildDriver(): { readonly program: string; readonly run: Run } {
  mkdirSync(join(ROOT, ".scratch"), { recursive: true });
  const directory = mkdtempSync(join(ROOT, ".scratch", "driver-"));
  chmodSync(directory, 0o755);
  const program = join(directory, "driver.cjs");
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: ["test/linux/driver/main.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["@koromix/*"],
    logLevel: "warning",
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const run: Run = (file, name, { args = [], unprivileged = false, wrapper = [], timeoutMs = 30_000 } = {}) => {
    const [command = "", ...rest] = [...wrapper, process.execPath, file, name, ...args];
    const user = unprivileged && isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...environment } = process.env;
    const done = spawnSync(command, rest, {
      encoding: "utf8",
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      cwd: "/",
      env: environment,
      ...user,
    });
    if (done.status !== 0) throw new Error(`${name} failed (${done.status ?? done.signal}): ${done.stderr}`);
    return JSON.parse(done.stdout) as unknown;
  };
  return { program, run };
}

export const isRoot = process.getuid?.() === 0;

/** For `it.skipIf`: says why a test is left out. */
export function lacks(missing: boolean, what: string): boolean {
  if (missing) console.warn(`skipped: ${what}`);
  return missing;
}

export const hasCommand = (path: string): boolean => existsSync(path);

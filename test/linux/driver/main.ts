/** Runs one case, by its name and arguments, and prints its result as JSON. A program of its own, since it takes SIGCHLD for itself. */
import { writeSync } from "node:fs";
import { tuneEngine } from "../../../src/daemon/engine.ts";
import * as bus from "./bus-cases.ts";
import * as freezer from "./freezer-cases.ts";
import * as members from "./member-cases.ts";
import * as memory from "./memory-cases.ts";
import * as other from "./other-cases.ts";
import * as spawn from "./spawn-cases.ts";

const CASES = { ...spawn, ...bus, ...freezer, ...members, ...memory, ...other } as unknown as Record<
  string,
  (...args: string[]) => Promise<unknown>
>;

tuneEngine();
const [name = "", ...args] = process.argv.slice(2);
const run = CASES[name];
if (!run) throw new Error(`no case ${name}`);
run(...args).then(
  (result) => {
    writeSync(1, `${JSON.stringify(result)}\n`);
    process.exit(0);
  },
  (error: unknown) => {
    writeSync(2, `${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);

// Records scenarios and the restart matrix from a real systemd (see test/scenarios/record.ts, test/matrix/record.ts).
//   node scripts/record.mjs [--check] [--times=2] [--jobs=3] [WORD …]     scenarios whose name contains one of the words
//   node scripts/record.mjs --matrix [--check]                            the restart matrix
// Needs root; the first time it makes the root file system that systemd runs on.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

process.chdir(join(import.meta.dirname, ".."));
if (process.getuid() !== 0) {
  console.error("record: only root can boot a systemd in namespaces");
  process.exit(1);
}
const prepared = spawnSync("scripts/systemd-host.sh", ["prepare"], { stdio: "inherit" });
if (prepared.status !== 0) process.exit(1);

const argv = process.argv.slice(2);
const matrix = argv.includes("--matrix");
const outfile = join(process.cwd(), ".scratch", matrix ? "record-matrix.mjs" : "record.mjs");
mkdirSync(".scratch", { recursive: true });
const entry = matrix ? "test/matrix/record.ts" : "test/scenarios/record.ts";
await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", logLevel: "warning" });
const { record } = await import(pathToFileURL(outfile).href);
process.exit(await record(argv.filter((word) => word !== "--matrix")));

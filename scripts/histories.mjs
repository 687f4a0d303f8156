// Plays random histories on Upkeep and on a real systemd, and compares (see test/histories/run.ts).
//   node scripts/histories.mjs [--count=100] [--seed=1] [--linux] [--save=DIRECTORY] …
// Needs root; the first time it makes the root file system that systemd runs on.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

process.chdir(join(import.meta.dirname, ".."));
if (process.getuid() !== 0) {
  console.error("histories: only root can boot a systemd in namespaces");
  process.exit(1);
}
const prepared = spawnSync("scripts/systemd-host.sh", ["prepare"], { stdio: "inherit" });
if (prepared.status !== 0) process.exit(1);

const outdir = join(process.cwd(), ".scratch/histories");
const entryPoints = ["test/histories/run.ts", "test/histories/screener.ts"];
await build({ entryPoints, outdir, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm", logLevel: "warning" });
const { runHistories } = await import(pathToFileURL(join(outdir, "run.mjs")).href);
process.exit(await runHistories(process.argv.slice(2), join(outdir, "screener.mjs")));

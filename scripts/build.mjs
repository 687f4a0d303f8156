// Builds dist/: upkeep.cjs (the command line), daemon.cjs (the manager's code, loaded only by the verbs that need it)
// and meta.json (what stands in upkeep.cjs and why; test/start-up.test.ts reads it).
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const daemonEntry = join(root, "src/daemon/main.ts");
const esbuild = await loadEsbuild();

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  // An import() that stays becomes require(): the ESM loader alone costs milliseconds.
  supported: { "dynamic-import": false },
  define: { UPKEEP_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version) },
  logLevel: "warning",
};

async function buildAll() {
  const dist = join(root, "dist");
  mkdirSync(dist, { recursive: true });
  const cli = await bundle("src/cli/main.ts", join(dist, "upkeep.cjs"), [daemonApart, missingVerb]);
  writeFileSync(join(dist, "meta.json"), JSON.stringify(cli));
  if (existsSync(daemonEntry)) await bundle("src/daemon/main.ts", join(dist, "daemon.cjs"), []);
  else process.stderr.write("build: src/daemon/main.ts does not exist yet; dist/daemon.cjs is left out\n");
  linkCommand();
}

/** Written next to its place and moved there, so that a command that starts meanwhile never reads half a file. */
async function bundle(entry, outfile, plugins) {
  const unfinished = `${outfile}.${process.pid}.tmp`;
  try {
    const { metafile } = await esbuild.build({
      ...common,
      entryPoints: [entry],
      outfile: unfinished,
      external: ["@koromix/*"],
      metafile: true,
      plugins,
    });
    renameSync(unfinished, outfile);
    return metafile;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** The command line reaches the manager's code through `src/daemon/main.ts` alone, and that is the other bundle. */
const daemonApart = {
  name: "daemon-apart",
  setup(build) {
    build.onResolve({ filter: /\/daemon\/main\.ts$/ }, () => ({ path: "./daemon.cjs", external: true }));
  },
};

/** A verb whose file does not exist yet says so when it is called. */
const missingVerb = {
  name: "missing-verb",
  setup(build) {
    build.onResolve({ filter: /^\.\/verbs\// }, ({ path, resolveDir }) =>
      existsSync(join(resolveDir, path)) ? undefined : { path, namespace: "missing-verb" },
    );
    build.onLoad({ filter: /./, namespace: "missing-verb" }, ({ path }) => {
      process.stderr.write(`build: ${path} does not exist yet\n`);
      const run = "export async function run(input, context) { context.err(`The verb '${input.verb}' is not built yet.`); return 1; }";
      return { contents: run, loader: "js" };
    });
  },
};

/** `npx upkeep` in a clone finds node_modules/.bin/upkeep at once, instead of installing the clone into its cache first. */
function linkCommand() {
  const bin = join(root, "node_modules/.bin");
  if (!existsSync(bin)) return;
  try {
    rmSync(join(bin, "upkeep"), { force: true });
    symlinkSync("../../bin/upkeep.cjs", join(bin, "upkeep"));
  } catch {
    // A read-only node_modules: npx takes its own way, only slower.
  }
}

async function loadEsbuild() {
  try {
    return await import("esbuild");
  } catch {
    return fail("esbuild is not installed. Run this first: npm ci");
  }
}

function fail(message) {
  if (message) process.stderr.write(`build: ${message}\n`);
  process.exit(1);
}

try {
  await buildAll();
} catch (error) {
  // What esbuild found wrong it has printed itself.
  fail(error.errors ? "" : `cannot build: ${error.message}`);
}

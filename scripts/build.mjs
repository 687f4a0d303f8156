// Builds dist/: upkeep.cjs (what every call needs), verbs/*.cjs and journal.cjs (apart, so that no call parses more than it needs),
// daemon.cjs (the manager's code) and meta.json (what stands in upkeep.cjs; test/start-up.test.ts reads it).
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
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
  define: { UPKEEP_VERSION: JSON.stringify(version) },
  external: ["@koromix/*"],
  outdir: dist,
  outExtension: { ".js": ".cjs" },
  write: false,
  logLevel: "warning",
};

async function buildAll() {
  const verbs = new Set();
  const { metafile } = await build({ upkeep: "src/cli/main.ts" }, [verbsApart(verbs)], { metafile: true });
  writeWhole(join(dist, "meta.json"), JSON.stringify(metafile));
  const parts = [...verbs].map((file) => [`verbs/${basename(file, ".ts")}`, file]);
  await build({ ...Object.fromEntries(parts), journal: "src/journal/reader.ts" }, [verbsApart(new Set()), daemonApart]);
  await build({ daemon: "src/daemon/main.ts" }, []);
}

async function build(entryPoints, plugins, options = {}) {
  const result = await esbuild.build({ ...common, entryPoints, plugins, ...options });
  for (const { path, contents } of result.outputFiles) writeWhole(path, contents);
  return result;
}

/** Written next to its place and moved there, so that a command that starts meanwhile never reads half a file. */
function writeWhole(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

/** Collects the files of the verbs, and leaves their imports, and the journal's, to be found in dist/. */
function verbsApart(found) {
  return {
    name: "verbs-apart",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/verbs\/[^/]+\.ts$/ }, ({ path, resolveDir }) => {
        found.add(join(resolveDir, path));
        return { path: path.replace(/\.ts$/, ".cjs"), external: true };
      });
      onResolve({ filter: /^\.\.\/journal\/reader\.ts$/ }, () => ({ path: "./journal.cjs", external: true }));
    },
  };
}

/** Verbs reach the manager's code through `src/daemon/main.ts` alone, and that is a bundle of its own. */
const daemonApart = {
  name: "daemon-apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/daemon\/main\.ts$/ }, () => ({ path: "../daemon.cjs", external: true }));
  },
};

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

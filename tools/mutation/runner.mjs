/**
 * The test runner that Stryker gets: plays the scenarios, the histories, the matrix and the unit tests in a thread that stays alive from
 * mutant to mutant, beginning with what killed the last ones. vitest's own runner would load everything anew for each.
 */
import { once } from "node:events";
import { createRequire } from "node:module";
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { PluginKind, declareClassPlugin, declareFactoryPlugin } from "@stryker-mutator/api/plugin";

/** Of the sandbox, once Stryker has gone there: what is imported from here has to be the mutated code. */
const here = (name) => resolve("tools/mutation", name);

/** What needs no real processes and throws no dice. With some of the scenarios only (`SCENARIOS=notify/,type/`), these and what is quick. */
const FOLDERS = ["src/core/units/service", "src/core/jobs", "src/core/manager", "test/manager"];
const FILES = ["test/scenarios.simulated.test.ts"];
if (process.env.SCENARIOS === undefined) FILES.push("test/histories.simulated.test.ts", "tools/mutation/matrix.ts");
/** Ten thousand units tell nothing about the machine of one. */
const IS_SLOW = /long-chains/;

/** In the sandbox, which is the working directory; made by the first run and used by all. */
const bundle = () => resolve("tests.bundle.mjs");
const durations = () => resolve("tests.durations.json");

/**
 * A test hangs that uses as much more of the processor than the time it took without a mutant; or that takes that long, using nothing.
 * The machine may be busy.
 */
const PATIENCE_MS = 1_000;
const PATIENCE_FACTOR = 15;
const IDLE_PATIENCE_MS = 60_000;
const LOOK_MS = 250;

class Runner {
  #worker;
  #tests = [];
  #durations = new Map();
  /** Test → number of the kill that was its last. */
  #killers = new Map();
  #kills = 0;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    await bundleTests();
    await this.#open({});
    const answer = await this.#ask({ type: "dry-run" });
    const failed = answer.tests.find(({ failure }) => failure !== undefined);
    if (failed !== undefined) return { status: "error", errorMessage: `${failed.id}: ${failed.failure}` };
    const tests = answer.tests.map(({ id, ms }) => ({ id, name: id, status: 0, timeSpentMs: ms }));
    writeFileSync(durations(), JSON.stringify(answer.tests.map(({ id, ms }) => [id, ms])));
    return { status: "complete", tests, mutantCoverage: answer.coverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    if (this.#durations.size === 0) this.#durations = new Map(JSON.parse(readFileSync(durations(), "utf8")));
    const active = mutantActivation === "static" ? activeMutant.id : undefined;
    if (reloadEnvironment || this.#worker === undefined || active !== undefined) await this.#open({ active });
    if (this.#tests.length === 0) return { status: "killed", killedBy: ["loading"], failureMessage: "can't be loaded", nrOfTests: 0 };
    const tests = this.#sort(testFilter ?? this.#tests);
    const answer = await this.#ask({ type: "mutant", id: activeMutant.id, tests, hitLimit });
    if (active !== undefined) await this.#close();
    if (answer.hangs !== undefined) return { status: "timeout", reason: `${answer.hangs} hangs` };
    if (answer.failed === undefined) return { status: "survived", nrOfTests: tests.length };
    this.#killers.set(answer.failed, (this.#kills += 1));
    if (answer.hits > hitLimit) return { status: "timeout", reason: "hit limit" };
    return { status: "killed", killedBy: [answer.failed], failureMessage: answer.failure, nrOfTests: answer.played };
  }

  async dispose() {
    await this.#close();
  }

  #sort(tests) {
    const rank = (id) => this.#killers.get(id) ?? 0;
    const cost = (id) => this.#durations.get(id) ?? 0;
    return tests.toSorted((a, b) => rank(b) - rank(a) || cost(a) - cost(b));
  }

  async #open(workerData) {
    await this.#close();
    this.#worker = new Worker(here("worker.mjs"), {
      workerData: { bundle: bundle(), ...workerData },
      // The tests make much that is thrown away at once.
      resourceLimits: { maxYoungGenerationSizeMb: 128 },
    });
    [this.#tests] = await once(this.#worker, "message").catch((error) => [[], error]);
  }

  async #close() {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Its answer; `hangs`, if there is none in time. The thread is ended then. */
  #ask(question) {
    const worker = this.#worker;
    return new Promise((answer) => {
      let begun;
      const finish = (told) => {
        clearInterval(looking);
        worker.off("message", onMessage);
        worker.off("error", onError);
        answer(told);
      };
      const onMessage = (message) => {
        if (message.begins === undefined) return finish(message);
        begun = { name: message.begins, used: usedMs(), at: performance.now() };
      };
      const onError = (error) => {
        this.#worker = undefined;
        finish({ failed: "the thread", failure: String(error), hits: 0, played: 0 });
      };
      const looking = setInterval(() => {
        if (begun === undefined || !this.#hangs(begun)) return;
        const { name } = begun;
        begun = undefined;
        void this.#close().then(() => finish({ hangs: name }));
      }, LOOK_MS);
      worker.on("message", onMessage);
      worker.on("error", onError);
      worker.postMessage(question);
    });
  }

  #hangs({ name, used, at }) {
    const usual = PATIENCE_FACTOR * (this.#durations.get(name) ?? 0);
    return usedMs() - used > PATIENCE_MS + usual || performance.now() - at > IDLE_PATIENCE_MS + usual;
  }
}

/** Of the processor, by this process with its thread. */
function usedMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** With the root's own esbuild, and `vitest` replaced by what gathers the tests. */
export async function bundleTests() {
  if (existsSync(bundle())) return;
  const { build } = createRequire(resolve("package.json"))("esbuild");
  const beside = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const files = [...beside.filter((name) => name.endsWith(".test.ts") && !IS_SLOW.test(name)), ...FILES];
  const contents = files.map((file) => `import ${JSON.stringify(resolve(file))};\n`).join("");
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    alias: { vitest: here("gather.mjs") },
    external: ["esbuild"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: 'import { createRequire as openRequire } from "node:module"; const require = openRequire(import.meta.url);' },
    nodePaths: [resolve("node_modules")],
    logLevel: "error",
    outfile: `${bundle()}.new.mjs`,
  });
  renameSync(`${bundle()}.new.mjs`, bundle());
}

const openRunner = () => new Runner();
openRunner.inject = [];

/** Says what became of each mutant at once: Stryker itself keeps it until the end. */
class LineReporter {
  #file = resolve(`.scratch/mutation/tested-${process.pid}.jsonl`);

  onMutantTested({ fileName, location, mutatorName, replacement, status, killedBy, testsCompleted }) {
    appendFileSync(this.#file, `${JSON.stringify({ fileName, location, mutatorName, replacement, status, killedBy, testsCompleted })}\n`);
  }
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "upkeep", openRunner),
  declareClassPlugin(PluginKind.Reporter, "lines", LineReporter),
];

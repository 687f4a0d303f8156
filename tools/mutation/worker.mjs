/** The thread in which the tests are played. `active`: the mutant that is in force while the code is loaded. */
import { parentPort, workerData } from "node:worker_threads";

const stryker = (globalThis.__stryker__ = { activeMutant: workerData.active });

/** What goes wrong outside of a promise that is waited for. */
let stray;
process.on("unhandledRejection", (error) => (stray ??= error));
process.on("uncaughtException", (error) => (stray ??= error));

await import(workerData.bundle);
const tests = new Map(globalThis.gatheredTests.map((test) => [test.id, test]));

parentPort.on("message", async (question) => {
  parentPort.postMessage(question.type === "dry-run" ? await playAll() : await playUntilFailure(question));
});
parentPort.postMessage([...tests.keys()]);

async function playAll() {
  const played = [];
  for (const test of tests.values()) {
    const begun = performance.now();
    stryker.currentTestId = test.id;
    const failure = await play(test);
    stryker.currentTestId = undefined;
    played.push({ id: test.id, ms: performance.now() - begun, failure });
  }
  return { tests: played, coverage: stryker.mutantCoverage };
}

async function playUntilFailure({ id, tests: chosen, hitLimit }) {
  stryker.activeMutant = id;
  stryker.hitCount = hitLimit === undefined ? undefined : 0;
  stryker.hitLimit = hitLimit;
  let played = 0;
  for (const name of chosen) {
    parentPort.postMessage({ begins: name });
    played += 1;
    const failure = await play(tests.get(name));
    if (failure !== undefined) return { failed: name, failure, hits: stryker.hitCount ?? 0, played };
  }
  return { hits: stryker.hitCount ?? 0, played };
}

async function play(test) {
  stray = undefined;
  try {
    await test.play();
    await new Promise(setImmediate);
  } catch (error) {
    return `${error?.message ?? error}`;
  }
  return stray === undefined ? undefined : `${stray?.message ?? stray}`;
}

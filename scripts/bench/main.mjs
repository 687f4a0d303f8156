// How fast Upkeep is, beside the other service managers of this machine: npm run bench -- [--quick] [MEASURE|PEER …]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { client } from "./measures/client.mjs";
import { crashLoop } from "./measures/crash-loop.mjs";
import { idle } from "./measures/idle.mjs";
import { memory } from "./measures/memory.mjs";
import { restartLatency } from "./measures/restart-latency.mjs";
import { startStop } from "./measures/start-stop.mjs";
import { runit, s6 } from "./peers/supervision-trees.mjs";
import { systemd } from "./peers/systemd.mjs";
import { upkeep } from "./peers/upkeep.mjs";
import { compileService, makeServices } from "./services.mjs";
import { median, printTable } from "./table.mjs";

const MEASURES = { latency: restartLatency, loop: crashLoop, start: startStop, memory, idle, client };
const PEERS = { upkeep, runit, s6, systemd };

// An unset variable of the machine's own keeps node from reading certificates at each start, which is no work of ours.
delete process.env.NODE_EXTRA_CA_CERTS;
const words = process.argv.slice(2);
const quick = words.includes("--quick");
const chosen = (table) =>
  Object.entries(table).filter(([name]) => words.includes(name) || !Object.keys(table).some((other) => words.includes(other)));

const base = mkdtempSync(join(tmpdir(), "upkeep-bench-"));
let sites = 0;

async function main() {
  let program;
  try {
    program = compileService(base);
  } catch {
    return say("bench: no C compiler (cc) with a static C library, so there is no service to measure with");
  }
  const peers = chosen(PEERS)
    .map(([, peer]) => peer)
    .filter(isThere);
  for (const [, measure] of chosen(MEASURES)) {
    const rows = [];
    for (const count of measure.sizes({ quick })) {
      const wanted = peers.filter(({ name }) => measure.only === undefined || measure.only === name);
      const found = measure.together ? await together(measure, wanted, program, count) : await apart(measure, wanted, program, count);
      rows.push(...found.map(({ name, ...row }) => ({ name, services: count, ...row })));
    }
    printTable(measure.title, withRatios(measure, measure.conclude?.(rows) ?? rows));
  }
}

function isThere({ name, lacks }) {
  const missing = lacks();
  if (missing !== undefined) say(`bench: without ${name}: ${missing} is missing`);
  return missing === undefined;
}

/** One after the other, each as often as it takes; the rows are medians. */
async function apart(measure, peers, program, count) {
  const rows = [];
  const repeats = measure.repeat({ quick });
  const results = new Map(peers.map(({ name }) => [name, []]));
  for (let i = 0; i < repeats; i++) {
    for (const peer of peers) {
      await onSite(peer, program, count, measure.mode, async (instance, services) => {
        results.get(peer.name).push(await measure.measure(instance, { quick, services, count }));
      });
    }
  }
  for (const [name, found] of results) rows.push(...medians(found).map((row) => ({ name, ...row })));
  return rows;
}

async function together(measure, peers, program, count) {
  const running = [];
  const next = async (rest) => {
    const [peer, ...others] = rest;
    if (peer === undefined) return measure.measure(running, { quick, count });
    return onSite(peer, program, count, measure.mode, async (instance) => {
      await instance.table.allStarted();
      running.push({ name: peer.name, instance });
      return next(others);
    });
  };
  return next(peers);
}

async function onSite(peer, program, count, mode, work) {
  const directory = mkdtempSync(join(base, `${peer.name}-${++sites}-`));
  const services = makeServices(directory, program, count, mode);
  const instance = await peer.boot({ directory, services });
  try {
    return await work(instance, services);
  } finally {
    await instance.end();
  }
}

/** `found`: what each repetition gave, a row or several. */
function medians(found) {
  const [first] = found;
  if (first === undefined) return [];
  if (Array.isArray(first)) return first;
  return [Object.fromEntries(Object.keys(first).map((key) => [key, median(found.map((row) => row[key]))]))];
}

/** Adds how each compares with Upkeep at the same size. */
function withRatios(measure, rows) {
  return rows.map((row) => {
    const ours = rows.find(({ name, services }) => name === "upkeep" && services === row.services);
    const ratios = (measure.compare ?? []).map((key) => [`${key} : ours`, ours && row[key] / ours[key]]);
    return { ...row, ...Object.fromEntries(ratios) };
  });
}

const say = (line) => void process.stdout.write(`${line}\n`);

try {
  await main();
} finally {
  rmSync(base, { recursive: true, force: true });
}

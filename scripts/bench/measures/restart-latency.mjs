// From kill -9 of a main process to the first instruction of its successor. All managers run at once and are asked in turn, so that
// what else the machine does meets them alike.
import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../peers/peer.mjs";
import { median } from "../table.mjs";

/** runit and s6 hold back a service that lived for less than a second. */
const SETTLED_MS = 1250;

export const restartLatency = {
  title: "Restart latency (ms), kill -9 to the first instruction of the successor",
  sizes: ({ quick }) => [1, quick ? 50 : 200],
  compare: ["median"],
  together: true,
  async measure(running, { count, quick }) {
    await sleep(SETTLED_MS);
    const latencies = new Map(running.map(({ name }) => [name, []]));
    for (let round = 0; round < (quick ? 25 : 200); round++) {
      if (count === 1) await sleep(SETTLED_MS + Math.random() * 400);
      for (const { name, instance } of shuffled(running)) {
        const found = latencies.get(name);
        // One that always waits for a second needn't be asked so often.
        if (found.length >= 8 && median(found) > 500) continue;
        found.push(await restart(instance, round % count));
        if (count > 1) await sleep(30);
      }
    }
    return running.map(({ name }) => ({ name, ...summary(latencies.get(name)) }));
  },
};

async function restart({ table, kill }, slot) {
  const { starts } = table.slot(slot);
  const killed = now();
  kill(slot);
  return Number((await table.restarted(slot, starts)) - killed) / 1e6;
}

function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { kills: values.length, min: sorted[0], median: median(values), p90: sorted[Math.floor(sorted.length * 0.9)], max: sorted.at(-1) };
}

const shuffled = (items) =>
  items
    .map((item) => [Math.random(), item])
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);

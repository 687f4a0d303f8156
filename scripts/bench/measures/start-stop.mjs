// From nothing to the first instruction of the last service, and from the command that stops them all to the end of the last.
import { setTimeout as sleep } from "node:timers/promises";
import { gone, now } from "../peers/peer.mjs";

export const startStop = {
  title: "Start from nothing and stop of all (ms)",
  sizes: ({ quick }) => (quick ? [100] : [1, 100, 1000]),
  compare: ["start", "stop"],
  repeat: () => 3,
  async measure({ table, booted, stopAll, pids }) {
    const start = Number((await table.allStarted()) - booted) / 1e6;
    await sleep(1500);
    const services = pids();
    const begin = now();
    stopAll();
    return { start, stop: await gone(services, begin) };
  },
};

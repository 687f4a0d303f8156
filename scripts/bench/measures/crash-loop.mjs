// One service that fails at once, without limits: how often it is restarted in a second, and what that costs.
import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../peers/peer.mjs";
import { cpuTime, ownProcesses } from "../processes.mjs";

export const crashLoop = {
  title: "Crash loop of one service",
  mode: "crash",
  compare: ["restarts a second"],
  sizes: () => [1],
  repeat: ({ quick }) => (quick ? 1 : 3),
  async measure({ roots, table }, { quick, services }) {
    await sleep(2000);
    const pids = ownProcesses(roots, services);
    const [begin, starts, cpu] = [now(), table.starts(), cpuTime(pids)];
    await sleep(quick ? 4000 : 6000);
    const seconds = Number(now() - begin) / 1e9;
    const restarts = table.starts() - starts;
    return { "restarts a second": restarts / seconds, "CPU ms each": (cpuTime(pids) - cpu) / restarts };
  },
};

// What a manager does while nothing happens.
import { setTimeout as sleep } from "node:timers/promises";
import { cpuTime, ownProcesses, wakeUps } from "../processes.mjs";

const WINDOW_MS = 10_000;

export const idle = {
  title: "Idle: wake-ups and CPU (ms) in 10 s",
  sizes: () => [100],
  repeat: () => 1,
  async measure({ roots, table }, { services }) {
    await table.allStarted();
    await sleep(5000);
    const pids = ownProcesses(roots, services);
    const [wakes, cpu] = [wakeUps(pids), cpuTime(pids)];
    await sleep(WINDOW_MS);
    return { "wake-ups": wakeUps(pids) - wakes, CPU: cpuTime(pids) - cpu };
  },
};

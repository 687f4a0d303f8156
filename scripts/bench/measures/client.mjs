// What a question to the manager costs, beside a node that does nothing at all.
import { spawnSync } from "node:child_process";
import { now } from "../peers/peer.mjs";
import { COMMAND } from "../peers/upkeep.mjs";
import { childrenCpuTime } from "../processes.mjs";
import { median } from "../table.mjs";

/** The kernel counts CPU in hundredths of a second, so a batch is measured as a whole. */
const BATCH = 10;

export const client = {
  title: "Client: CPU and wall time of one call (ms)",
  only: "upkeep",
  sizes: () => [100],
  repeat: () => 1,
  async measure({ table, place }, { quick }) {
    await table.allStarted();
    const calls = {
      "node -e 0": ["-e", "0"],
      "is-active": [COMMAND, place, "is-active", "b0000"],
      status: [COMMAND, place, "status", "b0000"],
    };
    const found = new Map(Object.keys(calls).map((call) => [call, { cpu: [], wall: [] }]));
    for (let batch = 0; batch < (quick ? 3 : 9); batch++) {
      for (const [call, words] of Object.entries(calls)) {
        const [cpu, begin] = [childrenCpuTime(), now()];
        for (let i = 0; i < BATCH; i++) spawnSync(process.execPath, words, { stdio: "ignore" });
        found.get(call).cpu.push((childrenCpuTime() - cpu) / BATCH);
        found.get(call).wall.push(Number(now() - begin) / 1e6 / BATCH);
      }
    }
    return [...found].map(([call, { cpu, wall }]) => ({ call, CPU: median(cpu), wall: median(wall) }));
  },
};

// Memory of a manager's own processes, shared pages divided. An idle node runs beside it, since programs of node share their text.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { ownProcesses, proportionalMemory } from "../processes.mjs";

export const memory = {
  title: "Memory: PSS of the manager's own processes (MB), and beyond that of an idle node",
  sizes: ({ quick }) => [0, quick ? 100 : 1000],
  repeat: () => 1,
  async measure({ roots, table }, { services }) {
    const bare = spawn(process.execPath, ["-e", "setTimeout(() => {}, 1e9)"], { stdio: "ignore" });
    await table.allStarted();
    await sleep(3000);
    const pids = ownProcesses(roots, services);
    const [own, node] = [proportionalMemory(pids) / 1024, proportionalMemory([bare.pid]) / 1024];
    bare.kill("SIGKILL");
    return { processes: pids.length, PSS: own, "idle node": node, above: own - node };
  },
  /** Adds what each service costs beyond a manager without any. */
  conclude: (rows) =>
    rows.map((row) => {
      const empty = rows.find(({ name, services }) => name === row.name && services === 0);
      return { ...row, "KB a service": row.services === 0 ? undefined : ((row.PSS - empty.PSS) * 1024) / row.services };
    }),
};

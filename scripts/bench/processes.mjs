// What the kernel says of processes.
import { readFileSync, readdirSync } from "node:fs";

/** The processes themselves and all below them, except those of `services`. */
export function ownProcesses(roots, services) {
  const program = services[0]?.program;
  const found = [];
  for (const queue = [...roots]; queue.length > 0;) {
    const pid = queue.shift();
    if (program !== undefined && commandOf(pid).includes("/service\0")) continue;
    found.push(pid);
    for (const thread of threadsOf(pid)) queue.push(...read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number));
  }
  return found;
}

/** KB of memory, shared pages divided among those who share them. */
export const proportionalMemory = (pids) => sum(pids, (pid) => field(read(`/proc/${pid}/smaps_rollup`), "Pss"));

/** How often any thread has gone to sleep and been woken. */
export const wakeUps = (pids) =>
  sum(pids, (pid) => sum(threadsOf(pid), (thread) => field(read(`/proc/${pid}/task/${thread}/status`), "voluntary_ctxt_switches")));

/** Milliseconds of CPU. */
export const cpuTime = (pids) =>
  sum(pids, (pid) => sum(threadsOf(pid), (thread) => Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0] ?? 0) / 1e6));

/** Milliseconds of CPU of all children waited for, to the hundredth of a second. */
export function childrenCpuTime() {
  const stat = read("/proc/self/stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

export const childrenOf = (pid) =>
  threadsOf(pid).flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number));

/** The process's pid in its own pid namespace. */
export const innerPid = (pid) => Number(/^NSpid:.*?(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);

export function isAlive(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat !== "" && !/\) [ZX] /.test(stat);
}

const threadsOf = (pid) => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    // It has ended.
    return [];
  }
};
const commandOf = (pid) => read(`/proc/${pid}/cmdline`);
const field = (text, name) => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1] ?? 0);
const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It has ended.
    return "";
  }
}

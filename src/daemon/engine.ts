/** V8 settings for a process that lives long, is idle mostly, and must then be quick at once. */
import process from "node:process";
import v8 from "node:v8";

const FLAGS: readonly string[] = [
  // The young generation stays at its first size: a burst of starts would leave it at 32 MB for good.
  "--semi-space-growth-factor=1",
  // Code is kept however long it was not used, and compiled at once to what the processor runs: each restart is the first for a while.
  "--no-flush-bytecode",
  "--always-sparkplug",
];

/** Optimizing what a burst of starts has run takes longer than it saves, and leaves megabytes: only work that goes on and on is worth it. */
const LATE_OPTIMIZATION: readonly string[] = isBefore(12)
  ? ["--interrupt-budget=1000000"]
  : ["--no-maglev", "--invocation-count-for-turbofan=50000"];

/** To be called first, as functions that are compiled already stay as they are. */
export function tuneEngine(): void {
  for (const flag of [...FLAGS, ...LATE_OPTIMIZATION]) v8.setFlagsFromString(flag);
}

/** Node 20 has version 11 of V8. */
function isBefore(version: number): boolean {
  return Number.parseInt(process.versions.v8, 10) < version;
}

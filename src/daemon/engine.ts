/** V8 settings for a process that lives long, is idle mostly, and must then be quick at once. */
import v8 from "node:v8";

const FLAGS: readonly string[] = [
  // The young generation stays at its first size: a burst of starts would leave it at 32 MB for good.
  "--semi-space-growth-factor=1",
  // Code is kept however long it was not used, and compiled at once to what the processor runs: each restart is the first for a while.
  "--no-flush-bytecode",
  "--always-sparkplug",
];

/** To be called first, as functions that are compiled already stay as they are. */
export function tuneEngine(): void {
  for (const flag of FLAGS) v8.setFlagsFromString(flag);
}

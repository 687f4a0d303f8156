import process from "node:process";

/** SIGTERM and SIGINT ask for an ordered stop; each further one for more hurry. */
export function onStopSignals(stop: () => void): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
}

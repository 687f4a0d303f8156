import process from "node:process";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGQUIT"] as const;

/** They would end a program that has no use for them, and its services be left alone; SIGUSR1 would open Node's debugger to all comers. */
const IGNORED = ["SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGIO", "SIGPWR"] as const;
const ignore = (): void => {};

/**
 * SIGTERM, SIGINT and SIGQUIT ask for an ordered stop; each further one for more hurry. What is returned gives them back their usual
 * effect, but not those that are ignored from now on.
 */
export function onStopSignals(stop: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, stop);
  for (const signal of IGNORED) process.on(signal, ignore);
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
}

import process from "node:process";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** SIGTERM and SIGINT ask for an ordered stop; each further one for more hurry. What is returned gives them back their usual effect. */
export function onStopSignals(stop: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, stop);
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
}

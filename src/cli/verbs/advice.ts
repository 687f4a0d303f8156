import type { VerbInput } from "../verb.ts";

/** What advice calls the programs: as this one was called, for the manager that was meant. */
export interface Commands {
  readonly systemctl: string;
  readonly journalctl: string;
}

export function commandsOf({ program, options }: VerbInput): Commands {
  const runtimeDir = options.last("runtime-dir");
  const manager = `${options.has("user") ? " --user" : ""}${runtimeDir ? ` --runtime-dir=${runtimeDir}` : ""}`;
  return program === "upkeep"
    ? { systemctl: `upkeep${manager}`, journalctl: `upkeep logs${manager}` }
    : { systemctl: `systemctl${manager}`, journalctl: `journalctl${manager}` };
}

/** What would let a unit start that the start limit keeps down. */
export const adviseReset = (unit: string, { systemctl }: Commands): string =>
  `"${systemctl} reset-failed ${unit}" lets it start again at once.`;

/** What is said of a unit whose files are newer than what was read of them. */
export const describeStale = (unit: string, { systemctl }: Commands): string =>
  `Warning: The unit file, source configuration file or drop-ins of ${unit} changed on disk. Run '${systemctl} daemon-reload' to reload units.`;

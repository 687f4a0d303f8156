/** Where a host of ours differs from systemd on purpose, or can't do what a scenario asks for, and why. */
import type { HostName } from "../hosts/host.ts";

export interface Deviation {
  readonly scenario: string;
  readonly host: Exclude<HostName, "systemd">;
  /** Only where the tests don't run as root: the scenarios were recorded from the system's manager. */
  readonly unprivileged?: true;
  readonly because: string;
}

/** Each of these is expected to differ; one that agrees fails its test, so that the list stays true. */
export const DEVIATIONS: readonly Deviation[] = [
  everywhere("settings/directory", "a directory where a unit file should be is told of; systemd passes it over in silence"),
  everywhere("context/format-error", "the error is what execve(2) says; systemd looks at the file first and has words of its own"),
  everywhere(
    "actions/restart-follows",
    "what waits to be restarted is stopped with the rest; systemd leaves it and refuses the restart when it is due",
  ),
  {
    scenario: "environment/base",
    host: "linux",
    unprivileged: true,
    because: "a user's manager hands on what it was given itself",
  } as const,
].flat();

function everywhere(scenario: string, because: string): readonly Deviation[] {
  return [
    { scenario, host: "simulated", because },
    { scenario, host: "linux", because },
  ];
}

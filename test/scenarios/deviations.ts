/** Where a host of ours differs from systemd on purpose, or can't do what a scenario asks for, and why. */
import type { HostName } from "../hosts/host.ts";

export interface Deviation {
  readonly scenario: string;
  readonly host: Exclude<HostName, "systemd">;
  readonly because: string;
}

/** Each of these is expected to differ; one that agrees fails its test, so that the list stays true. */
export const DEVIATIONS: readonly Deviation[] = [];

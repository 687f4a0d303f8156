/** Where a host of ours differs from systemd on purpose, or can't do what a scenario asks for, and why. */
import type { HostName } from "../hosts/host.ts";

export interface Deviation {
  readonly scenario: string;
  readonly host: Exclude<HostName, "systemd">;
  /** Only where the tests don't run as root: the scenarios were recorded from the system's manager. */
  readonly unprivileged?: true;
  readonly because: string;
}

/** See test/hosts/linux.ts, --log-level. */
const SEEN_DEBUGGING = "a user's manager logs its debugging as well in these tests, and status shows all that is logged";

/** Each of these is expected to differ; one that agrees fails its test, so that the list stays true. */
export const DEVIATIONS: readonly Deviation[] = [
  everywhere(
    "forking/daemon-reload",
    "a PID file that is waited for is noticed after daemon-reload as well; systemd forgets that it waits",
  ),
  everywhere(
    "forking/exit-type-after-pre",
    "the service starts; systemd hears late that ExecStartPre= has left an empty control group, and stops what it has just started",
  ),
  everywhere(
    "start-limit/while-starting",
    "a start that finds another under way is not counted: systemd up to 257.21 counts it, and at the limit loses the processes",
  ),
  everywhere(
    "type/dbus-without-bus",
    "without a bus the start fails at once, and the log says why; systemd asks for a unit dbus.socket, which Upkeep needs no more than dbus.service",
  ),
  everywhere("spawn/shell-prefix", "the prefix | is taken as since systemd 258; 257 refuses it"),
  everywhere("notify/main-pid-reaped", "systemd tells of killing a process that has ended already"),
  everywhere("settings/directory", "a directory where a unit file should be is told of; systemd passes it over in silence"),
  everywhere("context/format-error", "the error is what execve(2) says; systemd looks at the file first and has words of its own"),
  forUser("environment/base", "a user's manager hands on what it was given itself"),
  ["commands", "execution", "failed", "implied", "never-started", "not-loaded", "remains", "resources", "running", "sandbox"].map((name) =>
    forUser(`show/${name}`, "units of a user's manager have other default dependencies, and another slice"),
  ),
  ...["forking/pid-file-of-own-user", "forking/pid-file-of-stranger", "notify/main-pid-of-stranger"].map((name) =>
    forUser(name, "only root's manager can run a service as another user"),
  ),
  forUser("notify/main-pid-unprivileged", "only root's manager can run a service as another user"),
  forUser("forking/pid-file-relative", "only root may write to /run"),
  // Under the system's manager rescue.service waits for the stop of basic.target, which it does not require, and that for all else.
  forUser("dependencies/trigger-isolate", "units of a user's manager have other default dependencies"),
  forUser("actions/settings", "a user's manager has no halt and no soft-reboot"),
  ...["preserve-yes", "preserve-yes-alone"].map((name) => forUser(`fd-store/${name}`, SEEN_DEBUGGING)),
  forUser("reload-manager/control-ends-after", SEEN_DEBUGGING),
  forUser("show/condition-unmet", SEEN_DEBUGGING),
  ...["main-named-by-notify", "status-of-known-main", "status-while-starting"].map((name) => forUser(`forking/${name}`, SEEN_DEBUGGING)),
  forUser("settings/old-names", "units of a user's manager have other default dependencies"),
].flat();

function forUser(scenario: string, because: string): Deviation {
  return { scenario, host: "linux", unprivileged: true, because };
}

function everywhere(scenario: string, because: string): readonly Deviation[] {
  return [
    { scenario, host: "simulated", because },
    { scenario, host: "linux", because },
  ];
}

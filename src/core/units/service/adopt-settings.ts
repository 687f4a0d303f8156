/**
 * The unit's files were read again while the service is in whatever state: from now on the new settings hold.
 *
 * Source: systemctl(1), daemon-reload; systemd 257, in each state.
 */
import { FOREVER, type Monotonic, type Usec, after, usec } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ExecCommand } from "../../values/exec-command.ts";
import { restartDelay } from "./restart.ts";
import { drawRuntimeLimit } from "./starting.ts";
import { isWatched, type LiveProcess, NEVER, type Service, type ServiceSubState } from "./state.ts";

interface Adopted {
  readonly service: Service;
  /** A command of a list runs that is not there any more: nothing follows it. */
  readonly hasVanished: boolean;
}

export interface Circumstances {
  /** When the unit was last down; 0 if it never was since it came up first. */
  readonly inactiveSince: Monotonic;
  /** As `Host` has it. */
  readonly draw: () => number;
}

/** What lasts is measured anew, from when it began. `before`: the settings until now. What the commands before came to is forgotten. */
export function adoptSettings(service: Service, before: ServiceConfig, config: ServiceConfig, circumstances: Circumstances): Adopted {
  const { state } = service;
  const { announced: _, ...data } = service.data;
  const main = data.main && relocate(data.main, before, config);
  const control = data.control && relocate(data.control, before, config);
  const isGone = (was: LiveProcess | undefined, is: LiveProcess | undefined): boolean =>
    was !== undefined && was !== is && is !== undefined && is.index >= config[is.directive].length;
  return {
    service: {
      state: { ...state, deadline: deadlineOf(service, config, circumstances) },
      data: {
        ...data,
        commands: [],
        watchdog: watchdogOf(service),
        ...(main && { main }),
        ...(control && { control }),
      },
    },
    hasVanished: isGone(data.control, control) || (before.Type === "oneshot" && isGone(data.main, main)),
  };
}

/** What it was extended by is forgotten, too. */
function watchdogOf({ state, data: { watchdog, watchdogReset, watchdogUsec } }: Service): Monotonic {
  const isOn = isWatched(state.name) && watchdog !== NEVER && watchdogReset !== undefined && watchdogUsec !== undefined;
  return isOn ? after(watchdogReset.monotonic, usec(watchdogUsec)) : NEVER;
}

function deadlineOf(service: Service, config: ServiceConfig, circumstances: Circumstances): Monotonic {
  const { since, limit } = CLOCKS[service.state.name](config, service, circumstances);
  return after(since, limit);
}

interface Clock {
  readonly since: Monotonic;
  readonly limit: Usec;
}
type ClockOf = (config: ServiceConfig, service: Service, circumstances: Circumstances) => Clock;

const none: ClockOf = (_, { state }) => ({ since: state.since.monotonic, limit: FOREVER });
const starting: ClockOf = ({ TimeoutStartSec }, { state }) => ({ since: state.since.monotonic, limit: TimeoutStartSec });
const stopping: ClockOf = ({ TimeoutStopSec }, { state }) => ({ since: state.since.monotonic, limit: TimeoutStopSec });
const aborting: ClockOf = ({ TimeoutAbortSec }, { state }) => ({ since: state.since.monotonic, limit: TimeoutAbortSec });

/** What the time of each state is measured by. */
const CLOCKS: { readonly [S in ServiceSubState]: ClockOf } = {
  dead: none,
  condition: starting,
  "start-pre": starting,
  start: starting,
  "start-post": starting,
  running: (config, { state, data }, { draw }) => ({
    since: data.activeSince ?? state.since.monotonic,
    limit: drawRuntimeLimit(config, draw),
  }),
  exited: none,
  reload: starting,
  "reload-signal": starting,
  "reload-notify": starting,
  stop: stopping,
  "stop-watchdog": aborting,
  "stop-sigterm": stopping,
  "stop-sigkill": stopping,
  "stop-post": stopping,
  "final-watchdog": aborting,
  "final-sigterm": stopping,
  "final-sigkill": stopping,
  failed: none,
  "dead-resources-pinned": none,
  "dead-before-auto-restart": none,
  "failed-before-auto-restart": none,
  // With RestartMode=direct it has not been down, and RestartSec= is over.
  "auto-restart": (config, { data }, { inactiveSince }) => ({ since: inactiveSince, limit: restartDelay(config, data.restarts + 1) }),
  "auto-restart-queued": none,
};

/** The same command may stand elsewhere now, which decides what comes after it; behind all others if it is gone. */
function relocate(live: LiveProcess, before: ServiceConfig, config: ServiceConfig): LiveProcess {
  const command = before[live.directive][live.index];
  const commands = config[live.directive];
  const same = commands[live.index];
  if (command === undefined || (same !== undefined && isSame(command, same))) return live;
  const index = commands.findIndex((each) => isSame(command, each));
  return { ...live, index: index < 0 ? commands.length : index };
}

/** Prefixes may differ. */
const isSame = (a: ExecCommand, b: ExecCommand): boolean =>
  a.path === b.path && a.argv.length === b.argv.length && a.argv.every((argument, i) => argument === b.argv[i]);

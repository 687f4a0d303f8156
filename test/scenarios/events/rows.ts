/**
 * What can happen to a service, and in which states: each of these rows is to be reached by a scenario. A row is `STATE: EVENT`, in the
 * words of passes.ts. Where a circumstance decides what comes of the event, it is part of it.
 */
import type { ServiceSubState } from "../../../src/core/units/service/state.ts";

/** One line of the table: an event, and the states it matters in. */
interface Line {
  readonly event: string;
  readonly states: readonly ServiceSubState[];
}

const DOWN = ["dead", "failed"] as const;
const COMING_UP = ["condition", "start-pre", "start", "start-post"] as const;
const UP = ["running", "exited"] as const;
const KILLING = ["stop-watchdog", "stop-sigterm", "stop-sigkill"] as const;
const FINAL = ["final-watchdog", "final-sigterm", "final-sigkill"] as const;
const WAITING = ["auto-restart", "auto-restart-queued"] as const;
const ANY = [...DOWN, ...COMING_UP, ...UP, "reload", "stop", ...KILLING, "stop-post", ...FINAL, ...WAITING] as const;

const JOBS: readonly Line[] = [
  { event: "a start job", states: ANY },
  { event: "a stop job", states: ANY },
  { event: "a restart job", states: ANY },
  { event: "a reload job", states: ANY },
  { event: "a start job, beyond the start limit", states: [...DOWN, ...WAITING] },
  { event: "reset-failed", states: [...DOWN, "running", "auto-restart"] },
];

const MAIN_ENDS: readonly Line[] = [
  ...(["oneshot", "notify", "exec", "simple"] as const).flatMap((type) => [
    { event: `main ends well, Type=${type}`, states: ["start"] as const },
    { event: `main ends badly, Type=${type}`, states: ["start"] as const },
  ]),
  { event: "main ends well, and more commands follow, Type=oneshot", states: ["start"] },
  ...["well", "badly"].flatMap((how) => [
    { event: `main ends ${how}, no control process`, states: ["running", ...KILLING, "stop-post", ...FINAL] as const },
    {
      event: `main ends ${how}, a control process is there`,
      states: ["start-post", "reload", "stop", ...KILLING, "stop-post", ...FINAL] as const,
    },
  ]),
];

const CONTROL_ENDS: readonly Line[] = [
  { event: "the control process ends with a no", states: ["condition"] },
  ...["well", "badly"].flatMap((how) => [
    { event: `the control process ends ${how}, main is gone`, states: ["condition", "start-pre", "start-post", "reload", "stop"] as const },
    { event: `the control process ends ${how}, main is there`, states: ["start-post", "reload", "stop"] as const },
    { event: `the control process ends ${how}, main is gone`, states: [...KILLING, "stop-post", ...FINAL] as const },
    { event: `the control process ends ${how}, main is there`, states: [...KILLING, "stop-post", ...FINAL] as const },
  ]),
  {
    event: "the control process ends well, and more commands follow",
    states: ["condition", "start-pre", "start-post", "reload", "stop", "stop-post"],
  },
];

const OTHERS: readonly Line[] = [
  { event: "the last of the others ends", states: [...DOWN, "start", ...KILLING, ...FINAL] },
  { event: "nobody got the signal", states: [...KILLING, ...FINAL] },
  { event: "others are there before the start", states: ["condition", "start-pre", "start"] },
  { event: "others stay", states: FINAL },
];

const TIME_IS_UP: readonly Line[] = [
  ...["terminate", "abort", "kill", "kill, SendSIGKILL=no"].flatMap((mode) => [
    { event: `time is up, TimeoutStartFailureMode=${mode}`, states: COMING_UP },
    { event: `time is up, TimeoutStopFailureMode=${mode}`, states: ["stop", "stop-post"] as const },
  ]),
  { event: "time is up", states: ["running", "reload", "stop-sigkill", "final-sigkill", "auto-restart"] },
  { event: "time is up", states: ["stop-watchdog", "final-watchdog"] },
  { event: "time is up, SendSIGKILL=no", states: ["stop-watchdog", "final-watchdog"] },
  ...["terminate", "terminate, SendSIGKILL=no", "abort"].map((mode) => ({
    event: `time is up, TimeoutStopFailureMode=${mode}`,
    states: ["stop-sigterm", "final-sigterm"] as const,
  })),
  { event: "the watchdog's time is up", states: ["start-post", "running", "reload"] },
];

const NOTIFICATIONS: readonly Line[] = [
  { event: "READY=1", states: ["start", "start-post", "running", "reload"] },
  { event: "STOPPING=1", states: ["start", "start-post", "running", "reload"] },
  { event: "WATCHDOG=1", states: ["start", "start-post", "running", "reload"] },
  { event: "WATCHDOG=trigger", states: ["start", "start-post", "running", "reload", "stop-sigterm"] },
  { event: "WATCHDOG_USEC=", states: ["start", "running"] },
  { event: "STATUS=", states: ["start", "running"] },
  { event: "ERRNO=", states: ["start", "running"] },
  { event: "EXTEND_TIMEOUT_USEC=", states: ["start", "running", "reload", "stop", "stop-sigterm", "stop-sigkill", "stop-post"] },
];

const SPAWNING: readonly Line[] = [
  { event: "no process can be made for the first command", states: [...COMING_UP, "reload", "stop", "stop-post"] },
  { event: "no process can be made for a later command", states: [...COMING_UP, "reload", "stop", "stop-post"] },
];

const RESTARTS: readonly Line[] = [
  { event: "a start job does not wait for RestartSec=", states: ["auto-restart"] },
  { event: "a restart is queued", states: ["auto-restart"] },
  { event: "a restart is queued on request", states: ["auto-restart"] },
  { event: "a stop job waits as the restart is due", states: ["auto-restart"] },
  { event: "the restart can't be queued", states: ["auto-restart"] },
];

const LINES = [JOBS, MAIN_ENDS, CONTROL_ENDS, OTHERS, TIME_IS_UP, NOTIFICATIONS, SPAWNING, RESTARTS].flat();

export const ROWS: readonly string[] = [...new Set(LINES.flatMap(({ event, states }) => states.map((state) => `${state}: ${event}`)))];

/**
 * What a service is and remembers.
 *
 * *Main process*: the one the service stands for. *Control process*: any other that the manager runs for it
 * (ExecStartPre=, ExecStop= …). There is at most one of each. *Run*: from a start to the next.
 */
import { FOREVER, type Instant, type Monotonic } from "../../base/time.ts";
import type { SpawnFailure } from "../../exec/plan.ts";
import type { ExitStatus, ProcessRef, Used } from "../../kernel.ts";
import type { ActiveState } from "../unit.ts";

/** Source: systemd.exec(5), $SERVICE_RESULT. */
export type ServiceResult =
  | "success"
  | "resources"
  | "protocol"
  | "timeout"
  | "exit-code"
  | "signal"
  | "core-dump"
  | "watchdog"
  | "start-limit-hit"
  | "oom-kill"
  | "exec-condition";

/** Total: a new state doesn't compile until it says what it means to the outside. Source: `systemctl --state=help`. */
export const ACTIVE_STATE = {
  dead: "inactive",
  condition: "activating",
  "start-pre": "activating",
  start: "activating",
  "start-post": "activating",
  running: "active",
  exited: "active",
  reload: "reloading",
  stop: "deactivating",
  "stop-watchdog": "deactivating",
  "stop-sigterm": "deactivating",
  "stop-sigkill": "deactivating",
  "stop-post": "deactivating",
  "final-watchdog": "deactivating",
  "final-sigterm": "deactivating",
  "final-sigkill": "deactivating",
  failed: "failed",
  "dead-before-auto-restart": "inactive",
  "failed-before-auto-restart": "failed",
  "auto-restart": "activating",
  "auto-restart-queued": "activating",
} as const satisfies { readonly [state: string]: ActiveState };
export type ServiceSubState = keyof typeof ACTIVE_STATE;

/** `deadline` ends with its state: there is no timer to disarm. Infinity: none. */
export interface ServiceState {
  readonly name: ServiceSubState;
  readonly since: Instant;
  readonly deadline: Monotonic;
}

/** The directives that hold commands, in the order `status` shows them. */
export const COMMAND_DIRECTIVES = [
  "ExecCondition",
  "ExecStartPre",
  "ExecStart",
  "ExecStartPost",
  "ExecReload",
  "ExecStop",
  "ExecStopPost",
] as const;
export type CommandDirective = (typeof COMMAND_DIRECTIVES)[number];

/** What became of one command of this run. */
export interface CommandRun {
  readonly directive: CommandDirective;
  /** Which of the directive's commands. */
  readonly index: number;
  readonly pid: number;
  readonly started: Instant;
  readonly ended?: Instant;
  readonly exit?: ExitStatus;
}

/** A process that exists, or is just being made. */
export interface LiveProcess {
  readonly process: ProcessRef;
  readonly directive: CommandDirective;
  readonly index: number;
  /** 0 until the kernel has answered. */
  readonly pid: number;
  readonly started: Instant;
  /** It never got to its program; its exit status says the same. */
  readonly failure?: SpawnFailure;
}

export interface MainExit {
  readonly pid: number;
  readonly started: Instant;
  readonly ended: Instant;
  readonly exit: ExitStatus;
  readonly index: number;
}

/** What outlives the states. */
export interface ServiceData {
  /** The first thing that went wrong in this run; later ones don't replace it. */
  readonly result: ServiceResult;
  readonly reloadResult: ServiceResult;
  /** NRestarts. */
  readonly restarts: number;
  /** The next start begins counting restarts anew. */
  readonly forgetRestarts: boolean;
  /** A stop was asked for since the last start: Restart= is not consulted. */
  readonly forbidRestart: boolean;
  readonly main?: LiveProcess;
  readonly control?: LiveProcess;
  /** The last main process that ended in this run: what the exit status lists look at. */
  readonly mainExit?: MainExit;
  readonly commands: readonly CommandRun[];
  /** How many processes it has had; names the next one. */
  readonly spawns: number;
  /** When the watchdog bites; Infinity: off. Looked at in start-post, running and reload. */
  readonly watchdog: Monotonic;
  /** What WatchdogSec= is in this run, in microseconds: as it was at the start, or as the service has changed it. */
  readonly watchdogUsec?: number;
  /** When RuntimeMaxSec= began to count. */
  readonly activeSince?: Monotonic;
  /** STOPPING=1 was sent, and no READY=1 after it. */
  readonly stopAnnounced?: boolean;
  readonly statusText?: string;
  readonly statusErrno?: number;
  /** Names of what the service has asked for by sd_notify(3) in this run, and that is not done. */
  readonly unheeded?: readonly string[];
  /** The service is done but for the question who is left: what it ends with then. */
  readonly ending?: { readonly result: ServiceResult; readonly mayRestart: boolean };
  /** The start limit has just refused a start. */
  readonly limitHit?: boolean;
  /** Processes of the last run are still there. */
  readonly leftBehind?: boolean;
  /** What this run has used; known when it is over. */
  readonly used?: Used;
  /** Why the last end was or was not followed by a restart. */
  readonly decision?: RestartReason;
}

export interface Service {
  readonly state: ServiceState;
  readonly data: ServiceData;
}

/** What settled the question. `exit-status`: by RestartPreventExitStatus= or RestartForceExitStatus=. */
export type RestartReason =
  | { readonly restart: true; readonly because: "forced-by-exit-status" | "restart-setting" }
  | {
      readonly restart: false;
      readonly because: "stopped-by-request" | "stop-pending" | "prevented-by-exit-status" | "restart-setting" | "start-limit" | "gave-up";
    };

export const NEVER = FOREVER as number as Monotonic;

export const newService = (now: Instant): Service => ({
  state: { name: "dead", since: now, deadline: NEVER },
  data: {
    result: "success",
    reloadResult: "success",
    restarts: 0,
    forgetRestarts: false,
    forbidRestart: false,
    commands: [],
    spawns: 0,
    watchdog: NEVER,
  },
});

const WATCHED: ReadonlySet<ServiceSubState> = new Set(["start-post", "running", "reload"]);
export const isWatched = (state: ServiceSubState): boolean => WATCHED.has(state);

/** When the service wants to be woken; Infinity: never. */
export function deadlineOf({ state, data }: Service): Monotonic {
  return isWatched(state.name) && data.watchdog < state.deadline ? data.watchdog : state.deadline;
}

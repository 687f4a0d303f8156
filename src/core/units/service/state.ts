/**
 * What a service is and remembers.
 *
 * *Main process*: the one the service stands for. *Control process*: any other that the manager runs for it
 * (ExecStartPre=, ExecStop= …). There is at most one of each. *Run*: from a start to the next.
 */
import { FOREVER, type Instant, type Monotonic } from "../../base/time.ts";
import type { SpawnFailure } from "../../exec/plan.ts";
import type { ServiceConfig, ServiceType } from "../../directives/service.ts";
import type { ExitStatus, FdRef, KillPurpose, ProcessRef, Used } from "../../kernel.ts";
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
  "reload-signal": "reloading",
  "reload-notify": "reloading",
  stop: "deactivating",
  "stop-watchdog": "deactivating",
  "stop-sigterm": "deactivating",
  "stop-sigkill": "deactivating",
  "stop-post": "deactivating",
  "final-watchdog": "deactivating",
  "final-sigterm": "deactivating",
  "final-sigkill": "deactivating",
  failed: "failed",
  "dead-resources-pinned": "inactive",
  "dead-before-auto-restart": "inactive",
  "failed-before-auto-restart": "failed",
  "auto-restart": "activating",
  "auto-restart-queued": "activating",
} as const satisfies { readonly [state: string]: ActiveState };
export type ServiceSubState = keyof typeof ACTIVE_STATE;

const STARTING: ReadonlySet<ServiceSubState> = new Set(["condition", "start-pre", "start", "start-post"]);

/** An idle service counts as active as soon as it begins to start, so that nothing waits for it. Source: systemd.service(5), Type=idle. */
export const activeStateOf = (state: ServiceSubState, type: ServiceType | undefined): ActiveState =>
  type === "idle" && STARTING.has(state) ? "active" : ACTIVE_STATE[state];

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
  /** Left out where a daemon-reload came in between. */
  readonly started?: Instant;
  readonly ended?: Instant;
  readonly exit?: ExitStatus;
}

/** The index of a process that was adopted when no command was running: others may follow a command, none follows this. */
export const NO_COMMAND = Number.POSITIVE_INFINITY;

/** A process that exists, or is just being made. */
export interface LiveProcess {
  readonly process: ProcessRef;
  readonly directive: CommandDirective;
  /** Which of the directive's commands it runs. */
  readonly index: number;
  /** 0 until the kernel has answered. */
  readonly pid: number;
  readonly started: Instant;
  /** It never got to its program; its exit status says the same. */
  readonly failure?: SpawnFailure;
  /** The manager did not make it: it was told of, found, or guessed. */
  readonly adopted?: Adopted;
}

export interface Adopted {
  /** As `Sighting` has it. */
  readonly birth: string;
  /** No child of the manager when it was adopted: nobody may tell of its end. */
  readonly isAlien: boolean;
}

/** A descriptor that is kept for the service over its restarts. Source: sd_notify(3), FDSTORE=1. */
export interface StoredFd {
  readonly fd: FdRef;
  readonly name: string;
}

export interface MainExit {
  readonly pid: number;
  readonly started: Instant;
  readonly ended: Instant;
  readonly exit: ExitStatus;
  readonly adopted?: Adopted;
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
  /** Which process is the main one has been known in this run; with `main` undefined it has ended. */
  readonly mainKnown: boolean;
  readonly control?: LiveProcess;
  /** The last main process that ended in this run: what the exit status lists look at. */
  readonly mainExit?: MainExit;
  /** The main process of this run, where the run has ended and it has not, or nobody knows. */
  readonly mainLeft?: LiveProcess;
  readonly commands: readonly CommandRun[];
  /** How many processes it has had; names the next one. */
  readonly spawns: number;
  /** How many of them before this run. */
  readonly spawnsBefore: number;
  /** When the watchdog bites; Infinity: off. */
  readonly watchdog: Monotonic;
  /** When the service showed last that it lives, or the watchdog began. */
  readonly watchdogReset?: Instant;
  /** What WatchdogSec= is in this run, in microseconds: as it was at the start, or as the service has changed it. */
  readonly watchdogUsec?: number;
  /** When it became active last: what RuntimeMaxSec= counts from. */
  readonly activeSince?: Monotonic;
  /** The last of READY=1, RELOADING=1 and STOPPING=1. */
  readonly announced?: "ready" | "reloading" | "stopping";
  /** NotifyAccess= until the end of the run, if the service changed it. */
  readonly notifyAccess?: ServiceConfig["NotifyAccess"];
  /** What is known of the name that a service of Type=dbus is watched by; undefined while it is not. */
  readonly busName?: "unknown" | "owned" | "free" | undefined;
  /** Why nothing can be learnt of it: a sentence. */
  readonly busProblem?: string;
  readonly statusText?: string;
  readonly statusErrno?: number;
  readonly statusBusError?: string;
  readonly statusVarlinkError?: string;
  /** When the last reload was asked for: a RELOADING=1 from before that is about another. */
  readonly reloadBegin?: Monotonic;
  /** The PID file could not be read yet, and is watched. */
  readonly awaitsPidFile?: true;
  /** In the order of LISTEN_FDNAMES=. */
  readonly fdStore: readonly StoredFd[];
  /** The program of Type=exec has been executed, which is yet to be acted upon. */
  readonly isExecuted?: true;
  /** The phase whose signal is just being sent. */
  readonly signalling?: Exclude<KillPurpose, "client" | "reload">;
  /** The start limit has just refused a start. */
  readonly limitHit?: boolean;
  /** Processes of the last run are still there. */
  readonly leftBehind?: boolean;
  /** What this run has used; known when it is over. */
  readonly used?: Used;
  /** RestartMode=debug: what is run is told to be talkative, until it is started otherwise than by a restart. */
  readonly debugs?: true;
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
    spawnsBefore: 0,
    watchdog: NEVER,
    mainKnown: false,
    fdStore: [],
  },
});

/** In which the watchdog goes on; in others it begins only if the service shows there that it lives. */
const WATCHED: ReadonlySet<ServiceSubState> = new Set(["start-post", "running", "reload", "reload-signal", "reload-notify"]);
export const isWatched = (state: ServiceSubState): boolean => WATCHED.has(state);

/** When the service wants to be woken; Infinity: never. */
export function deadlineOf({ state, data }: Service): Monotonic {
  return data.watchdog < state.deadline ? data.watchdog : state.deadline;
}

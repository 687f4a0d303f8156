/**
 * The service machine: a service, something that happened, and what becomes of both.
 *
 * The files beside this one follow the way of a service: `starting` up to running, `stopping` down to the end and the decision to
 * restart, `exits`, `clocks` and `notify` what can happen on the way.
 */
import { unreachable } from "../../base/assert.ts";
import type { KernelEvent } from "../../kernel.ts";
import type { Step } from "../unit.ts";
import { onBusNameChanged, onBusUnreachable } from "./bus-name.ts";
import { onWoken } from "./clocks.ts";
import { Draft, type ServiceContext, type ServiceEffect } from "./draft.ts";
import { onEmptied } from "./emptied.ts";
import { onExited } from "./exits.ts";
import { onFdHungUp, onReconfigured, onUnused } from "./fd-store.ts";
import { onOomKilled } from "./out-of-memory.ts";
import { onNotified } from "./notify.ts";
import { leavePidFile, onFileChanged } from "./pid-file.ts";
import { startWatchdog } from "./readiness.ts";
import { onExecuted, onReloadRequested, onSpawned, onSpawnFailed, onStartRequested } from "./starting.ts";
import { isWatched, type Service, type ServiceSubState } from "./state.ts";
import { deadState, enterDead, onLimitHit, onSignalled, onStopRequested } from "./stopping.ts";

export type ServiceEvent =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "reload" }
  | { readonly type: "limit-hit" }
  /** A client's start job finds the service waiting to be restarted. */
  | { readonly type: "hurry" }
  /** What became of a `restart-due`: a start job is queued, a stop job was in the way, or it could not be queued. */
  | { readonly type: "restart-queued"; readonly onRequest: boolean }
  | { readonly type: "restart-overtaken" }
  | { readonly type: "restart-impossible"; readonly error: string }
  | { readonly type: "reset-failed" }
  /** See the effect of that name. */
  | { readonly type: "executed" }
  /** Its files have been read anew. */
  | { readonly type: "reconfigured" }
  /** It is down, without a job. */
  | { readonly type: "unused" }
  /** The unit is frozen, or thawed, as the context says. */
  | { readonly type: "freezer-changed" }
  | Exclude<KernelEvent, { readonly type: "freezer" | "freezer-failed" }>;

/** Pure: the same arguments give the same answer. It reads no clock; `context.now` is told. */
export function transitionService(context: ServiceContext, service: Service, event: ServiceEvent): Step<Service, ServiceEffect> {
  const draft = new Draft(context, service);
  handle(draft, event);
  if (draft.state.name !== "start" && draft.state.name !== "start-post") leavePidFile(draft);
  return [{ state: draft.state, data: draft.data }, draft.effects];
}

function handle(draft: Draft, event: ServiceEvent): void {
  switch (event.type) {
    case "start":
      return onStartRequested(draft);
    case "stop":
      return onStopRequested(draft);
    case "reload":
      return onReloadRequested(draft);
    case "hurry":
      draft.effects.push({ type: "restart-due", onRequest: true });
      return;
    case "limit-hit":
      return onLimitHit(draft);
    case "restart-queued":
      return onRestartQueued(draft, event.onRequest);
    case "restart-overtaken":
      return draft.log("restart-overtaken", {});
    case "restart-impossible":
      draft.log("restart-impossible", { error: event.error });
      return enterDead(draft, "resources", false);
    case "reset-failed":
      return onResetFailed(draft);
    case "executed":
      return onExecuted(draft);
    case "reconfigured":
      return onReconfigured(draft);
    case "unused":
      return onUnused(draft);
    case "freezer-changed":
      return isWatched(draft.state.name) ? startWatchdog(draft) : undefined;
    case "spawned":
      return onSpawned(draft, event);
    case "spawn-failed":
      return onSpawnFailed(draft, event);
    case "exited":
      return onExited(draft, event);
    case "oom-killed":
      return onOomKilled(draft);
    case "signalled":
      return onSignalled(draft, event);
    case "released":
      draft.data = { ...draft.data, used: event.used };
      return;
    case "emptied":
      return onEmptied(draft);
    case "file-changed":
      return onFileChanged(draft);
    case "fd-hung-up":
      return onFdHungUp(draft, event.fd);
    case "bus-name-changed":
      return onBusNameChanged(draft, event);
    case "bus-unreachable":
      return onBusUnreachable(draft, event);
    case "notified":
      return onNotified(draft, event);
    case "woken":
      return onWoken(draft);
    default:
      unreachable(event);
  }
}

function onRestartQueued(draft: Draft, onRequest: boolean): void {
  const restarts = draft.data.restarts + 1;
  draft.data = { ...draft.data, restarts, forgetRestarts: false };
  draft.log("restart-scheduled", { restarts, onRequest });
  draft.enter("auto-restart-queued");
}

function onResetFailed(draft: Draft): void {
  draft.data = { ...draft.data, result: "success", reloadResult: "success", restarts: 0, forgetRestarts: false };
  if (draft.state.name === "failed") draft.enter(deadState(draft));
}

/**
 * What a start job finds. `begin`: the service is down; `attach`: a start is under way already; `hurry`: it waits to be restarted, and
 * need not wait longer; `later`: it is on its way down, and starts after that; `up`: there is nothing to do.
 */
export const START_MEETS: { readonly [S in ServiceSubState]: "begin" | "attach" | "hurry" | "later" | "up" } = {
  dead: "begin",
  failed: "begin",
  "dead-before-auto-restart": "begin",
  "failed-before-auto-restart": "begin",
  "dead-resources-pinned": "begin",
  "auto-restart-queued": "begin",
  "auto-restart": "hurry",
  condition: "attach",
  "start-pre": "attach",
  start: "attach",
  "start-post": "attach",
  running: "up",
  exited: "up",
  reload: "up",
  "reload-signal": "up",
  "reload-notify": "up",
  stop: "later",
  "stop-watchdog": "later",
  "stop-sigterm": "later",
  "stop-sigkill": "later",
  "stop-post": "later",
  "final-watchdog": "later",
  "final-sigterm": "later",
  "final-sigkill": "later",
};

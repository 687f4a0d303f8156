/** Time has run out: the deadline of a state, or the watchdog's. */
import { unreachable } from "../../base/assert.ts";
import { isPast } from "../../base/time.ts";
import { formatTimeSpan } from "../../values/time-span.ts";
import type { Draft } from "./draft.ts";
import { endReload, signalTo } from "./starting.ts";
import { NEVER, type ServiceSubState } from "./state.ts";
import { enterDead, enterSignal, enterStop, enterStopPost } from "./stopping.ts";

/** An alarm that comes too early, or for nothing, changes nothing. */
export function onWoken(draft: Draft): void {
  const now = draft.context.now.monotonic;
  if (isPast(draft.state.deadline, now)) return onDeadline(draft);
  if (isPast(draft.data.watchdog, now)) onWatchdog(draft);
}

/** Source: systemd.service(5), WatchdogSec=. */
function onWatchdog(draft: Draft): void {
  draft.data = { ...draft.data, watchdog: NEVER };
  draft.log("watchdog-timed-out", {
    limit: formatTimeSpan((draft.data.watchdogUsec ?? draft.config.WatchdogSec) as typeof draft.config.WatchdogSec),
  });
  enterSignal(draft, "stop-watchdog", "watchdog");
}

function onDeadline(draft: Draft): void {
  const state = draft.state.name;
  switch (state) {
    case "condition":
    case "start-pre":
    case "start":
    case "start-post":
      return onStartTimeout(draft, state);
    case "running":
      draft.log("runtime-limit-reached", {});
      return enterStop(draft, "timeout");
    case "reload":
    case "reload-signal":
    case "reload-notify":
      draft.log("reload-timed-out", {});
      return onReloadTimeout(draft);
    case "stop":
      return onStopTimeout(draft);
    case "stop-watchdog":
      return escalate(draft, state, "stop-sigkill");
    case "stop-sigterm":
      return draft.config.TimeoutStopFailureMode === "abort"
        ? abort(draft, state, "stop-watchdog")
        : escalate(draft, state, "stop-sigkill");
    case "stop-sigkill":
      draft.log("survived-sigkill", {});
      return enterStopPost(draft, "timeout");
    case "stop-post":
      return onStopPostTimeout(draft);
    case "final-watchdog":
      return escalate(draft, state, "final-sigkill");
    case "final-sigterm":
      return draft.config.TimeoutStopFailureMode === "abort"
        ? abort(draft, state, "final-watchdog")
        : escalate(draft, state, "final-sigkill");
    case "final-sigkill":
      draft.log("survived-final-sigkill", {});
      return enterDead(draft, "timeout", true);
    case "auto-restart":
      draft.state = { ...draft.state, deadline: NEVER };
      draft.effects.push({ type: "restart-due", onRequest: false });
      return;
    case "dead":
    case "failed":
    case "exited":
    case "dead-resources-pinned":
    case "dead-before-auto-restart":
    case "failed-before-auto-restart":
    case "auto-restart-queued":
      return;
    default:
      unreachable(state);
  }
}

/** Source: systemd.service(5), TimeoutStartFailureMode=. */
function onStartTimeout(draft: Draft, state: ServiceSubState): void {
  const { TimeoutStartFailureMode, SendSIGKILL } = draft.config;
  const say = (next: "Terminating" | "Aborting" | "Killing" | "Skipping SIGKILL"): void =>
    draft.log("operation-timed-out", { state, next });
  switch (TimeoutStartFailureMode) {
    case "terminate":
      say("Terminating");
      return enterSignal(draft, "stop-sigterm", "timeout");
    case "abort":
      say("Aborting");
      return enterSignal(draft, "stop-watchdog", "timeout");
    case "kill":
      say(SendSIGKILL ? "Killing" : "Skipping SIGKILL");
      return SendSIGKILL ? enterSignal(draft, "stop-sigkill", "timeout") : enterStopPost(draft, "timeout");
    default:
      return unreachable(TimeoutStartFailureMode);
  }
}

/** Source: systemd.service(5), TimeoutStopFailureMode=. */
function onStopTimeout(draft: Draft): void {
  const { TimeoutStopFailureMode, SendSIGKILL } = draft.config;
  switch (TimeoutStopFailureMode) {
    case "terminate":
      draft.log("stopping-timed-out", { next: "Terminating" });
      return enterSignal(draft, "stop-sigterm", "timeout");
    case "abort":
      draft.log("stopping-timed-out", { next: "Aborting" });
      return enterSignal(draft, "stop-watchdog", "timeout");
    case "kill":
      draft.log("stopping-timed-out", { next: SendSIGKILL ? "Killing" : "Skipping SIGKILL" });
      return SendSIGKILL ? enterSignal(draft, "stop-sigkill", "timeout") : enterStopPost(draft, "timeout");
    default:
      return unreachable(TimeoutStopFailureMode);
  }
}

function onStopPostTimeout(draft: Draft): void {
  const { TimeoutStopFailureMode, SendSIGKILL } = draft.config;
  const state = "stop-post";
  switch (TimeoutStopFailureMode) {
    case "terminate":
      draft.log("state-timed-out", { state, next: "Terminating" });
      return enterSignal(draft, "final-sigterm", "timeout");
    case "abort":
      return abort(draft, state, "final-watchdog");
    case "kill":
      if (SendSIGKILL) return escalate(draft, state, "final-sigkill");
      draft.log("state-timed-out", { state, next: "Skipping SIGKILL. Entering failed mode" });
      return enterDead(draft, "timeout", false);
    default:
      return unreachable(TimeoutStopFailureMode);
  }
}

function abort(draft: Draft, state: ServiceSubState, phase: "stop-watchdog" | "final-watchdog"): void {
  draft.log("state-timed-out", { state, next: "Aborting" });
  enterSignal(draft, phase, "timeout");
}

/** From a signal that could be ignored to one that can't, or, with SendSIGKILL=no, on without it. */
function escalate(draft: Draft, state: ServiceSubState, phase: "stop-sigkill" | "final-sigkill"): void {
  if (draft.config.SendSIGKILL) {
    draft.log("state-timed-out", { state, next: "Killing" });
    return enterSignal(draft, phase, "timeout");
  }
  if (phase === "stop-sigkill") {
    draft.log("state-timed-out", { state, next: "Skipping SIGKILL" });
    return enterStopPost(draft, "timeout");
  }
  draft.log("state-timed-out", { state, next: "Skipping SIGKILL. Entering failed mode" });
  enterDead(draft, "timeout", false);
}

function onReloadTimeout(draft: Draft): void {
  const { control } = draft.data;
  if (control !== undefined) {
    draft.kernel(signalTo(draft, control.process));
    draft.without("control");
  }
  endReload(draft, "timeout");
}

/** The way down: stop, the kill phases, stop-post, and the end, where it is decided whether the service comes back. */
import type { Usec } from "../../base/time.ts";
import type { KernelEvent, KillPurpose } from "../../kernel.ts";
import { SIGNAL, signalName } from "../../values/signal.ts";
import { type Draft, hasCommands } from "./draft.ts";
import { releaseFds } from "./fd-store.ts";
import { decideRestart, restartDelay } from "./restart.ts";
import type { RestartReason, ServiceResult } from "./state.ts";

export type KillPhase = Exclude<KillPurpose, "client" | "reload">;

/** ExecStop=, if there is one; else straight to the signals. */
export function enterStop(draft: Draft, result: ServiceResult): void {
  draft.fail(result);
  if (!hasCommands(draft, "ExecStop")) return enterSignal(draft, "stop-sigterm", "success");
  draft.enterWith("stop", draft.config.TimeoutStopSec, "control", "ExecStop");
}

/** Sends the phase's signal. Who got one is in the kernel's answer: if it is nobody, the service never enters the phase. */
export function enterSignal(draft: Draft, phase: KillPhase, result: ServiceResult): void {
  draft.fail(result);
  if (draft.nobodyLeft) return leavePhase(draft, phase);
  draft.data = { ...draft.data, signalling: phase };
  const { KillMode } = draft.config;
  const isKill = phase === "stop-sigkill" || phase === "final-sigkill";
  const isTerm = phase === "stop-sigterm" || phase === "final-sigterm";
  const signal = phaseSignal(draft, phase);
  draft.effects.push({
    type: "kernel",
    effect: {
      type: "kill",
      unit: draft.context.unit,
      processes: KillMode === "none" ? [] : draft.live(),
      others: KillMode === "control-group" || (KillMode === "mixed" && isKill),
      signal,
      alsoHangup: isTerm && draft.config.SendSIGHUP && signal !== SIGNAL.HUP && !isRestartStop(draft, phase),
      named: !isTerm,
      purpose: phase,
    },
  });
}

/** It is on its way down by itself: no signal, but the time of a stop. Source: sd_notify(3), STOPPING=1. */
export const enterAnnouncedStop = (draft: Draft): void => draft.enter("stop-sigterm", draft.config.TimeoutStopSec);

const isWatchdogPhase = (phase: KillPhase): boolean => phase === "stop-watchdog" || phase === "final-watchdog";

function phaseTimeout(draft: Draft, phase: KillPhase): Usec {
  return isWatchdogPhase(phase) ? draft.config.TimeoutAbortSec : draft.config.TimeoutStopSec;
}

/** Source: systemd.kill(5), RestartKillSignal= and its neighbours. */
function phaseSignal(draft: Draft, phase: KillPhase): typeof draft.config.KillSignal {
  const { config } = draft;
  if (isWatchdogPhase(phase)) return config.WatchdogSignal;
  if (phase === "stop-sigkill" || phase === "final-sigkill") return config.FinalKillSignal;
  return isRestartStop(draft, phase) ? config.RestartKillSignal : config.KillSignal;
}

const isRestartStop = ({ context }: Draft, phase: KillPhase): boolean => phase === "stop-sigterm" && context.restartPending;

/** The kernel's answer to `enterSignal`. */
export function onSignalled(draft: Draft, event: Extract<KernelEvent, { type: "signalled" }>): void {
  const { signalling: phase, ...data } = draft.data;
  if (phase === undefined || event.purpose !== phase) return;
  draft.data = data;
  if (phase !== "stop-sigterm" && phase !== "final-sigterm") {
    for (const { pid, comm } of event.members) draft.log("killing", { pid, comm, signal: `SIG${signalName(event.signal)}` });
  }
  const { main } = draft.data;
  const waited = main?.adopted?.isAlien === true ? event.members.filter(({ process }) => process !== main.process) : event.members;
  if (waited.length > 0) return draft.enter(phase, phaseTimeout(draft, phase));
  draft.nobodyLeft = event.nobodyLeft;
  leavePhase(draft, phase);
}

function leavePhase(draft: Draft, phase: KillPhase): void {
  const { SendSIGKILL } = draft.config;
  if (phase === "stop-watchdog" || phase === "stop-sigterm") {
    if (SendSIGKILL) enterSignal(draft, "stop-sigkill", "success");
    else enterStopPost(draft, "success");
  } else if (phase === "stop-sigkill") enterStopPost(draft, "success");
  else if (phase === "final-sigkill" || !SendSIGKILL) enterDead(draft, "success", true);
  else enterSignal(draft, "final-sigkill", "success");
}

export function enterStopPost(draft: Draft, result: ServiceResult): void {
  draft.fail(result);
  draft.without("control"); // One that could not be ended is waited for no longer.
  if (!hasCommands(draft, "ExecStopPost")) return enterSignal(draft, "final-sigterm", "success");
  draft.enterWith("stop-post", draft.config.TimeoutStopSec, "control", "ExecStopPost");
}

/** The end. What is still there now is nobody's main or control process any more. */
export function enterDead(draft: Draft, result: ServiceResult, mayRestart: boolean): void {
  const { unit, look } = draft.context;
  const members = draft.nobodyLeft ? [] : look.membersOf(unit);
  const { main, control: _control, ...data } = draft.data;
  // If nobody could look, `emptied` says when nobody is left.
  draft.data = { ...data, leftBehind: members?.length !== 0, ...(main !== undefined && { mainLeft: main }) };
  draft.fail(result);
  logEnd(draft);
  for (const { pid, comm } of members ?? []) draft.log("left-running", { pid, comm });
  settle(draft, mayRestart);
}

function logEnd(draft: Draft): void {
  const { result } = draft.data;
  if (result === "success") draft.log("deactivated", { userManager: draft.context.userManager });
  else if (result === "exec-condition") draft.log("skipped", { result });
  else draft.log("failed", { result });
}

/** Source: systemd.service(5), Restart=, RestartMode=. */
function settle(draft: Draft, mayRestart: boolean): void {
  unwatchBusName(draft);
  const { data, config } = draft;
  const decision = decide(draft, mayRestart);
  const isFailure = data.result !== "success" && data.result !== "exec-condition";
  const { notifyAccess: _, ...kept } = data;
  draft.data = { ...kept, decision, forbidRestart: false, forgetRestarts: !decision.restart };
  if (config.FileDescriptorStorePreserve === "no") releaseFds(draft);
  if (config.PIDFile !== undefined) draft.kernel({ type: "remove-file", path: config.PIDFile });
  if (!decision.restart) return rest(draft, isFailure ? "failed" : "dead");
  if (config.RestartMode !== "direct") draft.enter(isFailure ? "failed-before-auto-restart" : "dead-before-auto-restart");
  if (config.RestartMode === "debug" && draft.data.debugs !== true) {
    draft.data = { ...draft.data, debugs: true };
    draft.log("debugs-from-now", {});
  }
  draft.enter("auto-restart", restartDelay(config, data.restarts + 1));
}

function unwatchBusName(draft: Draft): void {
  if (draft.data.busName === undefined) return;
  draft.data = { ...draft.data, busName: undefined };
  draft.effects.push({ type: "kernel", effect: { type: "unwatch-bus-name", unit: draft.context.unit } });
}

/** Down for good; what the kernel held for the unit may go, unless somebody is still in there. */
function rest(draft: Draft, state: "dead" | "failed"): void {
  draft.enter(state === "dead" ? deadState(draft) : state);
  if (draft.data.leftBehind !== true) draft.effects.push({ type: "kernel", effect: { type: "release", unit: draft.context.unit } });
}

/** Source: systemd.service(5), FileDescriptorStorePreserve=. */
export const deadState = ({ data, config }: Draft): "dead" | "dead-resources-pinned" =>
  data.fdStore.length > 0 && config.FileDescriptorStorePreserve === "yes" ? "dead-resources-pinned" : "dead";

function decide(draft: Draft, mayRestart: boolean): RestartReason {
  const { data, context, config } = draft;
  if (context.stopPending) return { restart: false, because: "stop-pending" };
  if (!mayRestart) return { restart: false, because: data.limitHit === true ? "start-limit" : "gave-up" };
  return decideRestart(config, { result: data.result, forbidRestart: data.forbidRestart, mainExit: data.mainExit?.exit });
}

/** A stop job reaches the service. Source: systemd.service(5), ExecStop=; systemctl(1), stop. */
export function onStopRequested(draft: Draft): void {
  draft.data = { ...draft.data, forbidRestart: true };
  switch (draft.state.name) {
    case "running":
    case "exited":
      return enterStop(draft, "success");
    case "condition":
    case "start-pre":
    case "start":
    case "start-post":
    case "reload":
    case "reload-signal":
    case "reload-notify":
    case "stop-watchdog":
      // Something is under way that would not end well: no ExecStop=, straight to the signals.
      return enterSignal(draft, "stop-sigterm", "success");
    case "auto-restart":
    case "auto-restart-queued":
      draft.data = { ...draft.data, forgetRestarts: true, forbidRestart: false };
      return rest(draft, "dead");
    case "dead":
    case "failed":
    case "dead-resources-pinned":
    case "dead-before-auto-restart":
    case "failed-before-auto-restart":
    case "stop":
    case "stop-sigterm":
    case "stop-sigkill":
    case "stop-post":
    case "final-watchdog":
    case "final-sigterm":
    case "final-sigkill":
      return;
    default:
      draft.state.name satisfies never;
  }
}

/** The start limit refused the start: straight to the end, with the result of the run before if that was a failure. */
export function onLimitHit(draft: Draft): void {
  draft.data = { ...draft.data, limitHit: true };
  enterDead(draft, "start-limit-hit", false);
  const { limitHit: _, ...data } = draft.data;
  draft.data = data;
}

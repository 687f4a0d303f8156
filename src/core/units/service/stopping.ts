/** The way down: stop, the kill phases, stop-post, and the end, where it is decided whether the service comes back. */
import type { Usec } from "../../base/time.ts";
import type { KernelEvent, KillPurpose } from "../../kernel.ts";
import { SIGNAL, signalName } from "../../values/signal.ts";
import { type Draft, hasCommands } from "./draft.ts";
import { decideRestart, restartDelay } from "./restart.ts";
import { type RestartReason, type ServiceResult, type ServiceSubState } from "./state.ts";

export type KillPhase = Exclude<KillPurpose, "client" | "reload">;

/** ExecStop=, if there is one; else straight to the signals. */
export function enterStop(draft: Draft, result: ServiceResult): void {
  draft.fail(result);
  if (!hasCommands(draft, "ExecStop")) return enterSignal(draft, "stop-sigterm", "success");
  draft.enter("stop", draft.config.TimeoutStopSec);
  draft.spawn("control", "ExecStop", 0);
}

/** Sends the phase's signal. Who got one is in the kernel's answer: nobody, and the phase is over before it began. */
export function enterSignal(draft: Draft, phase: KillPhase, result: ServiceResult): void {
  draft.fail(result);
  draft.enter(phase, phaseTimeout(draft, phase));
  if (draft.nobodyLeft) return leavePhase(draft, phase);
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
  const phase = draft.state.name;
  if (event.purpose !== phase || !isKillPhase(phase)) return;
  if (phase !== "stop-sigterm" && phase !== "final-sigterm") {
    for (const { pid, comm } of event.members) draft.log("killing", { pid, comm, signal: `SIG${signalName(event.signal)}` });
  }
  if (event.members.length > 0) return;
  draft.nobodyLeft = event.nobodyLeft;
  leavePhase(draft, phase);
}

const KILL_PHASES: ReadonlySet<ServiceSubState> = new Set<KillPhase>([
  "stop-watchdog",
  "stop-sigterm",
  "stop-sigkill",
  "final-watchdog",
  "final-sigterm",
  "final-sigkill",
]);
const isKillPhase = (state: ServiceSubState): state is KillPhase => KILL_PHASES.has(state);

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
  if (!hasCommands(draft, "ExecStopPost")) return enterSignal(draft, "final-sigterm", "success");
  draft.enter("stop-post", draft.config.TimeoutStopSec);
  draft.spawn("control", "ExecStopPost", 0);
}

/** The end, but for the question who is still there. `onMembers` goes on from here. */
export function enterDead(draft: Draft, result: ServiceResult, mayRestart: boolean): void {
  draft.data = { ...draft.data, ending: { result, mayRestart } };
  draft.extend(Number.POSITIVE_INFINITY as Usec);
  if (draft.nobodyLeft) return onMembers(draft, { purpose: "after-stop", members: [] });
  draft.effects.push({ type: "kernel", effect: { type: "list-members", unit: draft.context.unit, purpose: "after-stop" } });
}

/** The kernel's answer about who is there, before a start or after a stop. */
export function onMembers(
  draft: Draft,
  { purpose, members }: Pick<Extract<KernelEvent, { type: "members" }>, "purpose" | "members">,
): void {
  if (purpose === "before-start") {
    for (const { pid, comm } of members ?? []) {
      // A name in parentheses is a process on its way to its program.
      if (comm.startsWith("(")) continue;
      draft.log("left-over", { pid, comm });
      draft.log("left-over-reason", {});
    }
    return;
  }
  // What is still there now is nobody's main or control process any more.
  const { ending, main: _main, control: _control, ...data } = draft.data;
  if (ending === undefined) return;
  // If nobody could look, `emptied` says when nobody is left.
  draft.data = { ...data, leftBehind: members?.length !== 0 };
  draft.fail(ending.result);
  logEnd(draft);
  for (const { pid, comm } of members ?? []) draft.log("left-running", { pid, comm });
  settle(draft, ending.mayRestart);
}

function logEnd(draft: Draft): void {
  const { result } = draft.data;
  if (result === "success") draft.log("deactivated", { userManager: draft.context.userManager });
  else if (result === "exec-condition") draft.log("skipped", { result });
  else draft.log("failed", { result });
}

/** Source: systemd.service(5), Restart=, RestartMode=. */
function settle(draft: Draft, mayRestart: boolean): void {
  const { data, config } = draft;
  const decision = decide(draft, mayRestart);
  const isFailure = data.result !== "success" && data.result !== "exec-condition";
  draft.data = { ...data, decision, forbidRestart: false, forgetRestarts: !decision.restart };
  if (!decision.restart) return rest(draft, isFailure ? "failed" : "dead");
  if (config.RestartMode !== "direct") draft.enter(isFailure ? "failed-before-auto-restart" : "dead-before-auto-restart");
  draft.enter("auto-restart", restartDelay(config, data.restarts + 1));
}

/** Down for good; what the kernel held for the unit may go, unless somebody is still in there. */
function rest(draft: Draft, state: "dead" | "failed"): void {
  draft.enter(state);
  if (draft.data.leftBehind !== true) draft.effects.push({ type: "kernel", effect: { type: "release", unit: draft.context.unit } });
}

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
    case "stop-watchdog":
      // Something is under way that would not end well: no ExecStop=, straight to the signals.
      return enterSignal(draft, "stop-sigterm", "success");
    case "auto-restart":
    case "auto-restart-queued":
      draft.data = { ...draft.data, forgetRestarts: true, forbidRestart: false };
      return rest(draft, "dead");
    case "dead":
    case "failed":
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
  draft.fail("start-limit-hit");
  logEnd(draft);
  settle(draft, false);
  const { limitHit: _, ...data } = draft.data;
  draft.data = data;
}

/** Nobody of the unit is left. Matters only where no exit of a process of ours will come any more. */
export function onEmptied(draft: Draft): void {
  if (draft.live().length > 0) return;
  const phase = draft.state.name;
  // Nobody is left who could say READY=1.
  if (phase === "start" && isNotify(draft)) enterStopPost(draft, "protocol");
  else if (phase === "stop-watchdog" || phase === "stop-sigterm" || phase === "stop-sigkill") enterStopPost(draft, "success");
  else if (draft.data.ending === undefined && (phase === "final-watchdog" || phase === "final-sigterm" || phase === "final-sigkill")) {
    enterDead(draft, "success", true);
  }
  if ((phase === "dead" || phase === "failed") && draft.data.leftBehind === true) {
    draft.data = { ...draft.data, leftBehind: false };
    draft.effects.push({ type: "kernel", effect: { type: "release", unit: draft.context.unit } });
  }
}

const isNotify = ({ config }: Draft): boolean => config.Type === "notify" || config.Type === "notify-reload";

/** A process of the service has ended: what that means depends on which it was and on what the service was doing. */
import { unreachable } from "../../base/assert.ts";
import type { Instant } from "../../base/time.ts";
import type { ExitStatus, KernelEvent } from "../../kernel.ts";
import { exitStatusName } from "../../values/exit-status.ts";
import { signalName } from "../../values/signal.ts";
import type { Draft } from "./draft.ts";
import { resultOf } from "./exit.ts";
import { loadPidFile } from "./main-process.ts";
import { isNotifyType } from "./readiness.ts";
import { logSpawnFailure } from "./spawn-failure.ts";
import { onParentEnded, onReloadEnded, onStartPostEnded } from "./pid-file.ts";
import { enterRunning, enterStart, enterStartPost, enterStartPre, onExecuted } from "./starting.ts";
import { ACTIVE_STATE, type CommandRun, type LiveProcess, type ServiceResult, type ServiceSubState } from "./state.ts";
import { enterDead, enterSignal, enterStop, enterStopPost } from "./stopping.ts";

export function onExited(draft: Draft, event: Extract<KernelEvent, { type: "exited" }>): void {
  const { main, control } = draft.data;
  // The execution came before the end, and is heard of before it.
  onExecuted(draft);
  if (main?.process === event.process) onMainExited(draft, withFailure(main, event), event.status);
  else if (control?.process === event.process) onControlExited(draft, withFailure(control, event), event.status);
}

/** What was told of it when it was made, or is now that it has ended. */
const withFailure = (live: LiveProcess, { failure }: Extract<KernelEvent, { type: "exited" }>): LiveProcess =>
  failure === undefined ? live : { ...live, failure };

function onMainExited(draft: Draft, main: LiveProcess, exit: ExitStatus): void {
  const { config, context } = draft;
  // A daemon may hand over to another process, as long as its file names that one before it ends.
  if (loadPidFile(draft, { mustBeThere: false }) === "taken") return;
  record(draft, main, exit, main.started);
  const { pid, started, index, adopted } = main;
  draft.data = { ...draft.data, mainExit: { pid, started, ended: context.now, exit, ...(adopted && { adopted }) } };
  draft.without("main");

  const command = config.ExecStart[index] ?? config.ExecStart[0];
  const outcome =
    command?.ignoreFailure === true
      ? "success"
      : resultOf(exit, config.Type === "oneshot" ? "command" : "daemon", config.SuccessExitStatus);
  logSpawnFailure(draft, main, command);
  draft.log("main-process-exited", { exit: named(exit), success: outcome === "success", command: main.directive });
  draft.fail(outcome);

  // Whatever the service is about by now, also when it is on its way down.
  if (config.Type === "oneshot" && outcome === "success" && index + 1 < config.ExecStart.length) {
    draft.extend(config.TimeoutStartSec);
    return draft.spawn("main", "ExecStart", index + 1);
  }
  if (config.ExitType === "main" || context.look.isPopulated(context.unit) === false) return afterMain(draft, outcome);
  // The others count as well. One that is not waited for any longer has been executed, whatever we have heard of that.
  if (draft.state.name === "start" && !isNotifyType(config) && config.Type !== "dbus") enterStartPost(draft);
}

function afterMain(draft: Draft, outcome: ServiceResult): void {
  const isAlone = draft.data.control === undefined;
  const state = draft.state.name;
  switch (state) {
    case "start":
      return afterMainInStart(draft, outcome);
    case "running":
      return enterRunning(draft, outcome);
    case "start-post":
    case "reload":
    case "reload-signal":
    case "reload-notify":
      // With a control process still at work the state ends when that does.
      return isAlone ? enterStop(draft, outcome) : undefined;
    case "stop-watchdog":
    case "stop-sigterm":
    case "stop-sigkill":
      return isAlone ? enterStopPost(draft, outcome) : undefined;
    case "stop-post":
      return isAlone ? enterSignal(draft, "final-sigterm", outcome) : undefined;
    case "final-watchdog":
    case "final-sigterm":
    case "final-sigkill":
      return isAlone ? enterDead(draft, outcome, true) : undefined;
    case "stop":
    case "condition":
    case "start-pre":
    case "exited":
    case "dead":
    case "failed":
    case "dead-resources-pinned":
    case "dead-before-auto-restart":
    case "failed-before-auto-restart":
    case "auto-restart":
    case "auto-restart-queued":
      return;
    default:
      unreachable(state);
  }
}

/** The main process ended before the service was ready. Source: systemd.service(5), Type=. */
function afterMainInStart(draft: Draft, outcome: ServiceResult): void {
  const { Type, RemainAfterExit } = draft.config;
  const { notifyAccess = draft.config.NotifyAccess } = draft.data;
  if (Type === "oneshot") return outcome === "success" ? enterStartPost(draft) : enterSignal(draft, "stop-sigterm", outcome);
  if (!isNotifyType(draft.config)) return enterRunning(draft, outcome);
  if (outcome !== "success") return enterSignal(draft, "stop-sigterm", outcome);
  // Nobody is left who could say READY=1.
  if (!RemainAfterExit || notifyAccess === "main") enterSignal(draft, "stop-sigterm", "protocol");
}

function onControlExited(draft: Draft, control: LiveProcess, exit: ExitStatus): void {
  const { directive, index } = control;
  record(draft, control, exit);
  draft.without("control");

  const command = draft.config[directive][index];
  const outcome = command?.ignoreFailure === true ? "success" : controlResult(draft, control, exit);
  logSpawnFailure(draft, control, command);
  if (outcome === "exec-condition") draft.effects.push({ type: "condition-unmet" });
  const isSuccess = outcome === "success" || outcome === "exec-condition";
  const id = draft.state.name === "condition" ? "condition-process-exited" : "control-process-exited";
  draft.log(id, { exit: named(exit), success: isSuccess, command: directive });
  if (!RELOADS.has(draft.state.name)) draft.fail(outcome);

  if (outcome === "success" && index + 1 < draft.config[directive].length) {
    draft.extend(isStopping(draft) ? draft.config.TimeoutStopSec : draft.config.TimeoutStartSec);
    return draft.spawn("control", directive, index + 1);
  }
  afterControl(draft, outcome);
}

const isStopping = ({ state }: Draft): boolean => ACTIVE_STATE[state.name] === "deactivating";

const RELOADS: ReadonlySet<ServiceSubState> = new Set(["reload", "reload-signal", "reload-notify"]);

/** An ExecCondition= that says no (1 to 254) skips the start; it is no failure. */
function controlResult(draft: Draft, { directive }: LiveProcess, exit: ExitStatus): ServiceResult {
  const result = resultOf(exit, directive === "ExecStart" ? "daemon" : "command", draft.config.SuccessExitStatus);
  return draft.state.name === "condition" && result === "exit-code" && exit.status < 255 ? "exec-condition" : result;
}

function afterControl(draft: Draft, outcome: ServiceResult): void {
  const isAlone = draft.mainState !== "alive";
  const isGood = outcome === "success";
  const state = draft.state.name;
  switch (state) {
    case "condition":
      return isGood ? enterStartPre(draft) : enterSignal(draft, "stop-sigterm", outcome);
    case "start-pre":
      return isGood ? enterStart(draft) : enterSignal(draft, "stop-sigterm", outcome);
    case "start-post":
      return isGood ? onStartPostEnded(draft) : enterSignal(draft, "stop-sigterm", outcome);
    case "reload":
    case "reload-signal":
    case "reload-notify":
      return onReloadEnded(draft, outcome);
    case "stop":
      return enterSignal(draft, "stop-sigterm", outcome);
    case "stop-watchdog":
    case "stop-sigterm":
    case "stop-sigkill":
      return isAlone ? enterStopPost(draft, outcome) : undefined;
    case "stop-post":
      return isAlone ? enterSignal(draft, "final-sigterm", outcome) : undefined;
    case "final-watchdog":
    case "final-sigterm":
    case "final-sigkill":
      return isAlone ? enterDead(draft, outcome, true) : undefined;
    case "start":
      if (draft.config.Type !== "forking") return;
      return isGood ? onParentEnded(draft) : enterSignal(draft, "stop-sigterm", outcome);
    case "running":
    case "exited":
    case "dead":
    case "failed":
    case "dead-resources-pinned":
    case "dead-before-auto-restart":
    case "failed-before-auto-restart":
    case "auto-restart":
    case "auto-restart-queued":
      return;
    default:
      unreachable(state);
  }
}

/** What `show` has of the command. Source: systemd 257: over a daemon-reload it forgets when a control process began, but not the main one. */
function record(draft: Draft, { directive, index, pid }: LiveProcess, exit: ExitStatus, started?: Instant): void {
  // Such as the daemon that a forking service's parent has left.
  if (draft.config[directive][index] === undefined) return;
  const isSame = (run: CommandRun): boolean => run.directive === directive && run.index === index;
  const begun = started ?? draft.data.commands.find(isSame)?.started;
  const run: CommandRun = { directive, index, pid, ...(begun && { started: begun }), ended: draft.context.now, exit };
  draft.data = { ...draft.data, commands: [...draft.data.commands.filter((each) => !isSame(each)), run] };
}

const named = (exit: ExitStatus): ExitStatus & { readonly name: string | undefined } => ({
  ...exit,
  name: exit.code === "exited" ? exitStatusName(exit.status) : signalName(exit.status),
});

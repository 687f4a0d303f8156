/** The way up: condition, start-pre, start, start-post, and the question whether what is there now is a running service. */
import { FOREVER, type Usec, after } from "../../base/time.ts";
import type { KernelEvent } from "../../kernel.ts";
import { type Draft, hasCommands } from "./draft.ts";
import { NEVER, type CommandDirective, type LiveProcess, type ServiceData, type ServiceResult } from "./state.ts";
import { enterAnnouncedStop, enterDead, enterSignal, enterStop } from "./stopping.ts";

/** A start job reaches a service that is down. What the last run left is forgotten now, not when it ended. */
export function onStartRequested(draft: Draft): void {
  const { leftBehind, forgetRestarts, restarts, spawns } = draft.data;
  const fresh: ServiceData = {
    result: "success",
    reloadResult: "success",
    restarts: forgetRestarts ? 0 : restarts,
    forgetRestarts: false,
    forbidRestart: false,
    commands: [],
    spawns,
    watchdog: NEVER,
    // For the whole run, whatever the files say in the meantime.
    watchdogUsec: draft.config.WatchdogSec,
  };
  draft.data = fresh;
  if (leftBehind === true)
    draft.effects.push({ type: "kernel", effect: { type: "list-members", unit: draft.context.unit, purpose: "before-start" } });
  enterCondition(draft);
}

function enterCondition(draft: Draft): void {
  if (!hasCommands(draft, "ExecCondition")) return enterStartPre(draft);
  draft.enter("condition", draft.config.TimeoutStartSec);
  draft.spawn("control", "ExecCondition", 0);
}

export function enterStartPre(draft: Draft): void {
  if (!hasCommands(draft, "ExecStartPre")) return enterStart(draft);
  draft.enter("start-pre", draft.config.TimeoutStartSec);
  draft.spawn("control", "ExecStartPre", 0);
}

export function enterStart(draft: Draft): void {
  const { Type, TimeoutStartSec } = draft.config;
  const isImmediate = Type === "simple" || Type === "idle";
  draft.enter("start", isImmediate ? FOREVER : TimeoutStartSec);
  // A oneshot service need not have a command; it passes through `start` all the same.
  if (!hasCommands(draft, "ExecStart")) return enterStartPost(draft);
  draft.spawn("main", "ExecStart", 0);
}

export function enterStartPost(draft: Draft): void {
  startWatchdog(draft);
  if (!hasCommands(draft, "ExecStartPost")) return enterRunning(draft, "success");
  draft.enter("start-post", draft.config.TimeoutStartSec);
  draft.spawn("control", "ExecStartPost", 0);
}

/** Begins the time within which the service has to show that it lives. */
export function startWatchdog(draft: Draft): void {
  const interval = (draft.data.watchdogUsec ?? draft.config.WatchdogSec) as Usec;
  const isOff = interval <= 0 || interval === FOREVER;
  draft.data = { ...draft.data, watchdog: isOff ? NEVER : after(draft.context.now.monotonic, interval) };
}

/**
 * What the service is, now that nothing is left to do: failing, running, exited or on its way down. Asked after start-post, after a
 * reload and when the main process has ended.
 */
export function enterRunning(draft: Draft, result: ServiceResult): void {
  draft.fail(result);
  const { data, config } = draft;
  if (data.result !== "success") return enterSignal(draft, "stop-sigterm", "success");
  if (data.main !== undefined) return data.stopAnnounced === true ? enterAnnouncedStop(draft) : becomeRunning(draft);
  if (config.RemainAfterExit) return draft.enter("exited");
  enterStop(draft, "success");
}

function becomeRunning(draft: Draft): void {
  const { config, context } = draft;
  const since = draft.data.activeSince ?? context.now.monotonic;
  draft.data = { ...draft.data, activeSince: since };
  draft.enter("running");
  if (config.RuntimeMaxSec !== FOREVER && config.Type !== "oneshot") {
    draft.state = { ...draft.state, deadline: after(since, config.RuntimeMaxSec) };
  }
}

/** Source: systemd.service(5), ExecReload=. */
export function onReloadRequested(draft: Draft): void {
  draft.data = { ...draft.data, reloadResult: "success" };
  if (!hasCommands(draft, "ExecReload")) return;
  draft.enter("reload", draft.config.TimeoutStartSec);
  draft.spawn("control", "ExecReload", 0);
}

/** The kernel has made the process; if `failure` is set, its exit with the step's status will follow. */
export function onSpawned(draft: Draft, event: Extract<KernelEvent, { type: "spawned" }>): void {
  const role = draft.data.main?.process === event.process ? "main" : "control";
  const asked = draft.data[role];
  if (asked?.process !== event.process) return;
  const live: LiveProcess = { ...asked, pid: event.pid, ...(event.failure === undefined ? {} : { failure: event.failure }) };
  const { directive, index, started } = live;
  const others = draft.data.commands.filter((run) => run.directive !== directive || run.index !== index);
  draft.data = { ...draft.data, [role]: live, commands: others.concat({ directive, index, pid: event.pid, started }) };
  if (role === "main" && draft.state.name === "start") onMainSpawned(draft, event.failure !== undefined);
}

function onMainSpawned(draft: Draft, failed: boolean): void {
  const { Type } = draft.config;
  if (Type === "simple" || Type === "idle" || (Type === "exec" && !failed)) enterStartPost(draft);
}

const TASK: { readonly [D in CommandDirective]: string } = {
  ExecCondition: "exec-condition",
  ExecStartPre: "start-pre",
  ExecStart: "start",
  ExecStartPost: "start-post",
  ExecReload: "reload",
  ExecStop: "stop",
  ExecStopPost: "stop-post",
};

/** No process could be made. Source: systemd.exec(5), $SERVICE_RESULT, `resources`. */
export function onSpawnFailed(draft: Draft, event: Extract<KernelEvent, { type: "spawn-failed" }>): void {
  const role = draft.data.main?.process === event.process ? "main" : "control";
  const asked = draft.data[role];
  if (asked?.process !== event.process) return;
  draft.without(role);
  if (asked.index > 0) draft.log("next-spawn-failed", { kind: role, error: event.error });
  else draft.log("spawn-failed", { task: TASK[asked.directive], error: event.error });
  afterSpawnFailure(draft, asked);
}

function afterSpawnFailure(draft: Draft, { directive, index }: LiveProcess): void {
  const isFirst = index === 0;
  switch (directive) {
    case "ExecCondition":
    case "ExecStartPre":
      return isFirst ? enterDead(draft, "resources", true) : enterSignal(draft, "stop-sigterm", "resources");
    case "ExecStart":
      return isFirst ? enterSignal(draft, "stop-sigterm", "resources") : enterStop(draft, "resources");
    case "ExecStartPost":
      return isFirst ? enterStop(draft, "resources") : enterSignal(draft, "stop-sigterm", "resources");
    case "ExecReload":
      return endReload(draft, "resources");
    case "ExecStop":
      return enterSignal(draft, "stop-sigterm", "resources");
    case "ExecStopPost":
      return isFirst ? enterSignal(draft, "final-sigterm", "resources") : enterDead(draft, "resources", true);
    default:
      directive satisfies never;
  }
}

/** A reload that failed leaves the service as it is; only the job hears of it. */
export function endReload(draft: Draft, result: ServiceResult): void {
  draft.data = { ...draft.data, reloadResult: result };
  enterRunning(draft, "success");
}

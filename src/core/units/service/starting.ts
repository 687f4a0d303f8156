/** The way up: condition, start-pre, start, start-post, and the question whether what is there now is a running service. */
import { FOREVER, type Usec, after } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { KernelEffect, KernelEvent, ProcessRef } from "../../kernel.ts";
import { SIGNAL, type Signal } from "../../values/signal.ts";
import { type Draft, hasCommands } from "./draft.ts";
import { startWatchdog } from "./readiness.ts";
import { NEVER, type CommandDirective, type LiveProcess, type ServiceData, type ServiceResult } from "./state.ts";
import { enterAnnouncedStop, enterDead, enterSignal, enterStop } from "./stopping.ts";

/** A start job reaches a service that is down. What the last run left is forgotten now, not when it ended. */
export function onStartRequested(draft: Draft): void {
  const { forgetRestarts, restarts, spawns, fdStore, debugs } = draft.data;
  const leftBehind = draft.data.leftBehind === true;
  const fresh: ServiceData = {
    result: "success",
    reloadResult: "success",
    restarts: forgetRestarts ? 0 : restarts,
    forgetRestarts: false,
    forbidRestart: false,
    commands: [],
    spawns,
    spawnsBefore: spawns,
    watchdog: NEVER,
    mainKnown: false,
    fdStore,
    ...(leftBehind && { leftBehind }),
    ...(debugs === true && !forgetRestarts && { debugs }),
    // For the whole run, whatever the files say in the meantime.
    watchdogUsec: draft.config.WatchdogSec,
  };
  draft.data = fresh;
  enterCondition(draft);
}

function enterCondition(draft: Draft): void {
  if (!hasCommands(draft, "ExecCondition")) return enterStartPre(draft);
  if (isBesetByOthers(draft)) return enterDead(draft, "resources", true);
  draft.enterWith("condition", draft.config.TimeoutStartSec, "control", "ExecCondition");
}

/**
 * Tells of processes of the last run, or that a command before left behind; whether the service may not be started beside them. Source:
 * systemd.kill(5), SendSIGKILL=.
 */
function isBesetByOthers(draft: Draft): boolean {
  const { data, config, context } = draft;
  // Nobody has been in there yet.
  if (data.leftBehind !== true && data.spawns === data.spawnsBefore) return false;
  // A name in parentheses is a process on its way to its program.
  const others = (context.look.membersOf(context.unit) ?? []).filter(({ comm }) => !comm.startsWith("("));
  for (const { pid, comm } of others) {
    draft.log("left-over", { pid, comm });
    draft.log("left-over-reason", {});
  }
  const isRefused = others.length > 0 && !config.SendSIGKILL && (config.KillMode === "control-group" || config.KillMode === "mixed");
  if (isRefused) draft.log("left-over-refused", {});
  return isRefused;
}

export function enterStartPre(draft: Draft): void {
  if (!hasCommands(draft, "ExecStartPre")) return enterStart(draft);
  if (isBesetByOthers(draft)) return enterDead(draft, "resources", true);
  draft.enterWith("start-pre", draft.config.TimeoutStartSec, "control", "ExecStartPre");
}

export function enterStart(draft: Draft): void {
  const { Type, TimeoutStartSec } = draft.config;
  const isImmediate = Type === "simple" || Type === "idle";
  if (isBesetByOthers(draft)) return enterSignal(draft, "stop-sigterm", "resources");
  const timeout = isImmediate ? FOREVER : TimeoutStartSec;
  if (!hasCommands(draft, "ExecStart")) {
    // A oneshot service need not have a command; it passes through `start` all the same.
    draft.enter("start", timeout);
    return enterStartPost(draft);
  }
  if (Type === "dbus") watchBusName(draft);
  // The parent of a daemon is not the service: it ends when the service is ready.
  draft.enterWith("start", timeout, Type === "forking" ? "control" : "main", "ExecStart");
  // Its process waits on its way to its program, and counts as there.
  if (Type === "idle") enterStartPost(draft);
}

/** Before there is a process that could take it. */
function watchBusName(draft: Draft): void {
  const name = draft.config.BusName;
  if (name === undefined) return;
  draft.data = { ...draft.data, busName: "unknown" };
  draft.effects.push({ type: "kernel", effect: { type: "watch-bus-name", unit: draft.context.unit, name } });
}

export function enterStartPost(draft: Draft): void {
  startWatchdog(draft);
  if (!hasCommands(draft, "ExecStartPost")) return enterRunning(draft, "success");
  draft.enterWith("start-post", draft.config.TimeoutStartSec, "control", "ExecStartPost");
}

/**
 * What the service is, now that nothing is left to do: failing, running, exited or on its way down. Asked after start-post, after a
 * reload and when the main process has ended.
 */
export function enterRunning(draft: Draft, result: ServiceResult): void {
  draft.fail(result);
  const { data, config } = draft;
  if (data.result !== "success") enterSignal(draft, "stop-sigterm", "success");
  else if (isThere(draft)) {
    if (data.announced === "reloading") enterReloadByItself(draft);
    else if (data.announced === "stopping") enterAnnouncedStop(draft);
    else becomeRunning(draft);
  } else if (config.RemainAfterExit) draft.enter("exited");
  else enterStop(draft, "success");
}

/** The main process lives; where nobody knows it, or all count, any process does. Source: systemd.service(5), ExitType=. */
function isThere(draft: Draft): boolean {
  if (draft.config.Type === "dbus" && draft.data.busName !== "owned") return false;
  if (draft.mainState === "alive") return true;
  if (draft.mainState === "dead" && draft.config.ExitType === "main") return false;
  return draft.context.look.isPopulated(draft.context.unit) !== false;
}

function becomeRunning(draft: Draft): void {
  const { config, context } = draft;
  draft.enter("running");
  const limit = drawRuntimeLimit(config, context.look.draw);
  const since = draft.data.activeSince ?? context.now.monotonic;
  draft.state = { ...draft.state, deadline: after(since, limit) };
}

/** Another one at each look, if a part of it is up to chance. Source: systemd.service(5), RuntimeRandomizedExtraSec=. */
export function drawRuntimeLimit({ Type, RuntimeMaxSec, RuntimeRandomizedExtraSec }: ServiceConfig, draw: () => number): Usec {
  if (RuntimeMaxSec === FOREVER || Type === "oneshot") return FOREVER;
  return (RuntimeMaxSec + (RuntimeRandomizedExtraSec > 0 ? Math.floor(draw() * RuntimeRandomizedExtraSec) : 0)) as Usec;
}

/** Source: systemd.service(5), ExecReload=, Type=notify-reload. */
export function onReloadRequested(draft: Draft): void {
  const { config, context, data } = draft;
  const isTold = config.Type === "notify-reload" && data.main !== undefined;
  draft.data = { ...data, reloadResult: "success", reloadBegin: context.now.monotonic };
  if (isTold) draft.kernel({ ...signalTo(draft, data.main.process), signal: config.ReloadSignal });
  if (hasCommands(draft, "ExecReload")) draft.enterWith("reload", config.TimeoutStartSec, "control", "ExecReload");
  else if (isTold) draft.enter("reload-signal", config.TimeoutStartSec);
  else enterRunning(draft, "success");
}

/** A single process is sent a signal, and nobody waits for what comes of it. */
export const signalTo = (
  { context: { unit } }: Draft,
  process: ProcessRef,
): Omit<Extract<KernelEffect, { type: "kill" }>, "signal"> & { readonly signal: Signal } => ({
  type: "kill",
  unit,
  processes: [process],
  others: false,
  signal: SIGNAL.KILL,
  alsoHangup: false,
  named: false,
  purpose: "reload",
});

/** The service says that it reloads, asked or not. Source: sd_notify(3), RELOADING=1. */
export function enterReloadByItself(draft: Draft): void {
  draft.enter("reload-notify", draft.config.TimeoutStartSec);
  draft.effects.push({ type: "reloads-by-itself" });
}

/** The kernel has made the process; if `failure` is set, its exit with the step's status will follow. */
export function onSpawned(draft: Draft, event: Extract<KernelEvent, { type: "spawned" }>): void {
  const role = draft.data.main?.process === event.process ? "main" : "control";
  const asked = draft.data[role];
  if (asked?.process !== event.process) return;
  const live: LiveProcess = { ...asked, pid: event.pid, ...(event.failure === undefined ? {} : { failure: event.failure }) };
  const { directive, index, started } = live;
  const others = draft.data.commands.filter((run) => run.directive !== directive || run.index !== index);
  if (role === "main") forgetMainExit(draft);
  draft.data = { ...draft.data, [role]: live, commands: others.concat({ directive, index, pid: event.pid, started }) };
  if (role === "main" && draft.state.name === "start") onMainSpawned(draft, event.failure !== undefined);
}

/** Of the command before. */
function forgetMainExit(draft: Draft): void {
  const { mainExit: _, ...rest } = draft.data;
  draft.data = rest;
}

function onMainSpawned(draft: Draft, failed: boolean): void {
  const { Type } = draft.config;
  if (Type === "simple") enterStartPost(draft);
  if (Type !== "exec" || failed) return;
  draft.data = { ...draft.data, isExecuted: true };
  draft.effects.push({ type: "executed" });
}

/** A process of Type=exec has executed its program, and all that could be begun beside it has been. */
export function onExecuted(draft: Draft): void {
  if (draft.data.isExecuted !== true) return;
  const { isExecuted: _, ...data } = draft.data;
  draft.data = data;
  if (draft.state.name === "start") enterStartPost(draft);
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

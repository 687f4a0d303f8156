/** Where PIDFile= is looked at, and what is done while it is not there yet. Source: systemd.service(5), Type=forking, PIDFile=. */
import { type Draft, hasCommands } from "./draft.ts";
import { guessMain, loadPidFile } from "./main-process.ts";
import { enterRunning, enterStartPost } from "./starting.ts";
import type { ServiceResult } from "./state.ts";
import { enterSignal, enterStop, enterStopPost } from "./stopping.ts";

/** The parent of a daemon has ended as it should. */
export function onParentEnded(draft: Draft): void {
  if (draft.config.PIDFile === undefined) guessMain(draft);
  else {
    // A command after the start may be the one to write it.
    const mustBeThere = !hasCommands(draft, "ExecStartPost");
    if (loadPidFile(draft, { mustBeThere }) === "unusable" && mustBeThere) return awaitPidFile(draft);
  }
  enterStartPost(draft);
}

export function onStartPostEnded(draft: Draft): void {
  if (draft.config.PIDFile === undefined) guessMain(draft);
  else if (loadPidFile(draft, { mustBeThere: true }) === "unusable") return awaitPidFile(draft);
  enterRunning(draft, "success");
}

function awaitPidFile(draft: Draft): void {
  const { unit, look } = draft.context;
  draft.data = { ...draft.data, awaitsPidFile: true };
  draft.kernel({ type: "watch-file", unit, path: draft.config.PIDFile ?? "" });
  // It may have come in the meantime.
  if (takeAwaitedPidFile(draft) || look.isPopulated(unit) !== false) return;
  if (draft.state.name === "start") enterSignal(draft, "stop-sigterm", "protocol");
  else enterStop(draft, "protocol");
}

export function onFileChanged(draft: Draft): void {
  if (draft.data.awaitsPidFile === true) takeAwaitedPidFile(draft);
}

function takeAwaitedPidFile(draft: Draft): boolean {
  if (loadPidFile(draft, { mustBeThere: false }) === "unusable") return false;
  leavePidFile(draft);
  enterRunning(draft, "success");
  return true;
}

/** It is not waited for any more. */
export function leavePidFile(draft: Draft): void {
  if (draft.data.awaitsPidFile !== true) return;
  const { awaitsPidFile: _, ...data } = draft.data;
  draft.data = data;
  draft.kernel({ type: "unwatch-file", unit: draft.context.unit });
}

/** ExecReload= is through. What it says of its end goes for the job; the service may have more to do. */
export function onReloadEnded(draft: Draft, result: ServiceResult): void {
  if (result === "success" && loadPidFile(draft, { mustBeThere: true }) === "unusable") guessMain(draft);
  draft.data = { ...draft.data, reloadResult: result };
  if (draft.data.announced === "reloading") draft.rename("reload-notify");
  else enterRunning(draft, "success");
}

/** The main process is known to have ended, and nobody is left who could name another. */
export function giveUpPidFile(draft: Draft): void {
  if (draft.data.awaitsPidFile !== true || draft.mainState !== "dead") return;
  draft.log("pid-file-given-up", {});
  leavePidFile(draft);
  if (draft.state.name === "start") enterStopPost(draft, "protocol");
  else enterStop(draft, "protocol");
}

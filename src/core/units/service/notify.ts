import { FOREVER, type Monotonic, type Usec, after } from "../../base/time.ts";
import type { KernelEvent } from "../../kernel.ts";
import type { Draft } from "./draft.ts";
import { enterStartPost, startWatchdog } from "./starting.ts";
import { isWatched } from "./state.ts";
import { enterAnnouncedStop, enterSignal } from "./stopping.ts";

/** What a service says of itself. Source: sd_notify(3); systemd.service(5), NotifyAccess=. */
export function onNotified(draft: Draft, event: Extract<KernelEvent, { type: "notified" }>): void {
  if (!isHeard(draft, event)) return;
  const isStopping = event.fields.some(([name, value]) => name === "STOPPING" && value === "1");
  for (const [name, value] of event.fields) {
    if (name === "READY" && value === "1" && !isStopping) onReady(draft);
    else if (name === "WATCHDOG") onWatchdogField(draft, value);
    else if (name === "WATCHDOG_USEC") onWatchdogUsec(draft, value);
    else if (name === "STATUS") draft.data = { ...draft.data, statusText: value };
    else if (name === "ERRNO" && /^\d+$/.test(value)) draft.data = { ...draft.data, statusErrno: Number(value) };
    else if (name === "EXTEND_TIMEOUT_USEC") onExtendTimeout(draft, value);
    else if (name === "STOPPING" && value === "1") onStopping(draft);
    else if (UNHEEDED.has(name) && !isKnownMain(draft, name, value)) noteUnheeded(draft, name);
  }
}

function isHeard(draft: Draft, event: Extract<KernelEvent, { type: "notified" }>): boolean {
  const { pid, process } = event;
  const { main, control } = draft.data;
  switch (draft.config.NotifyAccess) {
    case "all":
      return true;
    case "none":
      draft.log("notify-refused-no-reception", { pid });
      return false;
    case "exec":
      if (process !== undefined && (process === main?.process || process === control?.process)) return true;
      break;
    case "main":
      if (process !== undefined && process === main?.process) return true;
      break;
    default:
      draft.config.NotifyAccess satisfies never;
  }
  if (main === undefined) draft.log("notify-refused-no-main", { pid });
  else draft.log("notify-refused-not-main", { pid, main: main.pid });
  return false;
}

function onReady(draft: Draft): void {
  const { Type } = draft.config;
  draft.data = { ...draft.data, stopAnnounced: false };
  if (draft.state.name === "start" && (Type === "notify" || Type === "notify-reload")) enterStartPost(draft);
}

function onWatchdogField(draft: Draft, value: string): void {
  if (value === "1") startWatchdog(draft);
  else if (value === "trigger" && isWatched(draft.state.name)) {
    draft.log("watchdog-triggered", { statusText: draft.data.statusText });
    enterSignal(draft, "stop-watchdog", "watchdog");
  }
}

function onWatchdogUsec(draft: Draft, value: string): void {
  const interval = Number(value);
  if (!/^\d+$/.test(value) || interval <= 0 || interval >= FOREVER) return;
  draft.data = { ...draft.data, watchdogUsec: interval };
  startWatchdog(draft);
}

/** What runs now is given until then, if it would have less. Nothing that has no limit gets one. */
function onExtendTimeout(draft: Draft, value: string): void {
  const usec = Number(value);
  if (!/^\d+$/.test(value) || usec >= FOREVER) return;
  const until = after(draft.context.now.monotonic, usec as Usec);
  const later = (deadline: Monotonic): Monotonic => (deadline < until ? until : deadline);
  draft.state = { ...draft.state, deadline: later(draft.state.deadline) };
  draft.data = { ...draft.data, watchdog: later(draft.data.watchdog) };
}

function onStopping(draft: Draft): void {
  draft.data = { ...draft.data, stopAnnounced: true };
  if (draft.state.name === "running") enterAnnouncedStop(draft);
}

/** What asks for something that this version does not do. */
const UNHEEDED: ReadonlySet<string> = new Set(["RELOADING", "MAINPID", "MAINPIDFDID", "NOTIFYACCESS", "FDSTORE", "FDSTOREREMOVE"]);

const isKnownMain = (draft: Draft, name: string, value: string): boolean => name === "MAINPID" && value === String(draft.data.main?.pid);

/** Once a run. */
function noteUnheeded(draft: Draft, name: string): void {
  const { unheeded = [] } = draft.data;
  if (unheeded.includes(name)) return;
  draft.data = { ...draft.data, unheeded: [...unheeded, name] };
  draft.log("notification-unheeded", { name });
}

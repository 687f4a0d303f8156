import { FOREVER } from "../../base/time.ts";
import type { KernelEvent } from "../../kernel.ts";
import type { Draft } from "./draft.ts";
import { enterStartPost, startWatchdog } from "./starting.ts";
import { isWatched } from "./state.ts";
import { enterSignal } from "./stopping.ts";

/** What a service says of itself. Source: sd_notify(3); systemd.service(5), NotifyAccess=. */
export function onNotified(draft: Draft, event: Extract<KernelEvent, { type: "notified" }>): void {
  if (!isHeard(draft, event)) return;
  for (const [name, value] of event.fields) {
    if (name === "READY" && value === "1") onReady(draft);
    else if (name === "WATCHDOG") onWatchdogField(draft, value);
    else if (name === "WATCHDOG_USEC") onWatchdogUsec(draft, value);
    else if (name === "STATUS") draft.data = { ...draft.data, statusText: value };
    else if (name === "ERRNO" && /^\d+$/.test(value)) draft.data = { ...draft.data, statusErrno: Number(value) };
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

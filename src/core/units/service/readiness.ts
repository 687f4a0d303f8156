import { type Usec, after } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { Draft } from "./draft.ts";
import { NEVER } from "./state.ts";

/** Only the service itself can say that it is ready. Source: systemd.service(5), Type=notify. */
export const isNotifyType = ({ Type }: ServiceConfig): boolean => Type === "notify" || Type === "notify-reload";

export const hasReload = (config: ServiceConfig | undefined): boolean =>
  config !== undefined && (config.ExecReload.length > 0 || config.Type === "notify-reload");

/** Begins the time within which the service has to show that it lives. Source: systemd.service(5), WatchdogSec=. */
export function startWatchdog(draft: Draft): void {
  const interval = (draft.data.watchdogUsec ?? draft.config.WatchdogSec) as Usec;
  const isOff = draft.context.frozen || interval <= 0;
  const { now } = draft.context;
  draft.data = { ...draft.data, watchdog: isOff ? NEVER : after(now.monotonic, interval), watchdogReset: now };
}

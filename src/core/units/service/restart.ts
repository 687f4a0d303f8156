import { FOREVER, type Usec } from "../../base/time.ts";
import { unreachable } from "../../base/assert.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ExitStatus } from "../../kernel.ts";
import { type ExitStatusSet, matchesExit } from "../../values/exit-status-set.ts";
import type { RestartReason, ServiceResult } from "./state.ts";

/** How a run ended, as far as the decision goes. */
export interface Ending {
  readonly result: ServiceResult;
  readonly forbidRestart: boolean;
  /** Of the last main process of the run; undefined if there was none. */
  readonly mainExit: ExitStatus | undefined;
}

type RestartConfig = Pick<ServiceConfig, "Type" | "Restart" | "RestartPreventExitStatus" | "RestartForceExitStatus">;

/**
 * Whether a service that has come to its end is started again, and what says so. Prevent beats force; both beat Restart=; a stop by
 * request beats all.
 *
 * Source: systemd.service(5), Restart=, RestartPreventExitStatus=, RestartForceExitStatus=.
 */
export function decideRestart(config: RestartConfig, ending: Ending): RestartReason {
  if (ending.forbidRestart) return { restart: false, because: "stopped-by-request" };
  if (isListed(config.RestartPreventExitStatus, ending.mainExit)) return { restart: false, because: "prevented-by-exit-status" };
  // Since 256 a oneshot service may have the list too, but its success is not an end to restart from.
  const forced = isListed(config.RestartForceExitStatus, ending.mainExit) && !(config.Type === "oneshot" && ending.result === "success");
  if (forced) return { restart: true, because: "forced-by-exit-status" };
  return { restart: settingCovers(config.Restart, ending.result), because: "restart-setting" };
}

/** In these lists a signal stands for the death by it, with a core dump or without. */
const isListed = (set: ExitStatusSet, exit: ExitStatus | undefined): boolean =>
  exit !== undefined && matchesExit(set, exit, { dumped: true });

function settingCovers(setting: ServiceConfig["Restart"], result: ServiceResult): boolean {
  if (result === "exec-condition") return false;
  switch (setting) {
    case "no":
      return false;
    case "always":
      return true;
    case "on-success":
      return result === "success";
    case "on-failure":
      return result !== "success";
    case "on-abnormal":
      return result !== "success" && result !== "exit-code";
    case "on-watchdog":
      return result === "watchdog";
    case "on-abort":
      return result === "signal" || result === "core-dump";
    default:
      return unreachable(setting);
  }
}

/**
 * How long to wait before restart number `n` (the first is 1): from RestartSec= it grows by a constant factor to RestartMaxDelaySec=
 * within RestartSteps= steps.
 *
 * Source: systemd.service(5), RestartSteps=; seen with RestartUSecNext of systemd 257.
 */
export function restartDelay(config: Pick<ServiceConfig, "RestartSec" | "RestartSteps" | "RestartMaxDelaySec">, n: number): Usec {
  const { RestartSec: first, RestartSteps: steps, RestartMaxDelaySec: last } = config;
  if (steps === 0 || first === 0 || last === FOREVER || first >= last) return first;
  if (n > steps) return last;
  return Math.floor(first * (last / first) ** ((n - 1) / steps)) as Usec;
}

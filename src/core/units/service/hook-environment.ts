import type { ServiceConfig } from "../../directives/service.ts";
import { FOREVER } from "../../base/time.ts";
import { signalName } from "../../values/signal.ts";
import type { CommandDirective, ServiceData } from "./state.ts";

/**
 * The variables that a process gets for what has happened in its service so far: `NAME=value` each.
 *
 * Source: systemd.exec(5), ENVIRONMENT VARIABLES IN SPAWNED PROCESSES.
 */
export function hookEnvironment(config: ServiceConfig, data: ServiceData, directive: CommandDirective): readonly string[] {
  const variables: string[] = [];
  if (data.main !== undefined && data.main.pid > 0) variables.push(`MAINPID=${data.main.pid}`);
  if (data.debugs === true) variables.push("DEBUG_INVOCATION=1");
  if (directive === "ExecStart") variables.push(...watchdogVariables(config, data), ...storedVariables(data));
  if (directive === "ExecStop" || directive === "ExecStopPost") variables.push(...outcomeVariables(data));
  return variables;
}

/** The value `\0pid` becomes the process's own pid, which nobody knows yet. */
function watchdogVariables(config: ServiceConfig, data: ServiceData): readonly string[] {
  const interval = data.watchdogUsec ?? config.WatchdogSec;
  if (interval <= 0 || interval === FOREVER) return [];
  return ["WATCHDOG_PID=\0pid", `WATCHDOG_USEC=${interval}`];
}

/** Source: sd_listen_fds(3). */
function storedVariables({ fdStore }: ServiceData): readonly string[] {
  if (fdStore.length === 0) return [];
  return [`LISTEN_FDS=${fdStore.length}`, "LISTEN_PID=\0pid", `LISTEN_FDNAMES=${fdStore.map(({ name }) => name).join(":")}`];
}

export function outcomeVariables({ result, mainExit }: ServiceData): readonly string[] {
  if (mainExit === undefined) return [`SERVICE_RESULT=${result}`];
  const { code, status } = mainExit.exit;
  const shown = code === "exited" ? String(status) : signalName(status);
  return [`SERVICE_RESULT=${result}`, `EXIT_CODE=${code}`, `EXIT_STATUS=${shown}`];
}

import type { ServiceConfig } from "../../directives/service.ts";
import type { ExitStatus } from "../../kernel.ts";
import { matchesExit } from "../../values/exit-status-set.ts";
import { SIGNAL } from "../../values/signal.ts";
import type { ServiceResult } from "./state.ts";

const DAEMON_SIGNALS: ReadonlySet<number> = new Set([SIGNAL.HUP, SIGNAL.INT, SIGNAL.PIPE, SIGNAL.TERM]);

/** A daemon that dies of SIGTERM has done as it was told; a command that does has not done its work. */
export type Role = "daemon" | "command";

/** Source: systemd.service(5), SuccessExitStatus=. */
function isClean(exit: ExitStatus, role: Role, success: ServiceConfig["SuccessExitStatus"]): boolean {
  if (matchesExit(success, exit, { dumped: false })) return true;
  if (exit.code === "exited") return exit.status === 0;
  return exit.code === "killed" && role === "daemon" && DAEMON_SIGNALS.has(exit.status);
}

/** What an exit means for the result of the run. */
export function resultOf(exit: ExitStatus, role: Role, success: ServiceConfig["SuccessExitStatus"]): ServiceResult {
  if (isClean(exit, role, success)) return "success";
  if (exit.code === "exited") return "exit-code";
  return exit.code === "killed" ? "signal" : "core-dump";
}

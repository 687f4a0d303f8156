import { unreachable } from "../base/assert.ts";
import type { ServiceConfig } from "../directives/service.ts";
import type { OutputSpec } from "../values/standard-stream.ts";
import type { SpawnPlan, Stdio } from "./plan.ts";

/** Where the three standard streams lead. Source: systemd.exec(5), StandardInput=, StandardOutput=, StandardError=. */
export function planStdio(config: ServiceConfig): Pick<SpawnPlan, "stdin" | "stdout" | "stderr"> {
  const { StandardInput: input, StandardOutput: output, StandardError: error } = config;
  const stdin: Stdio = input.from === "file" ? { to: "file", path: input.path, mode: "read" } : { to: "null" };
  // Without a stdin that is a terminal or a socket there is nothing to inherit but what goes to the log.
  const stdout = outputTo(output, { to: "log" });
  return { stdin, stdout, stderr: outputTo(error, { to: "stdout" }) };
}

/** What this version has no place for (a terminal, the kernel's log, a socket) goes to the log; the unit's notes say so. */
function outputTo(spec: OutputSpec | undefined, inherited: Stdio): Stdio {
  switch (spec?.to) {
    case undefined:
    case "inherit":
      return inherited;
    case "null":
      return { to: "null" };
    case "file":
      return { to: "file", path: spec.path, mode: "write" };
    case "append":
    case "truncate":
      return { to: "file", path: spec.path, mode: spec.to };
    case "journal":
    case "journal+console":
    case "kmsg":
    case "kmsg+console":
    case "tty":
    case "socket":
    case "fd":
      return { to: "log" };
    default:
      return unreachable(spec);
  }
}

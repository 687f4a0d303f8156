import type { Instant } from "../../base/time.ts";
import type { CommandDirective, Service } from "../../units/service/state.ts";
import type { ExecCommand } from "../../values/exec-command.ts";
import { signalName } from "../../values/signal.ts";
import type { Unit, World } from "../world.ts";

/** The commands of one directive and what became of them, in both forms that there are. Source: systemctl(1), show. */
export function commandProperties(
  { host }: World,
  { loaded, service }: Unit,
  directive: CommandDirective,
): readonly (readonly [name: string, value: string])[] {
  const commands = loaded.service?.[directive] ?? [];
  const runs: Service["data"]["commands"] = service?.data.commands ?? [];
  return commands.flatMap((command, index) => {
    const run = runs.find((each) => each.directive === directive && each.index === index);
    const at = (instant: Instant | undefined): string => (instant === undefined ? "n/a" : host.formatTimestamp(instant.realtime));
    const times = `start_time=[${at(run?.started)}] ; stop_time=[${at(run?.ended)}] ; pid=${run?.pid ?? 0} ; ${outcome(run?.exit)}`;
    const what = `path=${command.path} ; argv[]=${command.argv.join(" ")}`;
    return [
      [directive, `{ ${what} ; ignore_errors=${command.ignoreFailure ? "yes" : "no"} ; ${times} }`],
      [`${directive}Ex`, `{ ${what} ; flags=${flags(command)} ; ${times} }`],
    ] as const;
  });
}

function outcome(exit: { readonly code: "exited" | "killed" | "dumped"; readonly status: number } | undefined): string {
  if (exit === undefined) return "code=(null) ; status=0/0";
  const status =
    exit.code === "exited" ? String(exit.status) : `${exit.status}/${signalName(exit.status as Parameters<typeof signalName>[0])}`;
  return `code=${exit.code} ; status=${status}`;
}

function flags({ ignoreFailure, privileges, expandEnvironment, viaShell }: ExecCommand): string {
  const set = [
    ignoreFailure ? "ignore-failure" : "",
    privileges === "full" ? "privileged" : privileges === "no-setuid" ? "no-setuid" : privileges === "ambient" ? "ambient" : "",
    expandEnvironment ? "" : "no-env-expand",
    viaShell ? "via-shell" : "",
  ];
  return set.filter(Boolean).join(" ");
}

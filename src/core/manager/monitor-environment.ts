import { message } from "../log/messages.ts";
import { outcomeVariables } from "../units/service/hook-environment.ts";
import type { CommandDirective } from "../units/service/state.ts";
import { type Unit, type World, logMessage } from "./world.ts";

/**
 * What a unit that others name in OnFailure= or OnSuccess= is told of the one that does, `NAME=value` each: nothing if there are several,
 * whichever of them it was. Source: systemd.exec(5), $MONITOR_SERVICE_RESULT.
 */
export function monitorEnvironment(world: World, { name, dependencies }: Unit, directive: CommandDirective): readonly string[] {
  if (directive !== "ExecStartPre" && directive !== "ExecStart") return [];
  const [source, other] = [...(dependencies.get("OnFailureOf") ?? []), ...(dependencies.get("OnSuccessOf") ?? [])];
  if (source === undefined) return [];
  if (other !== undefined) {
    logMessage(world, message("several-sources", { unit: name, source, other }));
    return [];
  }
  const { service, invocation } = world.units.get(source) ?? {};
  if (service === undefined) return [];
  const about = invocation === undefined ? [] : [`INVOCATION_ID=${invocation}`];
  return [...outcomeVariables(service.data), ...about, `UNIT=${source}`].map((variable) => `MONITOR_${variable}`);
}

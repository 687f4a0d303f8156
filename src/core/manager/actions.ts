/**
 * What a unit's end, its start limit or a job that takes too long means for the manager itself. Upkeep boots no machine and stops none:
 * what would do that ends this manager instead.
 *
 * Source: systemd.unit(5), FailureAction=, SuccessAction=, StartLimitAction=, JobTimeoutAction=, FailureActionExitStatus=; the messages and
 * when they are said: systemd 257 in a container.
 */
import type { UnitConfig } from "../directives/unit.ts";
import type { ActiveState } from "../units/unit.ts";
import { beginShutdown, endAtOnce } from "./shutdown.ts";
import { type Unit, type World, isDown, say } from "./world.ts";

type ActionDirective = "FailureAction" | "SuccessAction" | "StartLimitAction" | "JobTimeoutAction";

/** A failure counts even if a restart follows; so does a good end. */
export function takeStateActions(world: World, unit: Unit, from: ActiveState, to: ActiveState): void {
  if (to === "failed" && from !== "failed") takeAction(world, unit, "FailureAction");
  else if (to === "inactive" && !isDown(from)) takeAction(world, unit, "SuccessAction");
}

export function takeAction(world: World, unit: Unit, directive: ActionDirective): void {
  const action = unit.loaded.unit[directive];
  if (action === "none") return;
  const isForced = /-(force|immediate)$/.test(action);
  if (world.shutdown !== "no" && !isForced) return say(world, "action-skipped", { action });
  const isExit = action.startsWith("exit");
  if (!isExit) say(world, "action-on-machine", { unit: unit.name, directive, action });
  else if (directive in REASON) say(world, "exiting", { isForced, reason: REASON[directive]?.(unit) ?? "" });
  const status = isExit ? exitStatus(unit, directive) : undefined;
  if (isForced) endAtOnce(world, status);
  else beginShutdown(world, status);
}

/** Where a message says so. */
const REASON: { readonly [D in ActionDirective]?: (unit: Unit) => string } = {
  StartLimitAction: ({ name }) => `unit ${name} failed`,
  JobTimeoutAction: () => "job timed out",
};

/** As set; else that of the main process, 255 if a signal ended it; undefined if there was none. */
function exitStatus({ loaded, service }: Unit, directive: ActionDirective): number | undefined {
  if (directive !== "FailureAction" && directive !== "SuccessAction") return undefined;
  const set = loaded.unit[`${directive}ExitStatus` satisfies keyof UnitConfig];
  if (set !== undefined) return set;
  const exit = service?.data.mainExit?.exit;
  if (exit === undefined) return undefined;
  return exit.code === "exited" ? exit.status : 255;
}

import type { SpawnPart } from "../../exec/plan.ts";
import type { ExecCommand } from "../../values/exec-command.ts";
import type { Draft } from "./draft.ts";
import type { LiveProcess } from "./state.ts";

/**
 * What systemd's child says before it gives up, when a process never got to its program: the reason, then the step.
 *
 * Source: the journal of systemd 257.
 */
export function logSpawnFailure(draft: Draft, { failure, pid }: LiveProcess, command: ExecCommand | undefined): void {
  if (failure === undefined || command === undefined) return;
  const { step, part, error } = failure;
  const { path } = command;
  const by = { pid, path };
  switch (step) {
    case "EXEC":
      draft.logFrom(by, part === "execute" ? "execute-failed" : "executable-missing", { path, error });
      if (part !== "execute" && command.ignoreFailure) return;
      break;
    case "CHDIR":
      draft.logFrom(by, "directory-failed", { error });
      break;
    case "USER":
      draft.logFrom(by, "user-failed", { error });
      break;
    case "GROUP":
      draft.logFrom(by, groupMessage(part), { error });
      break;
    case "STDIN":
      draft.logFrom(by, "stream-failed", { stream: "input", error });
      break;
    case "STDOUT":
      draft.logFrom(by, "stream-failed", { stream: "output", error });
      break;
    case "STDERR":
      draft.logFrom(by, "stream-failed", { stream: "error output", error });
      break;
    default:
      break;
  }
  draft.logFrom(by, "step-failed", { step, path, error });
}

function groupMessage(part: SpawnPart | undefined): "group-failed" | "groups-failed" | "change-group-failed" {
  if (part === "supplementary-groups") return "groups-failed";
  return part === "change-group" ? "change-group-failed" : "group-failed";
}

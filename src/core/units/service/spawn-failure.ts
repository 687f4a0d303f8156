import type { ExecCommand } from "../../values/exec-command.ts";
import type { Draft } from "./draft.ts";
import type { LiveProcess } from "./state.ts";

/**
 * What systemd's child says before it gives up, when a process never got to its program: the reason, then the step.
 *
 * Source: the journal of systemd 257.
 */
export function logSpawnFailure(draft: Draft, { failure }: LiveProcess, command: ExecCommand | undefined): void {
  if (failure === undefined || command === undefined) return;
  const { step, error } = failure;
  const { path } = command;
  switch (step) {
    case "EXEC":
      if (failure.errno === ENOENT && command.ignoreFailure) return;
      draft.log(failure.errno === ENOENT || failure.errno === EACCES ? "executable-missing" : "execute-failed", { path, error });
      break;
    case "CHDIR":
      draft.log("directory-failed", { error });
      break;
    case "USER":
      draft.log("user-failed", { error });
      break;
    case "GROUP":
      draft.log("group-failed", { error });
      break;
    case "STDIN":
      draft.log("stream-failed", { stream: "input", error });
      break;
    case "STDOUT":
      draft.log("stream-failed", { stream: "output", error });
      break;
    case "STDERR":
      draft.log("stream-failed", { stream: "error output", error });
      break;
    default:
      break;
  }
  draft.log("step-failed", { step, path, error });
}

const ENOENT = 2;
const EACCES = 13;

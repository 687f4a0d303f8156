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
  const { step, error } = failure;
  const { path } = command;
  const by = { pid, path };
  switch (step) {
    case "EXEC":
      draft.logFrom(by, failure.errno === ENOEXEC ? "execute-failed" : "executable-missing", { path, error });
      if (failure.errno === ENOENT && command.ignoreFailure) return;
      break;
    case "CHDIR":
      draft.logFrom(by, "directory-failed", { error });
      break;
    case "USER":
      draft.logFrom(by, "user-failed", { error });
      break;
    case "GROUP":
      draft.logFrom(by, "group-failed", { error });
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

const ENOENT = 2;
const ENOEXEC = 8;

import type { Draft } from "./draft.ts";
import { giveUpPidFile } from "./pid-file.ts";
import { isNotifyType } from "./readiness.ts";
import { enterRunning } from "./starting.ts";
import { enterDead, enterStopPost } from "./stopping.ts";

/** Nobody of the unit is left. Matters only where no exit of a process of ours will come any more. */
export function onEmptied(draft: Draft): void {
  const { mainState, data } = draft;
  if (mainState === "alive" || data.control !== undefined) return;
  const state = draft.state.name;
  switch (state) {
    case "start":
      // Nobody is left who could say READY=1.
      if (isNotifyType(draft.config) && mainState === "dead") return enterStopPost(draft, "protocol");
      if (draft.config.ExitType === "cgroup") return enterStopPost(draft, "success");
      return giveUpPidFile(draft);
    case "start-post":
      return giveUpPidFile(draft);
    case "running":
      return enterRunning(draft, "success");
    case "stop-watchdog":
    case "stop-sigterm":
    case "stop-sigkill":
      return enterStopPost(draft, "success");
    case "stop-post":
    case "final-watchdog":
    case "final-sigterm":
    case "final-sigkill":
      return enterDead(draft, "success", true);
    case "dead":
    case "failed":
    case "dead-resources-pinned":
      if (data.leftBehind !== true) return;
      draft.data = { ...data, leftBehind: false };
      return draft.kernel({ type: "release", unit: draft.context.unit });
    case "condition":
    case "start-pre":
    case "exited":
    case "reload":
    case "reload-signal":
    case "reload-notify":
    case "stop":
    case "dead-before-auto-restart":
    case "failed-before-auto-restart":
    case "auto-restart":
    case "auto-restart-queued":
      return;
    default:
      state satisfies never;
  }
}

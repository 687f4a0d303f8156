/** Memory ran out, and the kernel has killed a process of the service: not the main process, as a rule, so that the rest would live on. */
import { unreachable } from "../../base/assert.ts";
import type { Draft } from "./draft.ts";
import { enterSignal, enterStop } from "./stopping.ts";

/** Source: systemd.service(5), OOMPolicy=. */
export function onOomKilled(draft: Draft): void {
  const policy = draft.config.OOMPolicy;
  draft.log("oom-killed", {});
  if (policy === "continue") return;
  const state = draft.state.name;
  switch (state) {
    case "condition":
    case "start-pre":
    case "start":
    case "start-post":
    case "stop":
      return enterSignal(draft, policy === "kill" ? "stop-sigkill" : "stop-sigterm", "oom-kill");
    case "running":
    case "exited":
      return policy === "kill" ? enterSignal(draft, "stop-sigkill", "oom-kill") : enterStop(draft, "oom-kill");
    case "stop-watchdog":
    case "stop-sigterm":
      return enterSignal(draft, "stop-sigkill", "oom-kill");
    case "stop-post":
    case "final-sigterm":
      return enterSignal(draft, "final-sigkill", "oom-kill");
    case "stop-sigkill":
    case "final-sigkill":
      return draft.fail("oom-kill");
    case "reload":
    case "reload-signal":
    case "reload-notify":
    case "final-watchdog":
    case "dead":
    case "dead-resources-pinned":
    case "failed":
    case "dead-before-auto-restart":
    case "failed-before-auto-restart":
    case "auto-restart":
    case "auto-restart-queued":
      return;
    default:
      unreachable(state);
  }
}

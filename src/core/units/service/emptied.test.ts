import { expect, test } from "vitest";
import type { Instant } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ProcessRef } from "../../kernel.ts";
import type { UnitName } from "../../values/unit-name.ts";
import { NOTHING_SEEN } from "./nothing-seen.ts";
import { type ServiceData, type ServiceSubState, newService } from "./state.ts";
import { transitionService } from "./transition.ts";

const now = { monotonic: 0, realtime: 0 } as Instant;
const unit = "a.service" as UnitName;
const alive = { process: "a.service/main/1" as ProcessRef, directive: "ExecStart", index: 0, pid: 7, started: now } as const;
const hook = { ...alive, process: "a.service/control/2" as ProcessRef, directive: "ExecStopPost" } as const;

/** Where a service is once nobody is left, and its result; what it did where it stayed. */
function empty(name: ServiceSubState, config: Partial<ServiceConfig>, data: Partial<ServiceData>): string {
  const commands = { ExecStop: [], ExecStopPost: [{ path: "/bin/true", argv: ["/bin/true"] }] };
  const context = {
    unit,
    config: {
      Type: "simple",
      ExitType: "main",
      Restart: "no",
      KillMode: "control-group",
      ...commands,
      ...config,
    } as unknown as ServiceConfig,
    now,
    stopPending: false,
    restartPending: false,
    userManager: false,
    look: NOTHING_SEEN,
    frozen: false,
  };
  const fresh = newService(now);
  const before = { state: { ...fresh.state, name }, data: { ...fresh.data, ...data } };
  const [after, effects] = transitionService(context, before, { type: "emptied", unit });
  return [after.data.signalling ?? after.state.name, after.data.result, ...(effects.length === 0 ? ["nothing done"] : [])].join(", ");
}

const ENDED = { mainKnown: true };
const cgroup = { ExitType: "cgroup" } as const;

// Source: what systemd 257 does in each state when the last process is gone, its own exits having been heard of or not.
test.each<[string, ServiceSubState, Partial<ServiceConfig>, Partial<ServiceData>, string]>([
  ["nobody can say READY=1", "start", { Type: "notify" }, ENDED, "stop-post, protocol"],
  ["nor with notify-reload", "start", { Type: "notify-reload" }, ENDED, "stop-post, protocol"],
  ["who would say so is not known", "start", { Type: "notify" }, {}, "start, success, nothing done"],
  ["with another type", "start", { Type: "dbus" }, ENDED, "start, success, nothing done"],
  ["all count", "start", { Type: "dbus", ...cgroup }, ENDED, "stop-post, success"],
  ["all count, and READY=1 is missing", "start", { Type: "notify", ...cgroup }, ENDED, "stop-post, protocol"],
  ["the PID file is waited for", "start", { Type: "forking" }, { ...ENDED, awaitsPidFile: true }, "stop-post, protocol"],
  ["the main process's exit is to come", "start", { Type: "notify" }, { ...ENDED, main: alive }, "start, success, nothing done"],
  ["and where all count", "start", { Type: "dbus", ...cgroup }, { ...ENDED, main: alive }, "start, success, nothing done"],
  ["the same", "stop-sigterm", {}, { ...ENDED, main: alive }, "stop-sigterm, success, nothing done"],
  ["a hook's exit is to come", "stop-post", {}, { ...ENDED, control: hook }, "stop-post, success, nothing done"],
  ["asked to end", "stop-sigterm", {}, ENDED, "stop-post, success"],
  ["killed", "stop-sigkill", {}, ENDED, "stop-post, success"],
  ["aborted", "stop-watchdog", {}, ENDED, "stop-post, success"],
  ["the last hook has ended", "stop-post", {}, ENDED, "dead, success"],
  ["asked to end at last", "final-sigterm", {}, ENDED, "dead, success"],
  ["killed at last", "final-sigkill", {}, ENDED, "dead, success"],
  ["aborted at last", "final-watchdog", {}, ENDED, "dead, success"],
  ["its ExecStartPre= follow each other", "start-pre", {}, {}, "start-pre, success, nothing done"],
  ["nothing was there", "exited", {}, ENDED, "exited, success, nothing done"],
])("nobody is left: %s, in %s", (_, state, config, data, expected) => {
  expect(empty(state, config, data)).toBe(expected);
});

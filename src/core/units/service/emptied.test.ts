import { expect, test } from "vitest";
import { COMMAND, UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ServiceData, ServiceSubState } from "./state.ts";

const alive = liveProcess("main", "ExecStart");
const hook = liveProcess("control", "ExecStopPost");

/** Where a service is once nobody is left, and its result; what it did where it stayed. */
function empty(name: ServiceSubState, config: Partial<ServiceConfig>, data: Partial<ServiceData>): string {
  const settings = { Restart: "no", ExecStopPost: [COMMAND], ...config } as const;
  const { way, done } = playEvents(name, [{ type: "emptied", unit: UNIT }], { config: settings, data });
  return [way, ...(done.length === 0 ? ["nothing done"] : [])].join(", ");
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

import { expect, test } from "vitest";
import { COMMAND, UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ServiceSubState } from "./state.ts";

function runOutOfMemory(name: ServiceSubState, config: Partial<ServiceConfig>): string {
  const data = { main: liveProcess("main", "ExecStart") };
  const { way, done } = playEvents(name, [{ type: "oom-killed", unit: UNIT }], { config, data });
  return `${done.includes("oom-killed") ? "says so, " : ""}${way}`;
}

// Source: what systemd 257 does in each state, with OOMPolicy=stop and OOMPolicy=kill.
test.each<[ServiceSubState, string, string]>([
  ["condition", "stop-sigterm, oom-kill", "stop-sigkill, oom-kill"],
  ["start-pre", "stop-sigterm, oom-kill", "stop-sigkill, oom-kill"],
  ["start", "stop-sigterm, oom-kill", "stop-sigkill, oom-kill"],
  ["start-post", "stop-sigterm, oom-kill", "stop-sigkill, oom-kill"],
  ["running", "stop-sigterm, oom-kill", "stop-sigkill, oom-kill"],
  ["exited", "stop-sigterm, oom-kill", "stop-sigkill, oom-kill"],
  ["reload", "reload, success", "reload, success"],
  ["stop", "stop-sigterm, oom-kill", "stop-sigkill, oom-kill"],
  ["stop-watchdog", "stop-sigkill, oom-kill", "stop-sigkill, oom-kill"],
  ["stop-sigterm", "stop-sigkill, oom-kill", "stop-sigkill, oom-kill"],
  ["stop-sigkill", "stop-sigkill, oom-kill", "stop-sigkill, oom-kill"],
  ["stop-post", "final-sigkill, oom-kill", "final-sigkill, oom-kill"],
  ["final-watchdog", "final-watchdog, success", "final-watchdog, success"],
  ["final-sigterm", "final-sigkill, oom-kill", "final-sigkill, oom-kill"],
  ["final-sigkill", "final-sigkill, oom-kill", "final-sigkill, oom-kill"],
  ["failed", "failed, success", "failed, success"],
])("out of memory in %s", (state, stop, kill) => {
  expect(runOutOfMemory(state, { OOMPolicy: "stop" })).toBe(`says so, ${stop}`);
  expect(runOutOfMemory(state, { OOMPolicy: "kill" })).toBe(`says so, ${kill}`);
  expect(runOutOfMemory(state, { OOMPolicy: "continue" })).toBe(`says so, ${state}, success`);
});

test("a service that runs is stopped with its ExecStop=, and killed without", () => {
  const ExecStop = [COMMAND];
  expect(runOutOfMemory("running", { OOMPolicy: "stop", ExecStop })).toBe("says so, stop, oom-kill");
  expect(runOutOfMemory("running", { OOMPolicy: "kill", ExecStop })).toBe("says so, stop-sigkill, oom-kill");
  // What has not come up, or is on its way down, is not asked to end by its ExecStop= once more.
  expect(runOutOfMemory("start-post", { OOMPolicy: "stop", ExecStop })).toBe("says so, stop-sigterm, oom-kill");
  expect(runOutOfMemory("stop", { OOMPolicy: "stop", ExecStop })).toBe("says so, stop-sigterm, oom-kill");
});

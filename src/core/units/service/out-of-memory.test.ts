import { expect, test } from "vitest";
import type { Instant } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ProcessRef } from "../../kernel.ts";
import type { UnitName } from "../../values/unit-name.ts";
import { type ServiceSubState, newService } from "./state.ts";
import { NOTHING_SEEN } from "./nothing-seen.ts";
import { transitionService } from "./transition.ts";

const now = { monotonic: 0, realtime: 0 } as Instant;
const main = { process: "a.service/main/1" as ProcessRef, directive: "ExecStart", index: 0, pid: 7, started: now } as const;

function runOutOfMemory(name: ServiceSubState, config: Partial<ServiceConfig>): string {
  const commands = { ExecStop: [], ExecStopPost: [] };
  const context = {
    unit: "a.service" as UnitName,
    config: { KillMode: "control-group", SendSIGHUP: false, ...commands, ...config } as unknown as ServiceConfig,
    now,
    stopPending: false,
    restartPending: false,
    userManager: false,
    look: NOTHING_SEEN,
    frozen: false,
  };
  const fresh = newService(now);
  const before = { state: { ...fresh.state, name }, data: { ...fresh.data, main } };
  const [after, effects] = transitionService(context, before, { type: "oom-killed", unit: context.unit });
  const said = effects.some((effect) => effect.type === "log" && effect.message.id === "oom-killed");
  return `${said ? "says so, " : ""}${after.data.signalling ?? after.state.name}, ${after.data.result}`;
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
  const ExecStop = [{ path: "/bin/true", argv: ["/bin/true"] }] as unknown as ServiceConfig["ExecStop"];
  expect(runOutOfMemory("running", { OOMPolicy: "stop", ExecStop })).toBe("says so, stop, oom-kill");
  expect(runOutOfMemory("running", { OOMPolicy: "kill", ExecStop })).toBe("says so, stop-sigkill, oom-kill");
  // What has not come up, or is on its way down, is not asked to end by its ExecStop= once more.
  expect(runOutOfMemory("start-post", { OOMPolicy: "stop", ExecStop })).toBe("says so, stop-sigterm, oom-kill");
  expect(runOutOfMemory("stop", { OOMPolicy: "stop", ExecStop })).toBe("says so, stop-sigterm, oom-kill");
});

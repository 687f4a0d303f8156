import { expect, test } from "vitest";
import { FOREVER, type Instant, type Monotonic, sec } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import { SIGNAL } from "../../values/signal.ts";
import { COMMAND, UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";
import { NEVER, type ServiceData, type ServiceSubState } from "./state.ts";

const NONE = { statuses: [], signals: [] };
const now = { monotonic: 5, realtime: 5 } as Instant;
const config: Partial<ServiceConfig> = {
  Restart: "on-failure",
  RestartMode: "normal",
  RestartSec: sec(1),
  RestartPreventExitStatus: NONE,
  RestartForceExitStatus: NONE,
  KillSignal: SIGNAL.TERM,
  FinalKillSignal: SIGNAL.KILL,
  WatchdogSignal: SIGNAL.ABRT,
  RuntimeMaxSec: FOREVER,
  WatchdogSec: sec(1),
  TimeoutStopSec: sec(1),
  TimeoutAbortSec: sec(1),
};

function timeOut(name: ServiceSubState, more: Partial<ServiceConfig>, data: Partial<ServiceData> = {}) {
  return playEvents(name, [{ type: "woken" }], { config: { ...config, ...more }, data, now, deadline: 0 as Monotonic });
}

// Source: systemd.service(5), TimeoutStopFailureMode=; systemd.kill(5), SendSIGKILL=; what systemd 257 does (timeout/*).
test.each<[ServiceSubState, string, string, string, string]>([
  ["stop", "stop-sigterm", "stop-watchdog", "stop-sigkill", "final-sigterm"],
  ["stop-watchdog", "stop-sigkill", "stop-sigkill", "stop-sigkill", "final-sigterm"],
  ["stop-sigterm", "stop-sigkill", "stop-watchdog", "stop-sigkill", "final-sigterm"],
  ["stop-sigkill", "final-sigterm", "final-sigterm", "final-sigterm", "final-sigterm"],
  ["stop-post", "final-sigterm", "final-watchdog", "final-sigkill", "failed"],
  ["final-watchdog", "final-sigkill", "final-sigkill", "final-sigkill", "failed"],
  ["final-sigterm", "final-sigkill", "final-watchdog", "final-sigkill", "failed"],
  ["final-sigkill", "auto-restart", "auto-restart", "auto-restart", "auto-restart"],
])("time is over in %s: %s (terminate), %s (abort), %s (kill), %s (kill, but SendSIGKILL=no)", (state, ...expected) => {
  const modes = ["terminate", "abort", "kill", "kill"] as const;
  const ways = modes.map((TimeoutStopFailureMode, at) => timeOut(state, { TimeoutStopFailureMode, SendSIGKILL: at < 3 }).way);
  expect(ways).toEqual(expected.map((way) => `${way}, timeout`));
});

test("the command of a reload that takes too long is killed, and the service goes on", () => {
  const data = { main: liveProcess("main", "ExecStart"), mainKnown: true, control: liveProcess("control", "ExecReload") };
  const { service, way, kernel, said } = timeOut("reload", { ExecReload: [COMMAND] }, data);
  expect([way, service.data.reloadResult, service.data.control, said.length]).toEqual(["running, success", "timeout", undefined, 1]);
  expect(kernel).toMatchObject([{ type: "kill", unit: UNIT, processes: [data.control.process], others: false, signal: SIGNAL.KILL }]);
});

test("a reload without a command that takes too long kills nobody", () => {
  const data = { main: liveProcess("main", "ExecStart"), mainKnown: true };
  const { kernel, way } = timeOut("reload-signal", {}, data);
  expect([way, kernel]).toEqual(["running, success", []]);
});

test("a watchdog bites when its time is over, not before", () => {
  const way = (watchdog: number): string => timeOutOfWatchdog(watchdog as Monotonic).way;
  expect([4, 5, 6].map(way)).toEqual(["stop-watchdog, watchdog", "stop-watchdog, watchdog", "running, success"]);
});

function timeOutOfWatchdog(watchdog: Monotonic) {
  const data = { main: liveProcess("main", "ExecStart"), mainKnown: true, watchdog };
  return playEvents("running", [{ type: "woken" }], { config, data, now, deadline: NEVER });
}

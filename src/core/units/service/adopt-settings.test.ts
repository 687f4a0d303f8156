import { expect, test } from "vitest";
import { FOREVER, type Instant, type Monotonic } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ProcessRef } from "../../kernel.ts";
import { adoptSettings } from "./adopt-settings.ts";
import { type ServiceSubState, newService } from "./state.ts";

const at = (monotonic: number): Instant => ({ monotonic, realtime: monotonic }) as Instant;
const command = (path: string, ...rest: readonly string[]): object => ({ path, argv: [path, ...rest] });
const CONFIG = {
  Type: "simple",
  TimeoutStartSec: 1,
  TimeoutStopSec: 2,
  TimeoutAbortSec: 3,
  RuntimeMaxSec: 4,
  RuntimeRandomizedExtraSec: 0,
  RestartSec: 5,
  RestartSteps: 0,
  RestartMaxDelaySec: FOREVER,
} as unknown as ServiceConfig;
const circumstances = { inactiveSince: 200 as Monotonic, draw: () => 0 };

// Source: systemd 257, in each state. The times above are from when the state began, which is 100.
test.each<[ServiceSubState, number]>([
  ["dead", FOREVER],
  ["condition", 101],
  ["start-pre", 101],
  ["start", 101],
  ["start-post", 101],
  ["running", 94],
  ["exited", FOREVER],
  ["reload", 101],
  ["reload-signal", 101],
  ["reload-notify", 101],
  ["stop", 102],
  ["stop-watchdog", 103],
  ["stop-sigterm", 102],
  ["stop-sigkill", 102],
  ["stop-post", 102],
  ["final-watchdog", 103],
  ["final-sigterm", 102],
  ["final-sigkill", 102],
  ["failed", FOREVER],
  ["dead-resources-pinned", FOREVER],
  ["dead-before-auto-restart", FOREVER],
  ["failed-before-auto-restart", FOREVER],
  ["auto-restart", 205],
  ["auto-restart-queued", FOREVER],
])("the time of %s is measured anew", (name, deadline) => {
  const fresh = newService(at(100));
  const service = { state: { ...fresh.state, name }, data: { ...fresh.data, activeSince: 90 as Monotonic } };
  expect(adoptSettings(service, CONFIG, CONFIG, circumstances).service.state).toEqual({ name, since: at(100), deadline });
});

const [A, B] = [command("/bin/a"), command("/bin/b")];

// Source: systemd 257, reload-manager/commands-alike and the others there.
test.each<[string, readonly object[], number, readonly object[], number, boolean]>([
  ["nothing has changed", [A, B], 1, [A, B], 1, false],
  ["it stands twice, and where it was", [A, A], 1, [A, A], 1, false],
  ["it stands elsewhere", [A, B], 1, [B], 0, false],
  ["it is gone", [A, B], 1, [A, A], 2, true],
  ["it was gone before", [A], 1, [A, B], 1, false],
  ["only the start of it is there", [command("/bin/a", "1", "2")], 0, [command("/bin/a", "1")], 1, true],
  ["another argument", [command("/bin/a", "1")], 0, [command("/bin/a", "2")], 1, true],
])("the command that runs: %s", (_, before, index, after, expected, hasVanished) => {
  const control = { process: "a.service/control/1" as ProcessRef, directive: "ExecStartPre", index, pid: 7, started: at(0) } as const;
  const fresh = newService(at(100));
  const service = { state: { ...fresh.state, name: "start-pre" as const }, data: { ...fresh.data, control } };
  const [old, config] = [before, after].map((commands) => ({ ...CONFIG, ExecStartPre: commands }) as ServiceConfig);
  const adopted = adoptSettings(service, old as ServiceConfig, config as ServiceConfig, circumstances);
  expect([adopted.service.data.control?.index, adopted.hasVanished]).toEqual([expected, hasVanished]);
});

test("what the commands before came to is forgotten, and what a watchdog was extended by", () => {
  const fresh = newService(at(100));
  const run = { directive: "ExecStart", index: 0, pid: 7, started: at(0) } as const;
  const data = { ...fresh.data, commands: [run], watchdog: 950 as Monotonic, watchdogReset: at(120), watchdogUsec: 30 };
  const adopt = (name: ServiceSubState) =>
    adoptSettings({ state: { ...fresh.state, name }, data }, CONFIG, CONFIG, circumstances).service.data;
  expect([adopt("running").commands, adopt("running").watchdog]).toEqual([[], 150]);
  expect(adopt("stop-sigterm").watchdog, "nobody watches it there").toBe(FOREVER);
  const off = { ...data, watchdog: FOREVER as unknown as Monotonic };
  expect(
    adoptSettings({ state: { ...fresh.state, name: "running" }, data: off }, CONFIG, CONFIG, circumstances).service.data.watchdog,
  ).toBe(FOREVER);
});

import { expect, test } from "vitest";
import { FOREVER, sec } from "../../base/time.ts";
import type { ServiceConfig, ServiceType } from "../../directives/service.ts";
import type { KernelEvent } from "../../kernel.ts";
import { SIGNAL } from "../../values/signal.ts";
import { COMMAND, UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";
import type { ServiceSubState } from "./state.ts";

const NONE = { statuses: [], signals: [] };
const main = liveProcess("main", "ExecStart");
const control = liveProcess("control", "ExecStartPost");

const exited = (of: typeof main, status: number): Extract<KernelEvent, { type: "exited" }> => ({
  type: "exited",
  unit: UNIT,
  process: of.process,
  status: { code: "exited", status },
});

const config: Partial<ServiceConfig> = {
  ExecStart: [COMMAND],
  ExecStartPost: [COMMAND],
  Restart: "no",
  SuccessExitStatus: NONE,
  RestartPreventExitStatus: NONE,
  RestartForceExitStatus: NONE,
  KillSignal: SIGNAL.TERM,
  FinalKillSignal: SIGNAL.KILL,
  RuntimeMaxSec: FOREVER,
  TimeoutStartSec: sec(1),
  TimeoutStopSec: sec(1),
  RestartSec: sec(1),
};
const again = { ...config, Restart: "on-failure", RestartMode: "normal" } as const;

// Source: what systemd 257 does in each state (exits/STATE-main-first, exits/STATE-control-first).
test.each<[ServiceSubState, string]>([
  ["start-post", "stop-sigterm"],
  ["running", "stop-sigterm"],
  ["reload", "stop-sigterm"],
  ["reload-signal", "stop-sigterm"],
  ["reload-notify", "stop-sigterm"],
  ["stop", "stop"],
  ["stop-watchdog", "final-sigterm"],
  ["stop-sigterm", "final-sigterm"],
  ["stop-sigkill", "final-sigterm"],
  ["stop-post", "final-sigterm"],
  ["final-watchdog", "auto-restart"],
  ["final-sigterm", "auto-restart"],
  ["final-sigkill", "auto-restart"],
])("the main process fails in %s: %s, or, beside a control process, what that leads to", (state, expected) => {
  const way = (data: object): string =>
    playEvents(state, [exited(main, 1)], { config: again, data: { main, mainKnown: true, ...data } }).way;
  expect(way({})).toBe(`${expected}, exit-code`);
  if (state !== "running") expect(way({ control })).toBe(`${state}, exit-code`);
});

test.each<[ServiceSubState, string, string]>([
  ["stop-watchdog", "final-sigterm", "stop-watchdog"],
  ["stop-sigterm", "final-sigterm", "stop-sigterm"],
  ["stop-sigkill", "final-sigterm", "stop-sigkill"],
  ["stop-post", "final-sigterm", "stop-post"],
  ["final-watchdog", "auto-restart", "final-watchdog"],
  ["final-sigterm", "auto-restart", "final-sigterm"],
  ["final-sigkill", "auto-restart", "final-sigkill"],
])("a control process fails in %s: %s, or, beside the main process, %s", (state, alone, beside) => {
  const way = (data: object): string => playEvents(state, [exited(control, 1)], { config: again, data: { control, ...data } }).way;
  expect([way({}), way({ main, mainKnown: true })]).toEqual([`${alone}, exit-code`, `${beside}, exit-code`]);
});

// Source: systemd.service(5), ExitType=; what systemd 257 does (exit-type/notify, exit-type/forking).
test.each<[ServiceType, string]>([
  ["forking", "running"],
  ["notify", "start"],
  ["notify-reload", "start"],
  ["dbus", "start"],
])("ExitType=cgroup: the main process ends before others while Type=%s starts: %s", (Type, expected) => {
  const played = playEvents("start", [exited(main, 0)], {
    config: { ...config, Type, ExitType: "cgroup", ExecStartPost: [] },
    data: { main, mainKnown: true },
    look: { isPopulated: () => true },
  });
  expect(played.way).toBe(`${expected}, success`);
});

test("ExitType=cgroup: it ends later, and the others go on", () => {
  const events = [exited(main, 0)];
  const look = { isPopulated: () => true };
  const states = ["start-post", "running", "stop-sigterm"] as const;
  const ways = states.map((state) => playEvents(state, events, { config: { ...config, ExitType: "cgroup" }, data: { main }, look }).way);
  expect(ways).toEqual(states.map((state) => `${state}, success`));
});

// A daemon-reload may have changed the type meanwhile.
test("what ends in a start of another type than forking is nobody's parent", () => {
  const way = (Type: ServiceType): string =>
    playEvents("start", [exited({ ...control, directive: "ExecStart" }, 0)], {
      config: { ...config, Type, ExecStartPost: [], GuessMainPID: false, RemainAfterExit: true },
      data: { control },
    }).way;
  expect([way("forking"), way("simple")]).toEqual(["exited, success", "start, success"]);
});

import { expect, test } from "vitest";
import { FOREVER, type Usec, sec, usec } from "../../base/time.ts";
import type { ServiceConfig, ServiceType } from "../../directives/service.ts";
import type { Member, ProcessRef } from "../../kernel.ts";
import { SIGNAL } from "../../values/signal.ts";
import { COMMAND, NOTHING_SEEN, type Played, UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";
import { drawRuntimeLimit } from "./starting.ts";
import type { CommandDirective, ServiceSubState } from "./state.ts";

const NONE = { statuses: [], signals: [] };
const AGAIN: Partial<ServiceConfig> = {
  Restart: "on-failure",
  RestartSec: sec(1),
  RestartMode: "normal",
  RestartPreventExitStatus: NONE,
  RestartForceExitStatus: NONE,
};

// Source: what systemd 257 does where exec_spawn() fails, and its messages.
test.each<[CommandDirective, ServiceSubState, number, string, string]>([
  ["ExecCondition", "condition", 0, "'exec-condition'", "auto-restart"],
  ["ExecCondition", "condition", 1, "next control", "stop-sigterm"],
  ["ExecStartPre", "start-pre", 0, "'start-pre'", "auto-restart"],
  ["ExecStartPre", "start-pre", 1, "next control", "stop-sigterm"],
  ["ExecStart", "start", 0, "'start'", "stop-sigterm"],
  ["ExecStart", "start", 1, "next main", "stop"],
  ["ExecStartPost", "start-post", 0, "'start-post'", "stop"],
  ["ExecStartPost", "start-post", 1, "next control", "stop-sigterm"],
  ["ExecStop", "stop", 0, "'stop'", "stop-sigterm"],
  ["ExecStop", "stop", 1, "next control", "stop-sigterm"],
  ["ExecStopPost", "stop-post", 0, "'stop-post'", "final-sigterm"],
  ["ExecStopPost", "stop-post", 1, "next control", "auto-restart"],
])("no process can be made for %s= (%s, number %i)", (directive, state, index, task, way) => {
  const role = directive === "ExecStart" ? "main" : "control";
  const live = { ...liveProcess(role, directive, index), process: `${UNIT}/${role}/0` as ProcessRef };
  const event = { type: "spawn-failed", unit: UNIT, process: live.process, error: "Resource temporarily unavailable" } as const;
  const { said, ...played } = playEvents(state, [event], {
    config: { ...AGAIN, ExecStop: [COMMAND] },
    data: { [role]: live, mainKnown: role === "main" },
  });
  expect([said[0], played.way]).toEqual([`a.service: Failed to spawn ${task} task: Resource temporarily unavailable`, `${way}, resources`]);
  expect(played.service.data[role]?.process).not.toBe(live.process);
});

test("a reload for which no process can be made fails, and the service goes on", () => {
  const control = liveProcess("control", "ExecReload");
  const event = { type: "spawn-failed", unit: UNIT, process: control.process, error: "Cannot allocate memory" } as const;
  const data = { main: liveProcess("main", "ExecStart"), mainKnown: true, control };
  const { service, way, said } = playEvents("reload", [event], { config: { RuntimeMaxSec: FOREVER }, data });
  expect([way, service.data.reloadResult, said]).toEqual([
    "running, success",
    "resources",
    ["a.service: Failed to spawn 'reload' task: Cannot allocate memory"],
  ]);
});

test("an answer about a process that is waited for no longer changes nothing", () => {
  const process = `${UNIT}/control/9` as ProcessRef;
  const failed = playEvents("running", [{ type: "spawn-failed", unit: UNIT, process, error: "Cannot allocate memory" }], {});
  expect([failed.way, failed.said]).toEqual(["running, success", []]);
  const control = liveProcess("control", "ExecReload");
  const { service } = playEvents("reload", [{ type: "spawned", unit: UNIT, process, pid: 5 }], { data: { control } });
  expect([service.data.control, service.data.commands]).toEqual([control, []]);
});

const beset = (
  directive: "ExecCondition" | "ExecStartPre" | "ExecStart",
  members: readonly Member[] | undefined,
  leftBehind = true,
): Played =>
  playEvents("dead", [{ type: "start" }], {
    config: { ...AGAIN, [directive]: [COMMAND], SendSIGKILL: false, TimeoutStartSec: sec(1) },
    data: { leftBehind },
    look: { membersOf: () => members },
  });

// Source: systemd.kill(5), SendSIGKILL=.
test.each<["ExecCondition" | "ExecStartPre" | "ExecStart", string]>([
  ["ExecCondition", "auto-restart"],
  ["ExecStartPre", "auto-restart"],
  ["ExecStart", "stop-sigterm"],
])("%s= is not run beside processes of the last run, with SendSIGKILL=no", (directive, way) => {
  expect(beset(directive, [{ pid: 9, comm: "old" }]).way).toBe(`${way}, resources`);
});

// Source: what systemd 257 lists (a process before its program has the name of what made it, in parentheses).
test.each<[string, readonly Member[] | undefined]>([
  ["nobody", []],
  ["somebody whom nobody can see", undefined],
  ["a process on its way to its program", [{ pid: 9, comm: "(long-name-of-i" }]],
])("%s in the unit keeps no service from starting", (_, members) => {
  const { way, said } = beset("ExecStart", members);
  expect([way, said]).toEqual(["start, success", []]);
});

test("a process is known to be on its way by how its name begins", () => {
  expect(beset("ExecStart", [{ pid: 9, comm: "(x) old" }]).said).toEqual([]);
  expect(beset("ExecStart", [{ pid: 9, comm: "old(" }]).said[0]).toContain("Found left-over process 9 (old()");
});

test("what stays in a unit after a start is known to be the last run's only then", () => {
  expect(beset("ExecStart", [], false).service.data).not.toHaveProperty("leftBehind");
  expect(beset("ExecStart", []).service.data.leftBehind).toBe(true);
});

test.each<[ServiceType, Usec]>([
  ["simple", FOREVER],
  ["exec", sec(5)],
  ["notify", sec(5)],
  ["forking", sec(5)],
  ["oneshot", sec(5)],
])("a start of Type=%s has that much time", (Type, expected) => {
  const config = { Type, ExecStart: [COMMAND], TimeoutStartSec: sec(5) } as Partial<ServiceConfig>;
  expect(playEvents("dead", [{ type: "start" }], { config }).service.state.deadline).toBe(expected);
});

test("only Type=dbus has its name on the bus watched", () => {
  const asks = (Type: ServiceType): readonly string[] =>
    playEvents("dead", [{ type: "start" }], {
      config: { Type, ExecStart: [COMMAND], TimeoutStartSec: sec(5), BusName: "com.example" },
    }).kernel.map(({ type }) => type);
  expect([asks("dbus"), asks("notify"), asks("simple")]).toEqual([["watch-bus-name"], [], []]);
});

// Source: systemd.service(5), RuntimeRandomizedExtraSec=.
test.each<[ServiceType, Usec, Usec, Usec]>([
  ["simple", sec(1), usec(0), sec(1)],
  ["simple", sec(1), usec(10), usec(1_000_005)],
  ["simple", FOREVER, usec(10), FOREVER],
  ["oneshot", sec(1), usec(10), FOREVER],
])("Type=%s, RuntimeMaxSec=%d, RuntimeRandomizedExtraSec=%d: %d at half the chance", (Type, RuntimeMaxSec, extra, expected) => {
  const config = { Type, RuntimeMaxSec, RuntimeRandomizedExtraSec: extra } as ServiceConfig;
  expect(drawRuntimeLimit(config, () => 0.5)).toBe(expected);
});

test("only the main process is sent ReloadSignal=", () => {
  const main = liveProcess("main", "ExecStart");
  const config = { Type: "notify-reload", ReloadSignal: SIGNAL.HUP, TimeoutStartSec: sec(5) } as Partial<ServiceConfig>;
  expect(playEvents("running", [{ type: "reload" }], { config, data: { main, mainKnown: true } }).kernel).toEqual([
    {
      type: "kill",
      unit: UNIT,
      processes: [main.process],
      others: false,
      signal: SIGNAL.HUP,
      alsoHangup: false,
      named: false,
      purpose: "reload",
    },
  ]);
});

test("of a command that is run again the last process is remembered, beside those of other commands", () => {
  const control = liveProcess("control", "ExecReload", 1);
  const run = (directive: CommandDirective, index: number, pid: number) => ({ directive, index, pid, started: control.started });
  const commands = [run("ExecStart", 1, 1), run("ExecReload", 0, 2), run("ExecReload", 1, 3)];
  const event = { type: "spawned", unit: UNIT, process: control.process, pid: 4 } as const;
  const { service } = playEvents("reload", [event], { data: { control, commands } });
  expect(service.data.commands.map(({ directive, index, pid }) => [directive, index, pid])).toEqual([
    ["ExecStart", 1, 1],
    ["ExecReload", 0, 2],
    ["ExecReload", 1, 4],
  ]);
});

test("Type=exec: a program that is heard of during a stop begins nothing", () => {
  const main = liveProcess("main", "ExecStart");
  const spawned = { type: "spawned", unit: UNIT, process: main.process, pid: 7 } as const;
  const config = { Type: "exec", KillSignal: SIGNAL.TERM, RuntimeMaxSec: FOREVER } as Partial<ServiceConfig>;
  const before = playEvents("start", [spawned, { type: "executed" }], { config, data: { main, mainKnown: true } });
  expect(before.way).toBe("running, success");
  const data = { main, mainKnown: true, isExecuted: true } as const;
  expect(playEvents("stop-sigterm", [{ type: "executed" }], { config, data, look: NOTHING_SEEN }).way).toBe("stop-sigterm, success");
});

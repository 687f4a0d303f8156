import { expect, test } from "vitest";
import { FOREVER, msec, sec } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ExitStatus } from "../../kernel.ts";
import type { Signal } from "../../values/signal.ts";
import { decideRestart, restartDelay } from "./restart.ts";
import type { ServiceResult } from "./state.ts";

type Restart = ServiceConfig["Restart"];
const SETTINGS: readonly Restart[] = ["no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog"];
const NONE = { statuses: [], signals: [] };
const exited = (status: number): ExitStatus => ({ code: "exited", status });
const killed = (status: number): ExitStatus => ({ code: "killed", status: status as Signal });
const set = (statuses: readonly number[], signals: readonly number[] = []) => ({ statuses, signals: signals as Signal[] });

/** The table under Restart= in systemd.service(5), one column a setting in the order of SETTINGS. */
test.each<[ServiceResult, string]>([
  ["success", "-yy----"],
  ["exit-code", "-y-y---"],
  ["signal", "-y-yyy-"],
  ["core-dump", "-y-yyy-"],
  ["timeout", "-y-yy--"],
  ["watchdog", "-y-yy-y"],
  ["oom-kill", "-y-yy--"],
  ["protocol", "-y-yy--"],
  ["resources", "-y-yy--"],
  ["exec-condition", "-------"],
])("after %s", (result, row) => {
  const decided = SETTINGS.map((Restart) => {
    const config = { Type: "simple", Restart, RestartPreventExitStatus: NONE, RestartForceExitStatus: NONE } as const;
    return decideRestart(config, { result, forbidRestart: false, mainExit: undefined }).restart ? "y" : "-";
  });
  expect(decided.join("")).toBe(row);
});

const base = { Type: "simple", Restart: "always", RestartPreventExitStatus: NONE, RestartForceExitStatus: NONE } as const;
test.each<
  [name: string, config: Partial<Parameters<typeof decideRestart>[0]>, exit: ExitStatus | undefined, because: string, restart: boolean]
>([
  ["the prevent list names the signal", { RestartPreventExitStatus: set([], [9]) }, killed(9), "prevented-by-exit-status", false],
  [
    "with a core dump it is the same signal",
    { RestartPreventExitStatus: set([], [6]) },
    { code: "dumped", status: 6 as Signal },
    "prevented-by-exit-status",
    false,
  ],
  ["137 is no SIGKILL", { RestartPreventExitStatus: set([], [9]) }, exited(137), "restart-setting", true],
  ["9 is no SIGKILL either", { RestartPreventExitStatus: set([9]) }, killed(9), "restart-setting", true],
  ["without a main process no list matches", { RestartPreventExitStatus: set([3]) }, undefined, "restart-setting", true],
  ["the force list goes before Restart=no", { Restart: "no", RestartForceExitStatus: set([1]) }, exited(1), "forced-by-exit-status", true],
  [
    "the prevent list goes before the force list",
    { RestartPreventExitStatus: set([1]), RestartForceExitStatus: set([1]) },
    exited(1),
    "prevented-by-exit-status",
    false,
  ],
])("%s", (_, config, mainExit, because, restart) => {
  const result = mainExit?.code === "exited" ? "exit-code" : "signal";
  expect(decideRestart({ ...base, ...config }, { result, forbidRestart: false, mainExit })).toEqual({ restart, because });
});

test("a stop by request goes before everything", () => {
  const config = { ...base, RestartForceExitStatus: set([0]) };
  expect(decideRestart(config, { result: "success", forbidRestart: true, mainExit: exited(0) })).toEqual({
    restart: false,
    because: "stopped-by-request",
  });
});

test("a oneshot service that succeeded is not forced to restart", () => {
  const config = { ...base, Type: "oneshot", Restart: "no", RestartForceExitStatus: set([0, 1]) } as const;
  expect(decideRestart(config, { result: "success", forbidRestart: false, mainExit: exited(0) }).restart).toBe(false);
  expect(decideRestart(config, { result: "exit-code", forbidRestart: false, mainExit: exited(1) }).restart).toBe(true);
});

/** Seconds waited before restarts 1, 2, 3 …; recorded with RestartUSecNext of systemd 257. */
test.each<[name: string, first: number, steps: number, last: number, delays: readonly number[]]>([
  ["constant without steps", 1, 0, 100, [1, 1, 1]],
  ["growing by a constant factor", 1, 4, 16, [1, 2, 4, 8, 16, 16]],
  ["no growth from 0", 0, 4, 16, [0, 0, 0]],
  ["no growth to infinity", 1, 4, Infinity, [1, 1, 1]],
  ["no growth downwards", 5, 4, 2, [5, 5, 5]],
])("RestartSec=: %s", (_, first, steps, last, delays) => {
  const config = { RestartSec: sec(first), RestartSteps: steps, RestartMaxDelaySec: last === Infinity ? FOREVER : sec(last) };
  expect(delays.map((_delay, i) => restartDelay(config, i + 1))).toEqual(delays.map(sec));
});

test("the steps of a delay are whole microseconds", () => {
  const config = { RestartSec: msec(100), RestartSteps: 3, RestartMaxDelaySec: sec(1) };
  for (const n of [1, 2, 3, 4]) expect(Number.isInteger(restartDelay(config, n))).toBe(true);
});

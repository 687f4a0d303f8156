import { expect, test } from "vitest";
import { FOREVER, type Instant } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { FdRef, ProcessRef } from "../../kernel.ts";
import { hookEnvironment } from "./hook-environment.ts";
import { type CommandDirective, type ServiceData, newService } from "./state.ts";

const now = { monotonic: 0, realtime: 0 } as Instant;
const main = { process: "a.service/main/1" as ProcessRef, directive: "ExecStart", index: 0, pid: 7, started: now } as const;
const stored = (name: string) => ({ fd: name as unknown as FdRef, name });
const PID = "\0pid";

// Source: systemd.exec(5), ENVIRONMENT VARIABLES IN SPAWNED PROCESSES; sd_watchdog_enabled(3); sd_listen_fds(3).
test.each<[string, CommandDirective, number, Partial<ServiceData>, readonly string[]]>([
  ["no watchdog", "ExecStart", 0, {}, []],
  ["a watchdog", "ExecStart", 30, {}, [`WATCHDOG_PID=${PID}`, "WATCHDOG_USEC=30"]],
  ["a watchdog that the service has changed", "ExecStart", 30, { watchdogUsec: 40 }, [`WATCHDOG_PID=${PID}`, "WATCHDOG_USEC=40"]],
  ["a watchdog that the service has switched off", "ExecStart", 30, { watchdogUsec: 0 }, []],
  ["a watchdog that never bites", "ExecStart", FOREVER, {}, []],
  ["a watchdog is the main process's", "ExecStartPost", 30, {}, []],
  ["nothing stored", "ExecStart", 0, { fdStore: [] }, []],
  ["stored", "ExecStart", 0, { fdStore: [stored("a"), stored("b")] }, ["LISTEN_FDS=2", `LISTEN_PID=${PID}`, "LISTEN_FDNAMES=a:b"]],
  ["what is stored is the main process's", "ExecStartPost", 0, { fdStore: [stored("a")] }, []],
  ["a main process", "ExecStartPost", 0, { main }, ["MAINPID=7"]],
  ["one that is being made", "ExecStartPost", 0, { main: { ...main, pid: 0 } }, []],
  ["talkative", "ExecStartPost", 0, { debugs: true }, ["DEBUG_INVOCATION=1"]],
  ["the outcome so far", "ExecStop", 0, { result: "timeout" }, ["SERVICE_RESULT=timeout"]],
  ["and after the end", "ExecStopPost", 0, {}, ["SERVICE_RESULT=success"]],
])("%s: %s", (_, directive, interval, data, expected) => {
  const config = { WatchdogSec: interval } as ServiceConfig;
  expect(hookEnvironment(config, { ...newService(now).data, ...data }, directive)).toEqual(expected);
});

/** What has become of a service. */
import { FOREVER, type Instant, usec } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import { restartDelay } from "../../units/service/restart.ts";
import { COMMAND_DIRECTIVES, isWatched, type Service } from "../../units/service/state.ts";
import { amountOf } from "../../values/amount.ts";
import { formatTimeSpan } from "../../values/time-span.ts";
import { usageProperties } from "../usage-properties.ts";
import { type Unit, type World, activeState } from "../world.ts";
import { commandProperties } from "./command-properties.ts";
import { type Property, timestamp } from "./property.ts";

const CODE = { exited: 1, killed: 2, dumped: 3 } as const;

export function serviceProperties(world: World, unit: Unit, service: Service, config: ServiceConfig): readonly Property[] {
  const { data } = service;
  return [
    ["MainPID", String(data.main?.pid ?? 0)],
    ["ControlPID", String(data.control?.pid ?? 0)],
    ["RestartUSecNext", formatTimeSpan(restartDelay(config, data.restarts + 1))],
    ["WatchdogUSec", watchdog(unit, data, config)],
    ...timestamp(world, "WatchdogTimestamp", watchdogReset(service)),
    ...(data.notifyAccess === undefined ? [] : [["NotifyAccess", data.notifyAccess] as const]),
    ["NFileDescriptorStore", String(data.fdStore.length)],
    ["StatusText", data.statusText ?? ""],
    ["StatusErrno", String(data.statusErrno ?? 0)],
    ["StatusBusError", data.statusBusError ?? ""],
    ["StatusVarlinkError", data.statusVarlinkError ?? ""],
    ["Result", data.result],
    ["ReloadResult", data.reloadResult],
    ...ids(world, unit, config),
    ["NRestarts", String(data.restarts)],
    ...mainProcess(world, data),
    ...usageProperties({ pids: [], ...data.used }),
    ["MemoryAvailable", unit.loaded.loadState === "loaded" ? memoryAvailable(world, config) : "[not set]"],
    ...COMMAND_DIRECTIVES.flatMap((directive) => commandProperties(world, unit, directive)),
  ];
}

/** The one that runs, else the last that did. */
function mainProcess(world: World, { main, mainExit, mainLeft }: Service["data"]): readonly Property[] {
  const running = main ?? mainLeft;
  const last = running ?? mainExit;
  const ended = running === undefined ? mainExit : undefined;
  const isExecuted = last !== undefined && last.pid > 0 && last.adopted === undefined && running?.failure === undefined;
  return [
    ...timestamp(world, "ExecMainStartTimestamp", last?.started),
    ...timestamp(world, "ExecMainExitTimestamp", ended?.ended),
    // Spawning ends with the program's execution, so the one is as good as the other.
    ...timestamp(world, "ExecMainHandoffTimestamp", isExecuted ? last.started : undefined),
    ["ExecMainPID", String(last?.pid ?? 0)],
    ["ExecMainCode", String(ended === undefined ? 0 : CODE[ended.exit.code])],
    ["ExecMainStatus", String(ended?.exit.status ?? 0)],
  ];
}

/** Until the first start it is not settled; the service itself may have changed it. */
function watchdog({ inactiveExit }: Unit, { watchdogUsec }: Service["data"], { WatchdogSec }: ServiceConfig): string {
  return formatTimeSpan(inactiveExit === undefined ? FOREVER : usec(watchdogUsec ?? WatchdogSec));
}

/** The moment from which it counts. */
function watchdogReset({ state, data: { watchdog: end, watchdogReset: since } }: Service): Instant | undefined {
  return isWatched(state.name) && Number.isFinite(end) ? since : undefined;
}

/** Whom its processes run as, where a user or a group is set, as long as the service is not down. */
function ids({ host }: World, unit: Unit, { User, Group }: ServiceConfig): readonly Property[] {
  const isDown = ["inactive", "failed"].includes(activeState(unit));
  const account = User === undefined || isDown ? undefined : host.account(User);
  const group = isDown ? undefined : Group === undefined ? account?.gid : host.groupId(Group);
  return [
    ["UID", account === undefined ? "[not set]" : String(account.uid)],
    ["GID", group === undefined ? "[not set]" : String(group)],
  ];
}

const memoryAvailable = ({ host }: World, { MemoryMax, MemoryHigh }: ServiceConfig): string =>
  String(Math.min(host.totalMemory, amountOf(MemoryMax, host.totalMemory, 1), amountOf(MemoryHigh, host.totalMemory, 1)));

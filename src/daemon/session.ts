/** A manager with its kernel, its journal and its event loop: what `upkeep daemon` and `upkeep run` have in common. */
import process from "node:process";
import type { Result } from "../core/base/result.ts";
import type { Accounting, Reply, Request, UnitProperties, UnitStatus } from "../core/control/protocol.ts";
import type { Host } from "../core/exec/host.ts";
import type { Kernel, OutputSink, Sight } from "../core/kernel.ts";
import type { ChunkSink } from "../core/log/lines.ts";
import type { LogRecord, OutputAbout, Priority } from "../core/log/record.ts";
import { type Manager, type ManagerEvent, createManager } from "../core/manager/manager.ts";
import { killAll } from "../core/manager/shutdown.ts";
import type { UnitSource } from "../core/manager/unit-source.ts";
import { usageProperties } from "../core/manager/usage-properties.ts";
import type { ManagerEffect } from "../core/manager/world.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import type { SyscallError } from "../linux/ffi.ts";
import { type LinuxExtras, openLinuxKernel } from "../linux/kernel.ts";
import { limitWarnings } from "./limit-warnings.ts";
import { createLogCapture } from "./log-capture.ts";
import { EventLoop } from "./loop.ts";

export type LinuxKernel = Kernel & Sight & LinuxExtras;

export interface SessionOptions {
  readonly userManager: boolean;
  /** Where sd_notify(3) messages are received. */
  readonly notifySocket: string;
  readonly unitFiles: UnitSource;
  /** From this priority on the manager's lines are kept. */
  readonly logLevel: Priority;
  /** Takes the manager's own lines. */
  readonly onRecord: (record: LogRecord) => void;
  /** Takes what a process prints. */
  readonly openOutput: (about: OutputAbout) => ChunkSink;
  readonly journal: string;
  readonly makeHost: (kernel: LinuxKernel) => Host;
  /** The manager has shut down: all is stopped. `status`: what it is to exit with, if a unit has said so. */
  readonly onFinished: (status: number | undefined) => void;
  /** A line for who looks at the manager itself. */
  readonly err: (line: string) => void;
  /** An exception outside of any event: a bug of ours, told of already. The manager goes on unless this ends it. */
  readonly onUncaught?: () => void;
  /** A client is about to be answered. */
  readonly onReply?: () => void;
  /** Nothing is left to do for now. */
  readonly onRest?: () => void;
}

export interface Session {
  readonly manager: Manager;
  readonly kernel: LinuxKernel;
  post(event: ManagerEvent): void;
  /** Calls back when the manager answers. */
  ask(request: Request, answer: (reply: Reply) => void): void;
  /** Puts a line of the manager's own into the log. */
  report(priority: Priority, message: string, unit?: UnitName): void;
  /** SIGKILL to all that runs, for a manager that can't stop it in order. */
  killAll(): void;
  close(): void;
}

export function openSession(options: SessionOptions): Result<Session, SyscallError> {
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastClient = 0;
  const capture: OutputSink = createLogCapture({
    describe: (unit, program) => describeOutput(manager, unit, program),
    open: options.openOutput,
    now: () => kernel.now(),
  });
  const warn = limitWarnings({
    warn: (text) => report(4, text),
    now: () => kernel.now().monotonic,
    after: (delay, run) => void setTimeout(run, delay / 1000).unref(),
  });
  const opened = openLinuxKernel(
    { notifySocket: options.notifySocket, userManager: options.userManager, warn, isBusy: () => loop.isBusy },
    (event) => loop.deliver(event),
    capture,
  );
  if (!opened.ok) return opened;
  const kernel = opened.value;
  const manager = createManager(options.unitFiles, options.makeHost(kernel), kernel.now());
  const loop = new EventLoop({ manager, kernel, perform, onBug: reportBug, onRest: () => options.onRest?.() });

  function perform(effect: Exclude<ManagerEffect, { type: "kernel" }>): void {
    switch (effect.type) {
      case "log":
        if (effect.message.priority <= options.logLevel) options.onRecord(recordOf(effect));
        return;
      case "reply":
        // Who has the answer finds in the log what led to it.
        options.onReply?.();
        waiting.get(effect.client)?.(completed(effect.reply, kernel, options.journal));
        waiting.delete(effect.client);
        return;
      case "finished":
        return options.onFinished(effect.status);
      default:
        effect satisfies never;
    }
  }

  function report(priority: Priority, message: string, unit?: UnitName): void {
    const { monotonic, realtime } = kernel.now();
    const about = { transport: "manager", identifier: "upkeep", pid: process.pid, ...(unit === undefined ? {} : { unit }) } as const;
    options.onRecord({ at: realtime, monotonic, priority, message, ...about });
  }

  function reportBug(error: unknown, event: unknown): void {
    tellBug("the event is dropped and the services go on", error);
    options.err(`upkeep: the event was ${JSON.stringify(event)?.slice(0, 500)}`);
  }

  function onUncaught(error: unknown): void {
    tellBug("it happened outside of any event", error);
    options.onUncaught?.();
  }

  function tellBug(circumstance: string, error: unknown): void {
    const text = `This is a bug in Upkeep; ${circumstance}: ${error instanceof Error ? error.stack : String(error)}`;
    options.err(`upkeep: ${text}`);
    report(2, text);
  }

  // An end of this process would leave the services to themselves.
  process.on("uncaughtException", onUncaught);
  return {
    ok: true,
    value: {
      manager,
      kernel,
      post: (event) => loop.post(event),
      ask(request, answer) {
        const client = ++lastClient;
        waiting.set(client, answer);
        loop.post({ type: "asked", client, request });
      },
      report,
      killAll() {
        for (const { name, service } of manager.world.units.values()) if (service !== undefined) kernel.perform(killAll(name));
      },
      close() {
        process.off("uncaughtException", onUncaught);
        kernel.close();
      },
    },
  };
}

function recordOf({ message, at, invocation, speaker }: Extract<ManagerEffect, { type: "log" }>): LogRecord {
  return {
    at: at.realtime,
    monotonic: at.monotonic,
    priority: message.priority,
    transport: "manager",
    identifier: speaker?.name ?? "upkeep",
    pid: speaker?.pid ?? process.pid,
    message: message.text,
    ...(message.unit === undefined ? {} : { unit: message.unit }),
    ...(invocation === undefined ? {} : { invocation }),
    fields: message.fields,
  };
}

/** How the lines of a process are to be read and labelled. */
function describeOutput(manager: Manager, name: UnitName, program: string): Omit<OutputAbout, "unit" | "pid"> {
  const unit = manager.world.units.get(name);
  const config = unit?.loaded.service;
  return {
    identifier: config?.SyslogIdentifier || program.slice(program.lastIndexOf("/") + 1) || name,
    level: config?.SyslogLevel ?? 6,
    prefix: config?.SyslogLevelPrefix ?? true,
    ...(unit?.invocation === undefined ? {} : { invocation: unit.invocation }),
  };
}

/** What only the shell knows is added to an answer on its way out. */
function completed(reply: Reply, kernel: LinuxKernel, journal: string): Reply {
  if (!reply.result.ok) return reply;
  const value = reply.result.value;
  if (hasProperties(value)) return { ...reply, result: { ok: true, value: { units: value.units.map((unit) => withUsage(unit, kernel)) } } };
  if (!("journal" in value)) return reply;
  if (!("units" in value) || typeof value.units === "number")
    return { ...reply, result: { ok: true, value: { ...value, pid: process.pid, journal } as never } };
  const units = (value.units as readonly UnitStatus[]).map((unit) => {
    const accounting = kernel.accountingOf(unit.unit as UnitName);
    return isCounted(accounting) ? { ...unit, accounting } : unit;
  });
  return { ...reply, result: { ok: true, value: { ...value, units, journal } as never } };
}

/** Whether the kernel has more to say of a unit than what the manager knows of its last run. */
const isCounted = ({ pids, cgroup }: Accounting): boolean => pids.length > 0 || cgroup !== undefined;

const hasProperties = (value: object): value is { readonly units: readonly UnitProperties[] } =>
  "units" in value && Array.isArray(value.units) && value.units.some((unit: object) => "properties" in unit);

function withUsage({ unit, properties }: UnitProperties, kernel: LinuxKernel): UnitProperties {
  const accounting = unit.endsWith(".service") ? kernel.accountingOf(unit as UnitName) : undefined;
  if (accounting === undefined || !isCounted(accounting)) return { unit, properties };
  const now = new Map(usageProperties(accounting));
  return { unit, properties: properties.map(([name, value]) => [name, now.get(name) ?? value]) };
}

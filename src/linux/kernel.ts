/** The port to a kernel, on Linux. */
import { existsSync, readdirSync } from "node:fs";
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import type { Instant, Monotonic, Realtime } from "../core/base/time.ts";
import type { Accounting } from "../core/control/protocol.ts";
import type { Deliver, Kernel, KernelEffect, KernelEvent, Member, OutputSink } from "../core/kernel.ts";
import type { Signal } from "../core/values/signal.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { readAccounting } from "./accounting.ts";
import { openAlarm } from "./alarm.ts";
import { openLibc, syscallError } from "./ffi.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import { openLogPipes } from "./log-pipe.ts";
import type { Draining } from "./log-pipe.ts";
import { watchEmptiness } from "./members/emptiness.ts";
import { readComm } from "./members/process-files.ts";
import { signalChild, signalMember } from "./members/signal-members.ts";
import type { TrackingKind } from "./members/tracker.ts";
import type { MemoryKind } from "./memory/memory-control.ts";
import { openNotifySocket } from "./notify-socket.ts";
import { createProcessTable } from "./process-table.ts";
import { openReactor, runAll } from "./reactor.ts";
import { createReaper } from "./reaper.ts";
import { openSpawner } from "./spawn/spawner.ts";
import { openTracking } from "./tracking.ts";

export interface LinuxKernelOptions {
  /** Path of the socket that `$NOTIFY_SOCKET` is to name; none is made without it. */
  readonly notifySocket?: string;
  /** Told of what goes wrong without anybody having asked for anything. */
  readonly warn?: (message: string) => void;
  /** Ways of tracking that may be used, best first; all of them if left out. Tests narrow it. */
  readonly tracking?: readonly TrackingKind[];
  readonly memory?: readonly MemoryKind[];
}

/** What is to be had on this machine. */
export interface KernelFacts {
  readonly tracking: TrackingKind;
  readonly memory: MemoryKind;
  /** Whether MemoryHigh= has an effect. */
  readonly memoryHigh: boolean;
  readonly root: boolean;
}

export interface LinuxExtras {
  facts(): KernelFacts;
  /** What `status` shows of the unit's processes. Reads files: not for each event. */
  inspect(unit: UnitName): Accounting;
}

const PR_SET_CHILD_SUBREAPER = 36;
const CLOCK_REALTIME = 0;
const [SIGHUP, SIGKILL, SIGCONT] = [1, 9, 18] as [Signal, Signal, Signal];
/** Children reaped in one turn. */
const REAP_LIMIT = 4096;
/** A unit that forks faster than it is killed must not hold the loop for ever. */
const KILL_PASSES = 64;

/** Takes SIGCHLD and every child of this process for itself: nothing else in it may start or wait for one. */
export function openLinuxKernel(options: LinuxKernelOptions, deliver: Deliver, sink: OutputSink): Result<Kernel & LinuxExtras, SyscallError> {
  const libc = openLibc();
  return libc.ok ? openWith(libc.value, options, deliver, sink) : libc;
}

function openWith(libc: Libc, options: LinuxKernelOptions, deliver: Deliver, sink: OutputSink): Result<Kernel & LinuxExtras, SyscallError> {
  const warn = options.warn ?? (() => {});
  const subreaper = libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  if (subreaper < 0) return err(syscallError(libc, "prctl", subreaper));
  const reactor = openReactor(libc, () => due && turn());
  if (!reactor.ok) return reactor;
  /** Something has come that has its place in the order of a turn. */
  let due = false;
  let timeIsUp = false;
  const markDue = (): void => {
    due = true;
  };
  const spawner = openSpawner(libc, inheritedDescriptors());
  if (!spawner.ok) return spawner;
  const alarm = openAlarm(libc, reactor.value, () => (timeIsUp = due = true));
  if (!alarm.ok) return alarm;
  const socket = options.notifySocket === undefined ? undefined : openNotifySocket(libc, reactor.value, options.notifySocket, markDue, warn);
  if (socket && !socket.ok) return socket;

  const pipes = openLogPipes(libc, reactor.value, sink);
  const reaper = createReaper(libc);
  const table = createProcessTable<Draining | undefined>();
  const killOne = (unit: UnitName, pid: number): boolean =>
    table.byPid(pid) ? signalChild(libc, pid, [SIGKILL]) : signalMember(libc, pid, [SIGKILL], () => tracker.isMember(unit, pid));
  const { tracker, memory, close: closeTracking } = openTracking(libc, reactor.value, options, markDue, killOne);
  const emptiness = watchEmptiness(tracker, (unit) => {
    memory.release(unit);
    deliver({ type: "emptied", unit });
  });

  /** One wake-up. The order is systemd's: what a process said before it ended must be heard first. */
  const turn = (): void => {
    due = false;
    runAll([notify, reap, () => emptiness.followHints(), ring]);
  };
  const notify = (): void => {
    if (!socket) return;
    for (const { pid, fields } of socket.value.receive()) {
      const own = table.byPid(pid);
      const unit = own?.unit ?? tracker.unitOf(pid);
      if (unit === undefined) warn(`Cannot find unit for notify message of PID ${pid}, ignoring.`);
      else runAll([() => deliver({ type: "notified", unit, pid, fields, ...(own && { process: own.process }) })]);
    }
  };
  const reap = (): void => {
    // All are taken out before anything is said, since a pid that was waited for may be the next new process's.
    const dead = reaper.reap(REAP_LIMIT).map((one) => ({ status: one.status, own: table.take(one.pid) }));
    if (dead.length === 0) return;
    if (dead.length >= REAP_LIMIT) setImmediate(turn);
    const steps = dead.map(({ status, own }) => () => {
      if (!own) return;
      const { unit, process, extra } = own;
      if (table.count(unit) === 0) emptiness.ownProcessesGone(unit);
      extra?.drain();
      const oomKilled = memory.takeOomKill(unit);
      deliver({ type: "exited", unit, process, status, ...(oomKilled && { oomKilled }) });
    });
    runAll([...steps, () => emptiness.reaped()]);
  };
  const ring = (): void => {
    if (!timeIsUp) return;
    timeIsUp = false;
    deliver({ type: "woken" });
  };

  const spawn = ({ unit, process, plan }: Extract<KernelEffect, { type: "spawn" }>): KernelEvent => {
    const failed = (error: SyscallError): KernelEvent => ({ type: "spawn-failed", unit, process, error: libc.describeError(error.errno) });
    const entry = tracker.enter(unit);
    if (!entry.ok) return failed(entry.error);
    const groups = memory.enter(unit, plan.memory);
    if (!groups.ok) return failed(groups.error);
    const logged = plan.stdout.to === "log" || plan.stderr.to === "log";
    const pipe = logged ? pipes.open() : undefined;
    if (pipe && !pipe.ok) return failed(pipe.error);
    const place = { logFd: pipe?.value.writeFd, cgroup: entry.value.cgroup, join: [...entry.value.join, ...groups.value] };
    const spawned = spawner.value.spawn(plan, place);
    if (pipe) pipes.closeWriteEnd(pipe.value);
    if (!spawned.ok) {
      if (pipe) libc.close(pipe.value.readFd);
      return failed(spawned.error);
    }
    const { pid, failure } = spawned.value;
    table.add({ unit, process, pid, extra: pipe && pipes.follow(pipe.value, { unit, process, pid }) });
    tracker.spawned(unit, pid, plan.environment);
    emptiness.populated(unit);
    return { type: "spawned", unit, process, pid, ...(failure && { failure }) };
  };

  const memberOf = (pid: number): Member => {
    const own = table.byPid(pid);
    return { pid, comm: readComm(pid), ...(own && { process: own.process }) };
  };
  const kill = (effect: Extract<KernelEffect, { type: "kill" }>): KernelEvent => {
    const { unit, signal, purpose } = effect;
    const signals = signalsOf(effect);
    const members: Member[] = [];
    const done = new Set<number>();
    const send = (pid: number, child: boolean): void => {
      done.add(pid);
      const member = memberOf(pid);
      if (child ? signalChild(libc, pid, signals) : signalMember(libc, pid, signals, () => tracker.isMember(unit, pid))) members.push(member);
    };
    for (const process of effect.processes) {
      const own = table.byName(process);
      if (own && !done.has(own.pid)) send(own.pid, true);
    }
    // Again until nobody is new: a process may fork between being listed and being killed.
    for (let pass = 0, found = effect.others; found && pass < KILL_PASSES; pass++) {
      const others = tracker.list(unit).filter((pid) => !done.has(pid));
      for (const pid of others) send(pid, table.byPid(pid) !== undefined);
      found = others.length > 0;
    }
    return { type: "signalled", unit, purpose, signal, members };
  };

  const perform = (effect: KernelEffect): void => {
    switch (effect.type) {
      case "spawn":
        return deliver(spawn(effect));
      case "kill":
        return deliver(kill(effect));
      case "list-members":
        return deliver({ type: "members", unit: effect.unit, purpose: effect.purpose, members: tracker.list(effect.unit).map(memberOf) });
      case "release":
        memory.release(effect.unit);
        return tracker.release(effect.unit);
    }
  };
  process.on("SIGCHLD", turn);
  // Children that ended before we listened, as there may be for PID 1.
  setImmediate(turn);
  return ok({
    now: createClock(libc),
    perform,
    wakeAt: (deadline) => alarm.value.set(deadline),
    facts: () => ({
      tracking: tracker.kind,
      memory: memory.kind,
      memoryHigh: memory.kind === "cgroup-v2",
      root: process.getuid?.() === 0,
    }),
    inspect: (unit) => readAccounting(tracker, memory, unit),
    close: () => {
      process.off("SIGCHLD", turn);
      emptiness.close();
      pipes.close();
      socket?.value.close();
      alarm.value.close();
      spawner.value.close();
      closeTracking();
      reactor.value.close();
    },
  });
}

/** Source: systemd.kill(5), SendSIGHUP=: SIGHUP follows at once; SIGCONT so that a stopped process can act on what it was sent. */
function signalsOf({ signal, alsoHangup, purpose }: Extract<KernelEffect, { type: "kill" }>): readonly Signal[] {
  const proceed = purpose !== "client" && signal !== SIGKILL && signal !== SIGCONT;
  return [signal, ...(alsoHangup ? [SIGHUP] : []), ...(proceed ? [SIGCONT] : [])];
}

function createClock(libc: Libc): () => Instant {
  const time = Buffer.alloc(16);
  return () => {
    // Node's high-resolution clock is CLOCK_MONOTONIC.
    const [seconds, nanoseconds] = process.hrtime();
    libc.clockGettime(CLOCK_REALTIME, time);
    const realtime = (time.readUInt32LE(0) + time.readInt32LE(4) * 2 ** 32) * 1e6 + Math.floor(time.readUInt32LE(8) / 1000);
    return { monotonic: (seconds * 1e6 + Math.floor(nanoseconds / 1000)) as Monotonic, realtime: realtime as Realtime };
  };
}

function inheritedDescriptors(): readonly number[] {
  return existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").map(Number) : [];
}

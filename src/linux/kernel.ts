/** The port to a kernel, on Linux. */
import { existsSync, readdirSync, unlinkSync } from "node:fs";
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import type { Instant, Monotonic, Realtime } from "../core/base/time.ts";
import type { Accounting } from "../core/control/protocol.ts";
import type { Deliver, Kernel, KernelEffect, KernelEvent, OutputSink, Sight } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { readAccounting, readUsed } from "./accounting.ts";
import { openAlarm } from "./alarm.ts";
import { createDescriptors } from "./descriptors.ts";
import { openLibc, syscallError } from "./ffi.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import { createFileWatch } from "./file-watch.ts";
import { busAddress } from "./bus/address.ts";
import { openBusNames } from "./bus/bus-names.ts";
import { openFreezer } from "./freezer/freezer.ts";
import type { Freezer, FreezerKind } from "./freezer/freezer.ts";
import { type HeldProcesses, type LaunchParts, launch, letGo } from "./launch.ts";
import { openLogPipes } from "./log-pipe.ts";
import type { Draining } from "./log-pipe.ts";
import { watchEmptiness } from "./members/emptiness.ts";
import { createMembers } from "./members/members.ts";
import { keepSpareDescriptor } from "./members/process-files.ts";
import type { TrackingKind } from "./members/tracker.ts";
import type { MemoryKind } from "./memory/memory-control.ts";
import { openNotifySocket } from "./notify-socket.ts";
import { createProcessTable } from "./process-table.ts";
import { openReactor } from "./reactor.ts";
import { createReaper } from "./reaper.ts";
import { createPidfdSight } from "./pidfd-sight.ts";
import { createSight } from "./sight.ts";
import { openSpawner } from "./spawn/spawner.ts";
import { openTracking } from "./tracking.ts";
import { createReleases, createTurn } from "./turn.ts";

export interface LinuxKernelOptions {
  /** Path of the socket that `$NOTIFY_SOCKET` is to name; none is made without it. */
  readonly notifySocket?: string;
  /** On the user's message bus, not on the machine's. */
  readonly userManager?: boolean;
  /** Told of what goes wrong without anybody having asked for anything. */
  readonly warn?: (message: string) => void;
  /** Whether what has been told so far is still to be heard, and is a lot: then no more is told for a while. */
  readonly isBusy?: () => boolean;
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
  readonly freezer: FreezerKind;
  readonly root: boolean;
}

export interface LinuxExtras {
  facts(): KernelFacts;
  /** What `status` shows of the unit's processes. Reads files: not for each event. */
  accountingOf(unit: UnitName): Accounting;
  /** 128 random bits as sd_id128_randomize(3) makes them: a UUID of version 4, 32 hexadecimal digits. */
  randomId(): string;
  /** The unit of any process, or undefined if it belongs to none. */
  unitOf(pid: number): UnitName | undefined;
}

const PR_SET_CHILD_SUBREAPER = 36;
const CLOCK_REALTIME = 0;
const SIGKILL = 9;

/** Takes SIGCHLD and every child of this process for itself: nothing else in it may start or wait for one. */
export function openLinuxKernel(
  options: LinuxKernelOptions,
  deliver: Deliver,
  sink: OutputSink,
): Result<Kernel & Sight & LinuxExtras, SyscallError> {
  const libc = openLibc();
  return libc.ok ? openWith(libc.value, options, deliver, sink) : libc;
}

function openWith(
  libc: Libc,
  options: LinuxKernelOptions,
  deliver: Deliver,
  sink: OutputSink,
): Result<Kernel & Sight & LinuxExtras, SyscallError> {
  const warn = options.warn ?? (() => {});
  keepSpareDescriptor();
  const subreaper = libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  if (subreaper < 0) return err(syscallError(libc, "prctl", subreaper));
  /** Something has come that has its place in the order of a turn. */
  let due = false;
  const reactor = openReactor(libc, () => {
    if (!due) return;
    due = false;
    turn.run();
  });
  if (!reactor.ok) return reactor;
  let timeIsUp = false;
  const markDue = (): void => {
    due = true;
  };
  const spawner = openSpawner(libc, inheritedDescriptors());
  if (!spawner.ok) return spawner;
  const alarm = openAlarm(libc, reactor.value, () => (timeIsUp = due = true));
  if (!alarm.ok) return alarm;
  const socket =
    options.notifySocket === undefined ? undefined : openNotifySocket(libc, reactor.value, options.notifySocket, markDue, warn);
  if (socket && !socket.ok) return socket;

  const ended = new Set<number>();
  const pipes = openLogPipes(libc, reactor.value, sink);
  const table = createProcessTable<Draining | undefined>();
  const isOwn = (pid: number): boolean => table.byPid(pid) !== undefined;
  const killOne = (unit: UnitName, pid: number): boolean => {
    const sent = members.killOne(unit, pid);
    freezer.killed(unit, [pid]);
    return sent;
  };
  const {
    tracker,
    memory,
    freezer: freezerVersion,
    close: closeTracking,
  } = openTracking(libc, reactor.value, options, markDue, () => void setImmediate(turn.run), killOne, isOwn, pipes.unitOf);
  const members = createMembers(libc, tracker, table);
  const held: HeldProcesses = new Map();
  const descriptors = createDescriptors(libc, reactor.value, (unit, fd) => deliver({ type: "fd-hung-up", unit, fd }));
  const sight = { ...createSight(tracker, members, table, ended), ...createPidfdSight(libc, descriptors) };
  const fileWatch = createFileWatch(libc, reactor.value, (unit) => deliver({ type: "file-changed", unit }));
  const isEmpty = (unit: UnitName): boolean => tracker.list(unit)?.length === 0;
  const freezer = openFreezer(freezerVersion, isEmpty, (unit, frozen) => deliver({ type: "freezer", unit, frozen, came: "done" }));
  const address = busAddress(options.userManager ?? false, process.env);
  const busNames = openBusNames(address, process.env, process.getuid?.() ?? 0, deliver);
  const releases = createReleases(tracker, memory);
  const emptiness = watchEmptiness(tracker, (unit) => {
    releases.emptied(unit);
    // What its last processes printed goes before what is said of their end.
    pipes.drainUnit(unit);
    deliver({ type: "emptied", unit });
  });

  const ring = (): void => {
    if (!timeIsUp) return;
    timeIsUp = false;
    deliver({ type: "woken" });
  };
  const turn = createTurn(
    {
      reaper: createReaper(libc),
      socket: socket?.value,
      table,
      tracker,
      memory,
      emptiness,
      descriptors,
      held,
      ended,
      deliver,
      warn,
      isBusy: options.isBusy ?? (() => false),
    },
    ring,
  );
  const launchParts: LaunchParts = { libc, spawner: spawner.value, pipes, table, tracker, memory, emptiness, descriptors, held };

  const adopt = ({ unit, process: name, pid, birth }: Extract<KernelEffect, { type: "adopt" }>): void => {
    const seen = sight.inspect(pid);
    if (seen?.birth !== birth) return;
    table.adopt({ unit, process: name, pid, extra: undefined, ...(!seen.isChild && { birth }) });
  };

  const perform = (effect: KernelEffect): void => {
    switch (effect.type) {
      case "spawn":
        releases.revoke(effect.unit);
        return deliver(launch(launchParts, effect));
      case "let-go":
        return letGo(held, effect);
      case "adopt":
        return adopt(effect);
      case "watch-file":
        return fileWatch.watch(effect.unit, effect.path);
      case "unwatch-file":
        return fileWatch.unwatch(effect.unit);
      case "remove-file":
        return removeFile(effect.path);
      case "keep-fd":
        return descriptors.keep(effect.unit, effect.fd, effect.watched);
      case "drop-fds":
        return descriptors.drop(effect.fds);
      case "kill": {
        const signalled = members.kill(effect);
        if (effect.signal === SIGKILL)
          freezer.killed(
            effect.unit,
            signalled.members.map(({ pid }) => pid),
          );
        return deliver(signalled);
      }
      case "freeze":
      case "thaw":
        return deliver(freezing(libc, freezer, effect));
      case "watch-bus-name":
        return busNames.watch(effect.unit, effect.name);
      case "unwatch-bus-name":
        return busNames.unwatch(effect.unit);
      case "release": {
        freezer.release(effect.unit);
        const used = readUsed(tracker, memory, effect.unit);
        releases.release(effect.unit);
        table.forgetAliens(effect.unit);
        return used && deliver({ type: "released", unit: effect.unit, used });
      }
    }
  };
  process.on("SIGCHLD", turn.run);
  // Children that ended before we listened, as there may be for PID 1.
  setImmediate(turn.run);
  return ok({
    ...sight,
    now: createClock(libc),
    perform,
    catchUp: turn.catchUp,
    wakeAt: (deadline) => alarm.value.set(deadline),
    facts: () => ({
      tracking: tracker.kind,
      memory: memory.kind,
      memoryHigh: memory.kind === "cgroup-v2",
      freezer: freezer.kind,
      root: process.getuid?.() === 0,
    }),
    accountingOf: (unit) => readAccounting(tracker, memory, unit),
    randomId: () => randomId(libc),
    unitOf: (pid) => tracker.unitOf(pid),
    close: () => {
      process.off("SIGCHLD", turn.run);
      emptiness.close();
      freezer.close();
      busNames.close();
      pipes.close();
      descriptors.close();
      fileWatch.close();
      socket?.value.close();
      alarm.value.close();
      spawner.value.close();
      closeTracking();
      reactor.value.close();
    },
  });
}

/** If it can't be, it stays: nobody waits for it. */
function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, or not a file.
  }
}

/** The effects `freeze` and `thaw`. */
function freezing(libc: Libc, freezer: Freezer, { type, unit }: Extract<KernelEffect, { type: "freeze" | "thaw" }>): KernelEvent {
  const frozen = type === "freeze";
  const came = frozen ? freezer.freeze(unit) : freezer.thaw(unit);
  return came.ok
    ? { type: "freezer", unit, frozen, came: came.value }
    : { type: "freezer-failed", unit, error: libc.describeError(came.error.errno) };
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

/** Without node:crypto, which costs every manager the memory of OpenSSL. */
function randomId(libc: Libc): string {
  const id = Buffer.alloc(16);
  libc.getrandom(id, id.length, 0);
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x40;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  return id.toString("hex");
}

function inheritedDescriptors(): readonly number[] {
  return existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").map(Number) : [];
}

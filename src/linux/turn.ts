/** One wake-up: who ran out of memory, what processes have said, which have ended, which units are empty, whether the time has come. */
import type { Deliver, PassedFd } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import type { Descriptors } from "./descriptors.ts";
import type { HeldProcesses } from "./launch.ts";
import type { Draining } from "./log-pipe.ts";
import type { Emptiness } from "./members/emptiness.ts";
import type { MemberTracker } from "./members/tracker.ts";
import type { MemoryControl } from "./memory/memory-control.ts";
import type { Notification, NotifySocket } from "./notify-socket.ts";
import type { Own, ProcessTable } from "./process-table.ts";
import { runAll } from "./reactor.ts";
import type { Dead, Reaper } from "./reaper.ts";

export interface TurnParts {
  readonly reaper: Reaper;
  readonly socket: NotifySocket | undefined;
  readonly table: ProcessTable<Draining | undefined>;
  readonly tracker: MemberTracker;
  readonly memory: MemoryControl;
  readonly emptiness: Emptiness;
  readonly descriptors: Descriptors;
  readonly held: HeldProcesses;
  /** Pids of those that have been waited for since this turn began: to all that is told in it they are processes that have ended. */
  readonly ended: Set<number>;
  readonly deliver: Deliver;
  /** So much has been told that was not listened to yet that more had better wait. */
  readonly isBusy: () => boolean;
  readonly warn: (message: string) => void;
}
type Buried = Own<Draining | undefined> & Pick<Dead, "status">;
interface Reaped {
  readonly count: number;
  readonly buried: ReadonlyMap<number, readonly Buried[]>;
  /** What has arrived so far. */
  readonly said: readonly Notification[];
  /** Those of its senders that somebody else had left behind, and to which units they belonged. */
  readonly orphans: ReadonlyMap<number, UnitName>;
}

/** Children reaped in one turn; the rest have another one. */
const REAP_LIMIT = 4096;
/** In a flood we don't ask for more after each that has ended. */
const HEARD_AT_ONCE = 1024;

export interface Turn {
  run(): void;
  /** As `run`, but for the alarm; within another turn it begins with what that one has not told yet. */
  catchUp(): void;
}

/**
 * The order is systemd's: memory, notifications, exits, emptiness, time, so that READY=1 from a process that ends right after it is heard first.
 * `ring` tells of the alarm if it has gone off. What one listener throws does not keep the rest from being told.
 */
export function createTurn(parts: TurnParts, ring: () => void): Turn {
  const untold: (() => void)[] = [];
  let reaping = false;
  const catchUp = (): void => {
    // Asked for while a process is told of that is still to be waited for: that goes first.
    if (reaping) return;
    reaping = true;
    runAll(parts.memory.takeOomKills().map((unit) => () => tellOomKill(parts, unit)));
    // All are waited for before anything else is told: what they have sent is in the socket then.
    const reaped = reap(parts);
    const { count: dead, buried } = reaped;
    reaping = false;
    untold.push(
      () => untold.unshift(...notifications(parts, reaped)),
      // Before an end is answered by a new start, which would be handed what that end has made useless.
      () => dead > 0 && parts.descriptors.lookAgain(),
      ...[...buried.values()].flat().map((own) => () => tellExit(parts, own)),
      () => dead > 0 && parts.emptiness.reaped(),
      () => parts.emptiness.followHints(),
    );
    runAll(taken(untold));
    if (dead >= REAP_LIMIT) setImmediate(run);
  };
  let isPutOff = false;
  const run = (): void => {
    if (isPutOff) return;
    if (parts.isBusy()) {
      isPutOff = true;
      return void setImmediate(() => {
        isPutOff = false;
        run();
      });
    }
    // Not at the end: what is told while the listener is busy is heard when this has returned.
    parts.ended.clear();
    catchUp();
    runAll([ring]);
  };
  return { run, catchUp };
}

/** The steps, each taken out as its turn comes. */
function* taken(steps: (() => void)[]): Generator<() => void, void, undefined> {
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) yield step;
}

/** How many were waited for, and those of them that are the manager's own: out of the table at once, as their pids may be given away now. */
function reap(parts: TurnParts): Reaped {
  const { reaper, socket, table, memory, tracker } = parts;
  const said: Notification[] = [];
  const senders = new Set<number>();
  const hear = (): void => {
    for (const one of socket?.receive() ?? []) {
      said.push(one);
      senders.add(one.pid);
    }
  };
  const orphans = new Map<number, UnitName>();
  const buried = new Map<number, readonly Buried[]>();
  let count = 0;
  for (let dead = reaper.next(); dead; dead = count < REAP_LIMIT ? reaper.next() : undefined) {
    const { pid, status } = dead;
    const unit = table.byPid(pid)?.unit;
    // Whose an orphan was nobody can tell any more once it has been waited for. Only one that has said something is worth the look.
    if (unit === undefined && said.length < HEARD_AT_ONCE) hear();
    const isHeard = unit === undefined && (senders.has(pid) || said.length >= HEARD_AT_ONCE);
    const home = isHeard ? tracker.unitOf(pid) : undefined;
    if (home !== undefined) orphans.set(pid, home);
    // Told while it is still there to be signalled, for one that died of it.
    if (unit !== undefined && memory.takeOomKill(unit)) runAll([() => tellOomKill(parts, unit)]);
    reaper.wait(dead);
    count += 1;
    const owners = table.take(pid);
    if (owners.length > 0)
      buried.set(
        pid,
        owners.map((own) => ({ ...own, status })),
      );
    parts.ended.add(pid);
  }
  hear();
  return { count, buried, said, orphans };
}

const tellOomKill = ({ deliver }: TurnParts, unit: UnitName): void => deliver({ type: "oom-killed", unit });

/** A step for each that has arrived. One whose sender several units have for a process of theirs is for all of them. */
function notifications({ table, tracker, descriptors, deliver, warn }: TurnParts, { buried, said, orphans }: Reaped): (() => void)[] {
  const arrived = said.map(({ pid, ...rest }) => {
    const owners = buried.get(pid) ?? table.ownersOf(pid);
    // Of those that name another's process as theirs, none is the one that it belongs to.
    const unit = owners.some(({ birth }) => birth === undefined) ? undefined : (orphans.get(pid) ?? tracker.unitOf(pid));
    const isOwner = owners.some((own) => own.unit === unit);
    return { pid, ...rest, hearers: unit === undefined || isOwner ? owners : [{ unit, process: undefined }, ...owners] };
  });
  const tell = ({ pid, uid, fields, fds, closeFds, hearers: [first, ...others] }: (typeof arrived)[number]): void => {
    if (first === undefined) {
      closeFds();
      return warn(`Cannot find unit for notify message of PID ${pid}, ignoring.`);
    }
    const hear = ({ unit, process }: typeof first, passed: readonly PassedFd[]): void =>
      deliver({ type: "notified", unit, pid, uid, fields, fds: passed, ...(process !== undefined && { process }) });
    hear(
      first,
      fds.map((fd) => descriptors.receive(first.unit, fd)),
    );
    for (const other of others) hear(other, []);
  };
  return arrived.map((one) => () => tell(one));
}

function tellExit({ table, emptiness, held, deliver }: TurnParts, { unit, process, pid, extra, status }: Buried): void {
  if (table.count(unit) === 0) emptiness.ownProcessesGone(unit);
  extra?.drain();
  const failure = held.get(pid)?.ended(status.code === "exited" ? status.status : undefined);
  held.delete(pid);
  deliver({ type: "exited", unit, process, status, ...(failure && { failure }) });
}

/** What is to be done for a unit that was released while it had members, once they are gone. */
export interface Releases {
  release(unit: UnitName): void;
  /** The unit is in use again. */
  revoke(unit: UnitName): void;
  emptied(unit: UnitName): void;
}

export function createReleases(tracker: MemberTracker, memory: MemoryControl): Releases {
  const released = new Set<UnitName>();
  const release = (unit: UnitName): void => {
    released.add(unit);
    tracker.release(unit);
    memory.release(unit);
  };
  return {
    release,
    revoke: (unit) => void released.delete(unit),
    emptied: (unit) => {
      if (!released.delete(unit)) return;
      tracker.release(unit);
      memory.release(unit);
    },
  };
}

/** Lists and signals the members of a unit: the manager's own processes, and whoever else belongs to it. */
import type { KernelEffect, KernelEvent, Member } from "../../core/kernel.ts";
import type { Signal } from "../../core/values/signal.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { Libc } from "../ffi.ts";
import type { ProcessTable } from "../process-table.ts";
import { readComm } from "./process-files.ts";
import { signalChild, signalMember } from "./signal-members.ts";
import type { MemberTracker } from "./tracker.ts";

type Kill = Extract<KernelEffect, { type: "kill" }>;

export interface Members {
  list(unit: UnitName): readonly Member[];
  /** The manager's own first, in the order given; each once; only those that were there are told of. */
  kill(effect: Kill): KernelEvent;
  /** SIGKILL to one member; whether it was there. */
  killOne(unit: UnitName, pid: number): boolean;
}

const [SIGHUP, SIGKILL, SIGCONT] = [1, 9, 18] as [Signal, Signal, Signal];
/** A unit that forks faster than it is killed must not hold the loop for ever. */
const KILL_PASSES = 64;

export function createMembers(libc: Libc, tracker: MemberTracker, table: ProcessTable<unknown>): Members {
  const memberOf = (pid: number): Member => {
    const own = table.byPid(pid);
    return { pid, comm: readComm(pid), ...(own && { process: own.process }) };
  };
  const signal = (unit: UnitName, pid: number, signals: readonly Signal[]): boolean =>
    table.byPid(pid) ? signalChild(libc, pid, signals) : signalMember(libc, pid, signals, () => tracker.isMember(unit, pid));
  return {
    list: (unit) => tracker.list(unit).map(memberOf),
    killOne: (unit, pid) => signal(unit, pid, [SIGKILL]),
    kill: (effect) => {
      const { unit, purpose } = effect;
      const signals = signalsOf(effect);
      const members: Member[] = [];
      const done = new Set<number>();
      const send = (pid: number): void => {
        done.add(pid);
        // Its name is asked for first, as a killed process has none any more.
        const member = memberOf(pid);
        if (signal(unit, pid, signals)) members.push(member);
      };
      for (const process of effect.processes) {
        const own = table.byName(process);
        if (own && !done.has(own.pid)) send(own.pid);
      }
      // Again until nobody is new: a process may fork between being listed and being killed.
      for (let pass = 0, found = effect.others; found && pass < KILL_PASSES; pass++) {
        const others = tracker.list(unit).filter((pid) => !done.has(pid));
        for (const pid of others) send(pid);
        found = others.length > 0;
      }
      return {
        type: "signalled",
        unit,
        purpose,
        signal: effect.signal,
        others: effect.others,
        members,
        // One that may not be signalled is there all the same.
        nobodyLeft: effect.others && done.size === 0,
      };
    },
  };
}

/** Source: systemd.kill(5), SendSIGHUP=: SIGHUP follows at once; SIGCONT so that a stopped process can act on what it was sent. */
function signalsOf({ signal, alsoHangup, purpose }: Kill): readonly Signal[] {
  const proceed = purpose !== "client" && signal !== SIGKILL && signal !== SIGCONT;
  return [signal, ...(alsoHangup ? [SIGHUP] : []), ...(proceed ? [SIGCONT] : [])];
}

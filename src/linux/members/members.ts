/** Lists and signals the members of a unit: the manager's own processes, and whoever else belongs to it. */
import type { KernelEffect, KernelEvent, Member } from "../../core/kernel.ts";
import type { Signal } from "../../core/values/signal.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import type { Libc } from "../ffi.ts";
import type { ProcessTable } from "../process-table.ts";
import { readComm, readStat } from "./process-files.ts";
import { queueToChild, signalChild, signalMember } from "./signal-members.ts";
import type { MemberTracker } from "./tracker.ts";

type Kill = Extract<KernelEffect, { type: "kill" }>;

export interface Members {
  /** Undefined if it can't be seen just now. */
  list(unit: UnitName): readonly Member[] | undefined;
  /** The manager's own first, in the order given; each once; only those that were there are told of. */
  kill(effect: Kill): Extract<KernelEvent, { type: "signalled" }>;
  /** SIGKILL to one member; whether it was there. */
  killOne(unit: UnitName, pid: number): boolean;
}

const [SIGHUP, SIGKILL, SIGCONT, SIGSTOP] = [1, 9, 18, 19] as [Signal, Signal, Signal, Signal];

export function createMembers(libc: Libc, tracker: MemberTracker, table: ProcessTable<unknown>): Members {
  const memberOf = (pid: number, named = true): Member => {
    const own = table.byPid(pid);
    return { pid, comm: named ? readComm(pid) : "", ...(own && { process: own.process }) };
  };
  const isChild = (pid: number): boolean => {
    const own = table.byPid(pid);
    return own !== undefined && own.birth === undefined;
  };
  const isMeant = (unit: UnitName, pid: number): boolean => {
    const birth = table.byPid(pid)?.birth;
    return birth === undefined ? tracker.isMember(unit, pid) : readStat(pid)?.startTime === birth;
  };
  const signal = (unit: UnitName, pid: number, signals: readonly Signal[], child = isChild(pid)): boolean =>
    child ? signalChild(libc, pid, signals) : signalMember(libc, pid, signals, () => isMeant(unit, pid));
  /** Stopped, nobody can fork, nor leave children without a trace of whose they are, while the rest is looked for. */
  const stopAll = (unit: UnitName): boolean =>
    tracker.sweep(unit, {
      member: (pid, child) => signal(unit, pid, [SIGSTOP], child),
      session: (number) => libc.kill(-number, SIGSTOP),
    });
  return {
    list: (unit) => tracker.list(unit)?.map((pid) => memberOf(pid)),
    killOne: (unit, pid) => signal(unit, pid, [SIGKILL]),
    kill: (effect) => {
      const { unit, purpose } = effect;
      const signals = signalsOf(effect);
      const members: Member[] = [];
      const done = new Set<number>();
      const send = (pid: number, child: boolean): void => {
        if (done.has(pid)) return;
        done.add(pid);
        // Its name is asked for first, as a killed process has none any more.
        const member = memberOf(pid, effect.named);
        const { value } = effect;
        const sent = value === undefined ? signal(unit, pid, signals, child) : queueToChild(libc, pid, effect.signal, value);
        if (sent) members.push(member);
      };
      // A process can't leave its cgroup, but it may well be gone from what else it is known by.
      if (effect.others && effect.signal === SIGKILL && tracker.kind === "proc") stopAll(unit);
      for (const process of effect.processes) {
        const own = table.byName(process);
        if (own) send(own.pid, own.birth === undefined);
      }
      const others = { member: (pid: number, child: boolean): void => send(pid, child || isChild(pid)) };
      const looked = effect.others && tracker.sweep(unit, others);
      return {
        type: "signalled",
        unit,
        purpose,
        signal: effect.signal,
        others: effect.others,
        members,
        // One that may not be signalled is there all the same.
        nobodyLeft: looked && done.size === 0,
      };
    },
  };
}

/** Source: systemd.kill(5), SendSIGHUP=: SIGHUP follows at once; SIGCONT so that a stopped process can act on what it was sent. */
function signalsOf({ signal, alsoHangup, purpose }: Kill): readonly Signal[] {
  const proceed = purpose !== "client" && signal !== SIGKILL && signal !== SIGCONT;
  return [signal, ...(alsoHangup ? [SIGHUP] : []), ...(proceed ? [SIGCONT] : [])];
}

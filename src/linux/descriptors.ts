/** Descriptors that services have sent to be kept for them. Source: sd_notify(3), FDSTORE=1. */
import { fstatSync } from "node:fs";
import type { FdRef, PassedFd } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import type { Libc } from "./ffi.ts";
import type { Reactor } from "./reactor.ts";

export interface Descriptors {
  /** Takes one in that has just been received; it is open until it is dropped. */
  receive(unit: UnitName, fd: number): PassedFd;
  /** `watched`: tells through `onHungUp`, once, when its other end is gone. */
  keep(unit: UnitName, ref: FdRef, watched: boolean): void;
  drop(refs: readonly FdRef[]): void;
  /** Tells of what has hung up and has not been told yet. */
  lookAgain(): void;
  /** The real ones. */
  numbersOf(refs: readonly FdRef[]): readonly number[];
  close(): void;
}

interface Entry {
  readonly fd: number;
  /** For which it is kept. */
  unit?: UnitName;
  watched: boolean;
}

/** Nothing but the other end's going and errors, which need not be asked for. */
const NO_EVENTS = 0;

export function createDescriptors(libc: Libc, reactor: Reactor, onHungUp: (unit: UnitName, ref: FdRef) => void): Descriptors {
  const entries = new Map<FdRef, Entry>();
  let last = 0;
  const unwatch = (entry: Entry): void => {
    if (entry.watched) reactor.remove(entry.fd);
    entry.watched = false;
  };
  const drop = (ref: FdRef): void => {
    const entry = entries.get(ref);
    if (entry === undefined) return;
    entries.delete(ref);
    unwatch(entry);
    libc.close(entry.fd);
  };
  const hangUp = (entry: Entry, ref: FdRef, unit: UnitName): void => {
    unwatch(entry);
    onHungUp(unit, ref);
  };
  return {
    lookAgain: () => {
      for (const [ref, entry] of entries)
        if (entry.watched && entry.unit !== undefined && libc.hasHungUp(entry.fd)) hangUp(entry, ref, entry.unit);
    },
    receive: (unit, fd) => {
      const [twin] = [...entries].find(([, entry]) => entry.unit === unit && isSame(libc, entry.fd, fd)) ?? [];
      last += 1;
      const ref = last as FdRef;
      entries.set(ref, { fd, watched: false });
      return twin === undefined ? { fd: ref } : { fd: ref, twin };
    },
    keep: (unit, ref, watched) => {
      const entry = entries.get(ref);
      if (entry === undefined) return;
      entry.unit = unit;
      if (!watched) return;
      // A file on disk has no other end.
      entry.watched = reactor.add(entry.fd, () => hangUp(entry, ref, unit), NO_EVENTS) >= 0;
    },
    drop: (refs) => refs.forEach(drop),
    numbersOf: (refs) => refs.flatMap((ref) => entries.get(ref)?.fd ?? []),
    close: () => [...entries.keys()].forEach(drop),
  };
}

/** Whether both are open on the same; where the kernel may not be asked, whether on the same file. */
function isSame(libc: Libc, one: number, other: number): boolean {
  const order = libc.compareFds(one, other);
  if (order >= 0) return order === 0;
  const [a, b] = [fstatSync(one), fstatSync(other)];
  return a.dev === b.dev && a.ino === b.ino && a.rdev === b.rdev;
}

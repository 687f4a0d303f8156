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
  /** As `fileOf` has it. */
  readonly file: string;
  /** For which it is kept. */
  unit?: UnitName;
  watched: boolean;
}

/** Nothing but the other end's going and errors, which need not be asked for. */
const NO_EVENTS = 0;

export function createDescriptors(libc: Libc, reactor: Reactor, onHungUp: (unit: UnitName, ref: FdRef) => void): Descriptors {
  const entries = new Map<FdRef, Entry>();
  /** By what they are open on: only among these a twin can be. */
  const byFile = new Map<string, Set<FdRef>>();
  let last = 0;
  const unwatch = (entry: Entry): void => {
    if (entry.watched) reactor.remove(entry.fd);
    entry.watched = false;
  };
  const drop = (ref: FdRef): void => {
    const entry = entries.get(ref);
    if (entry === undefined) return;
    entries.delete(ref);
    const others = byFile.get(entry.file);
    others?.delete(ref);
    if (others?.size === 0) byFile.delete(entry.file);
    unwatch(entry);
    libc.close(entry.fd);
  };
  const hangUp = (entry: Entry, ref: FdRef, unit: UnitName): void => {
    unwatch(entry);
    onHungUp(unit, ref);
  };
  return {
    lookAgain: () => {
      const watched = [...entries].filter(([, entry]) => entry.watched);
      if (watched.length === 0) return;
      const gone = new Set(libc.hungUp(watched.map(([, { fd }]) => fd)));
      for (const [ref, entry] of watched) if (gone.has(entry.fd) && entry.unit !== undefined) hangUp(entry, ref, entry.unit);
    },
    receive: (unit, fd) => {
      const file = fileOf(fd);
      const others = byFile.get(file) ?? new Set();
      const isTwin = (other: Entry | undefined): boolean => other?.unit === unit && libc.compareFds(other.fd, fd) <= 0;
      const twin = [...others].find((other) => isTwin(entries.get(other)));
      last += 1;
      const ref = last as FdRef;
      entries.set(ref, { fd, file, watched: false });
      byFile.set(file, others.add(ref));
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

/** What it is open on. */
function fileOf(fd: number): string {
  const { dev, ino, rdev } = fstatSync(fd, { bigint: true });
  return `${dev} ${ino} ${rdev}`;
}

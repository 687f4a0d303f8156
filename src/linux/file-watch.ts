/** Tells when a file that a unit waits for may have come, or changed. It need not exist, nor the directories above it. */
import { basename, dirname } from "node:path";
import type { UnitName } from "../core/values/unit-name.ts";
import type { Libc } from "./ffi.ts";
import type { Reactor } from "./reactor.ts";

export interface FileWatch {
  /** In place of what was watched for the unit before. */
  watch(unit: UnitName, path: string): void;
  unwatch(unit: UnitName): void;
  close(): void;
}

/** What is watched for one unit: a directory, and of what is in it the name that leads to the file. */
interface Wait {
  readonly path: string;
  readonly watch: number;
  readonly name: string;
}

const IN_NONBLOCK_CLOEXEC = 0x80800;
const IN = { modify: 2, attributes: 4, closeWrite: 8, movedTo: 0x80, create: 0x100, deleteSelf: 0x400, moveSelf: 0x800 } as const;
const CHANGES = IN.modify | IN.attributes | IN.closeWrite | IN.movedTo | IN.create | IN.deleteSelf | IN.moveSelf;
const BUFFER = 16 * 1024;
const EVENT_HEADER = 16;

export function createFileWatch(libc: Libc, reactor: Reactor, onChange: (unit: UnitName) => void): FileWatch {
  const waits = new Map<UnitName, Wait>();
  const buffer = Buffer.allocUnsafeSlow(BUFFER);
  let inotify: number | undefined;

  const open = (): number => {
    const fd = libc.inotifyInit(IN_NONBLOCK_CLOEXEC);
    // Short of descriptors now, perhaps not the next time.
    if (fd < 0) return fd;
    reactor.add(fd, onReady);
    return (inotify = fd);
  };
  /** The nearest directory above that there is. */
  const place = (path: string): Wait | undefined => {
    const fd = inotify ?? open();
    for (let [directory, name] = [dirname(path), basename(path)]; ; [directory, name] = [dirname(directory), basename(directory)]) {
      const watch = libc.inotifyAdd(fd, directory, CHANGES);
      if (watch >= 0) return { path, watch, name };
      if (directory === "/" || directory === ".") return undefined;
    }
  };
  const unwatch = (unit: UnitName): void => {
    const wait = waits.get(unit);
    waits.delete(unit);
    if (wait !== undefined && ![...waits.values()].some(({ watch }) => watch === wait.watch)) libc.inotifyRemove(inotify ?? -1, wait.watch);
  };
  const watch = (unit: UnitName, path: string): void => {
    const wait = place(path);
    const before = waits.get(unit);
    if (wait !== undefined) waits.set(unit, wait);
    if (before === undefined || before.watch === wait?.watch) return;
    if (![...waits.values()].some((each) => each.watch === before.watch)) libc.inotifyRemove(inotify ?? -1, before.watch);
  };
  const onReady = (): void => {
    const touched = new Set<UnitName>();
    for (let length = libc.read(inotify ?? -1, buffer, BUFFER); length > 0; length = libc.read(inotify ?? -1, buffer, BUFFER)) {
      for (const [descriptor, name] of events(buffer, length)) {
        for (const [unit, wait] of waits) if (wait.watch === descriptor && (name === "" || name === wait.name)) touched.add(unit);
      }
    }
    for (const unit of touched) {
      const wait = waits.get(unit);
      if (wait === undefined) continue;
      // A directory that was missing may be there now.
      watch(unit, wait.path);
      onChange(unit);
    }
  };
  return {
    watch,
    unwatch,
    close: () => {
      if (inotify === undefined) return;
      reactor.remove(inotify);
      libc.close(inotify);
    },
  };
}

/** Source: inotify(7), struct inotify_event. The name is empty if it is about the directory itself. */
function* events(buffer: Buffer, length: number): Generator<readonly [watch: number, name: string]> {
  for (let at = 0; at + EVENT_HEADER <= length;) {
    const nameLength = buffer.readUInt32LE(at + 12);
    const start = at + EVENT_HEADER;
    yield [buffer.readInt32LE(at), buffer.toString("utf8", start, start + nameLength).replace(/\0.*$/s, "")];
    at = start + nameLength;
  }
}

import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import {
  ENTRY,
  ENTRY_HEAD,
  fileHeader,
  HEADER_SIZE,
  newSeed,
  type Seed,
  seedOf,
  segmentName,
  sequenceOf,
  VERSION,
  versionOf,
  walkEntries,
} from "./segment.ts";

/** The files of a log, to its writer: always one that grows, and no more than allowed. */
export interface Segments {
  /** The first number that no stream of the segment has that is continued. */
  readonly nextStream: number;
  /** Of the segment that grows. */
  readonly seed: Seed;
  hasRoomFor(bytes: number): boolean;
  /** Somebody has deleted the segment that grows: what is written to it nobody can read. Looked after once a second. */
  isGone(): boolean;
  /** What comes next goes to a new segment. */
  rotate(): void;
  /**
   * All or nothing: gives the error after taking back what was written in part. On a full disk the oldest segments make room; if that
   * is not enough, the one that grew goes with them the next time.
   */
  write(bytes: Buffer): Error | undefined;
  close(): void;
}

export interface SegmentFile {
  readonly sequence: number;
  readonly path: string;
  readonly size: number;
}

/** The segments in `directory`, the oldest first. Throws if it can't be read. */
export function listSegments(directory: string): SegmentFile[] {
  const found: SegmentFile[] = [];
  for (const name of readdirSync(directory)) {
    const sequence = sequenceOf(name);
    const path = join(directory, name);
    const size = sequence === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.size;
    if (sequence !== undefined && size !== undefined) found.push({ sequence, path, size });
  }
  return found.sort((a, b) => a.sequence - b.sequence);
}

/** A segment is continued by the next writer while it is below this part of its full size; else restarts would leave many. */
const CONTINUE_BELOW = 1 / 8;
const LOOK_AFTER_MS = 1000;
const FULL: readonly unknown[] = ["ENOSPC", "EDQUOT"];

export function openSegments(directory: string, maxSegment: number, maxTotal: number): Segments {
  makeDirectory(directory);
  const newest = listSegments(directory).at(-1);
  const state = newest !== undefined && newest.size < maxSegment * CONTINUE_BELOW ? readState(newest) : undefined;
  let sequence = newest === undefined ? 1 : state === undefined ? newest.sequence + 1 : newest.sequence;
  let size = state?.size ?? 0;
  let seed = state?.seed ?? newSeed();
  let fd: number | undefined;
  let lookedAt = 0;
  const makeRoom = (): void => deleteOldest(directory, sequence, maxTotal - maxSegment);
  makeRoom();

  function open(): number {
    // It may have been deleted with all that was in it.
    makeDirectory(directory);
    const opened = openSync(join(directory, segmentName(sequence)), "a", 0o640);
    try {
      // What a crash has left unfinished goes.
      ftruncateSync(opened, size);
      if (size === 0) size = writeAll(opened, fileHeader(seed), size);
    } catch (error) {
      closeSync(opened);
      throw error;
    }
    return opened;
  }

  function close(): void {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  }

  function rotate(): void {
    close();
    sequence++;
    size = 0;
    seed = newSeed();
    makeRoom();
  }

  function tryWrite(bytes: Buffer): NodeJS.ErrnoException | undefined {
    try {
      fd ??= open();
      size = writeAll(fd, bytes, size);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  return {
    nextStream: state?.nextStream ?? 1,
    get seed() {
      return seed;
    },
    hasRoomFor: (bytes) => size <= HEADER_SIZE || size + bytes <= maxSegment,
    isGone() {
      const now = performance.now();
      if (fd === undefined || now - lookedAt < LOOK_AFTER_MS) return false;
      lookedAt = now;
      return fstatSync(fd).nlink === 0;
    },
    rotate,
    write(bytes) {
      let error = tryWrite(bytes);
      while (error !== undefined && FULL.includes(error.code) && deleteOne(directory, sequence)) error = tryWrite(bytes);
      if (error !== undefined && FULL.includes(error.code) && size > HEADER_SIZE) rotate();
      return error;
    },
    close,
  };
}

const makeDirectory = (directory: string): unknown => mkdirSync(directory, { recursive: true, mode: 0o755 });

/** All or nothing. The answer is the size of the file after it. */
function writeAll(fd: number, bytes: Buffer, size: number): number {
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done);
    return size + bytes.length;
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
}

interface SegmentState {
  /** Where its last complete entry ends. */
  readonly size: number;
  /** The first number that no stream of it has. */
  readonly nextStream: number;
  readonly seed: Seed;
}

/** Nothing if it isn't ours to continue. */
function readState({ path }: SegmentFile): SegmentState | undefined {
  const bytes = readFileSync(path);
  // Someone died while making it.
  if (bytes.length < HEADER_SIZE) return { size: 0, nextStream: 1, seed: newSeed() };
  if (versionOf(bytes) !== VERSION) return undefined;
  const seed = seedOf(bytes);
  let nextStream = 1;
  const size = walkEntries(bytes, HEADER_SIZE, seed, (at, length) => {
    if (bytes[at + 12] === ENTRY.stream && length >= 4) nextStream = Math.max(nextStream, bytes.readUInt32LE(at + ENTRY_HEAD) + 1);
  });
  return { size, nextStream, seed };
}

/** Deletes the oldest segments before `current` until all take at most `room` bytes. */
function deleteOldest(directory: string, current: number, room: number): void {
  try {
    const segments = listSegments(directory);
    let total = segments.reduce((sum, segment) => sum + segment.size, 0);
    for (const segment of segments) {
      if (total <= room || segment.sequence >= current) return;
      unlinkSync(segment.path);
      total -= segment.size;
    }
  } catch {
    // Someone else has deleted them, or it will work at the next turn; if the disk is full by then, write() says so.
  }
}

/** The oldest before `current`; whether there was one. */
function deleteOne(directory: string, current: number): boolean {
  try {
    const [oldest] = listSegments(directory);
    if (oldest === undefined || oldest.sequence >= current) return false;
    unlinkSync(oldest.path);
    return true;
  } catch {
    return false;
  }
}

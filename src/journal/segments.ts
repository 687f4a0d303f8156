import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ENTRY, ENTRY_HEAD, fileHeader, HEADER_SIZE, segmentName, sequenceOf, VERSION, versionOf, walkEntries } from "./segment.ts";

/** The files of a log, to its writer: always one that grows, and no more than allowed. */
export interface Segments {
  /** The first number that no stream of the segment has that is continued. */
  readonly nextStream: number;
  hasRoomFor(bytes: number): boolean;
  /** What comes next goes to a new segment. */
  rotate(): void;
  /** All or nothing: gives the error after taking back what was written in part. */
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

export function openSegments(directory: string, maxSegment: number, maxTotal: number): Segments {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const newest = listSegments(directory).at(-1);
  const state = newest !== undefined && newest.size < maxSegment * CONTINUE_BELOW ? readState(newest) : undefined;
  let sequence = newest === undefined ? 1 : state === undefined ? newest.sequence + 1 : newest.sequence;
  let size = state?.size ?? 0;
  let fd: number | undefined;

  function open(): number {
    const opened = openSync(join(directory, segmentName(sequence)), "a", 0o640);
    try {
      // What a crash has left unfinished goes.
      ftruncateSync(opened, size);
      if (size === 0) size = writeAll(opened, fileHeader(), size);
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

  return {
    nextStream: state?.nextStream ?? 1,
    hasRoomFor: (bytes) => size <= HEADER_SIZE || size + bytes <= maxSegment,
    rotate() {
      close();
      sequence++;
      size = 0;
      deleteOldest(directory, maxTotal - maxSegment);
    },
    write(bytes) {
      try {
        fd ??= open();
        size = writeAll(fd, bytes, size);
        return undefined;
      } catch (error) {
        return error as Error;
      }
    },
    close,
  };
}

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

/** Where the last complete entry of a segment ends, and the first number that no stream of it has; nothing if it isn't ours to continue. */
function readState({ path }: SegmentFile): { readonly size: number; readonly nextStream: number } | undefined {
  const bytes = readFileSync(path);
  // Someone died while making it.
  if (bytes.length < HEADER_SIZE) return { size: 0, nextStream: 1 };
  if (versionOf(bytes) !== VERSION) return undefined;
  let nextStream = 1;
  const size = walkEntries(bytes, HEADER_SIZE, (at, length) => {
    if (bytes[at + 12] === ENTRY.stream && length >= 4) nextStream = Math.max(nextStream, bytes.readUInt32LE(at + ENTRY_HEAD) + 1);
  });
  return { size, nextStream };
}

/** Deletes the oldest segments until the others take at most `room` bytes. */
function deleteOldest(directory: string, room: number): void {
  try {
    const segments = listSegments(directory);
    let total = segments.reduce((sum, segment) => sum + segment.size, 0);
    for (const segment of segments) {
      if (total <= room) return;
      unlinkSync(segment.path);
      total -= segment.size;
    }
  } catch {
    // Someone else has deleted them, or it will work at the next turn; if the disk is full by then, write() says so.
  }
}

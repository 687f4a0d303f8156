import {
  closeSync,
  constants,
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
import { ENTRY_HEAD, entryAt, fileHeader, HEADER_SIZE, nextIntactEntry, segmentName, sequenceOf, VERSION, versionOf } from "./segment.ts";

/** The files of a log, to its writer: always one that grows, and no more than allowed. */
export interface Segments {
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

/** A segment is resumed by the next writer while it is below this part of its full size; else restarts would leave many. */
const RESUME_BELOW = 1 / 8;

export function openSegments(directory: string, maxSegment: number, maxTotal: number): Segments {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const newest = listSegments(directory).at(-1);
  const resumes = newest !== undefined && newest.size < maxSegment * RESUME_BELOW;
  let sequence = newest === undefined ? 1 : resumes ? newest.sequence : newest.sequence + 1;
  let file: { readonly fd: number; size: number } | undefined;

  function current(): { readonly fd: number; size: number } {
    file ??= openSegment(join(directory, segmentName(sequence)));
    return file;
  }

  return {
    hasRoomFor(bytes) {
      const size = file?.size ?? (resumes && newest.sequence === sequence ? newest.size : HEADER_SIZE);
      return size <= HEADER_SIZE || size + bytes <= maxSegment;
    },
    rotate() {
      if (file !== undefined) closeSync(file.fd);
      file = undefined;
      sequence++;
      deleteOldest(directory, maxTotal - maxSegment);
    },
    write(bytes) {
      try {
        const segment = current();
        writeAll(segment, bytes);
        segment.size += bytes.length;
        return undefined;
      } catch (error) {
        return error as Error;
      }
    },
    close() {
      if (file !== undefined) closeSync(file.fd);
      file = undefined;
    },
  };
}

function writeAll(segment: { readonly fd: number; readonly size: number }, bytes: Buffer): void {
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(segment.fd, bytes, done);
  } catch (error) {
    ftruncateSync(segment.fd, segment.size);
    throw error;
  }
}

/** Opens a segment to append to it, cutting off what a crash left unfinished. */
function openSegment(path: string): { readonly fd: number; size: number } {
  const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o640);
  try {
    return { fd, size: prepareSegment(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function prepareSegment(fd: number): number {
  const bytes = readFileSync(fd);
  const size = versionOf(bytes) === VERSION ? endOfEntries(bytes) : 0;
  if (size < bytes.length) ftruncateSync(fd, size);
  if (size > 0) return size;
  writeSync(fd, fileHeader());
  return HEADER_SIZE;
}

/** Where the last complete entry ends. */
function endOfEntries(bytes: Buffer): number {
  let end = HEADER_SIZE;
  for (let at = HEADER_SIZE; at < bytes.length;) {
    const length = entryAt(bytes, at);
    at = typeof length === "number" ? at + ENTRY_HEAD + length : nextIntactEntry(bytes, at + 1);
    if (typeof length === "number") end = at;
  }
  return end;
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

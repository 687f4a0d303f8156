import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import type { Realtime } from "../core/base/time.ts";
import { splitLines } from "../core/log/lines.ts";
import type { LogRecord, Priority } from "../core/log/record.ts";
import { decodeText } from "../core/base/text.ts";
import { isPattern } from "../core/values/unit-name.ts";
import { compileQuery, type LogQuery } from "./query.ts";
import {
  ENTRY,
  ENTRY_HEAD,
  entryAt,
  HEADER_SIZE,
  isIntact,
  LINES_HEAD,
  readNumber,
  readTime,
  RECORD_HEAD,
  type Seed,
  seedOf,
  VERSION,
  versionOf,
  walkEntries,
} from "./segment.ts";
import { listSegments, type SegmentFile } from "./segments.ts";
import type { StreamAbout } from "./writer.ts";

/**
 * The records that `query` asks for, the oldest first unless it says otherwise. Damaged entries are left out, and what is being
 * written now is not waited for. Throws if `directory` can't be read.
 */
export function readJournal(directory: string, query: LogQuery = {}): Iterable<LogRecord> {
  return readSegments(listSegments(directory), query);
}

/** As `readJournal`, of segments no further than the sizes they were listed with. */
export function readSegments(segments: readonly SegmentFile[], query: LogQuery): Iterable<LogRecord> {
  const { newest, reverse = false } = query;
  if (newest === undefined) return walk(segments, query, reverse);
  const records: LogRecord[] = [];
  for (const record of walk(segments, query, true)) {
    if (records.length >= newest) break;
    records.push(record);
  }
  return reverse ? records : records.reverse();
}

function* walk(segments: readonly SegmentFile[], query: LogQuery, backwards: boolean): Generator<LogRecord, void, undefined> {
  const room = Buffer.allocUnsafeSlow(Math.max(0, ...segments.map(({ size }) => size)));
  for (const segment of backwards ? segments.toReversed() : segments) {
    const bytes = readBytes(segment, 0, room);
    // A damaged header, which is of no version, says nothing about the entries.
    if (bytes === undefined || bytes.length < HEADER_SIZE || versionOf(bytes) > VERSION || !mayMention(bytes, query.units)) continue;
    const part = { bytes, seed: seedOf(bytes), streams: new Map() };
    const { entries } = indexEntries(part, HEADER_SIZE, query);
    for (const entry of backwards ? entries.toReversed() : entries) {
      const records = recordsOf(part, entry, query);
      yield* backwards ? records.reverse() : records;
    }
  }
}

/** Whether the segment may declare a stream of one of the units: to search it for their names is much faster than to walk it. */
function mayMention(bytes: Buffer, units: readonly string[] = []): boolean {
  return units.length === 0 || units.some((unit) => isPattern(unit) || bytes.includes(JSON.stringify(unit)));
}

/** The bytes of a segment from `from` to the size it was listed with; nothing if it has been deleted since. */
export function readBytes(segment: SegmentFile, from: number, room = Buffer.allocUnsafeSlow(segment.size - from)): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(segment.path, "r");
    let length = 0;
    while (from + length < segment.size) {
      const read = readSync(fd, room, length, segment.size - from - length, from + length);
      if (read === 0) break;
      length += read;
    }
    return room.subarray(0, length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The streams of a segment that are asked for; the others are known, but have no value. */
export type Streams = Map<number, StreamAbout | undefined>;

/** Bytes of a segment, and what is needed to understand them. */
interface Part {
  readonly bytes: Buffer;
  readonly seed: Seed;
  /** Those declared so far. */
  readonly streams: Streams;
}

interface EntryIndex {
  /** Where entries begin that may hold records asked for. */
  readonly entries: readonly number[];
  /** Where the last complete entry ends. */
  readonly end: number;
}

/** By type, how long a body is at least. */
const LEAST: readonly (number | undefined)[] = [undefined, 4, LINES_HEAD, RECORD_HEAD];

/** Finds the entries from `from` on, by their heads alone. The part's streams get those that are declared in it. */
export function indexEntries(part: Part, from: number, query: LogQuery): EntryIndex {
  const { bytes, streams } = part;
  const isWanted = compileQuery(query);
  const { since = 0, until = Infinity } = query;
  const entries: number[] = [];
  const end = walkEntries(bytes, from, part.seed, (at, length) => {
    const body = at + ENTRY_HEAD;
    const least = LEAST[bytes[at + 12]!];
    // A type that isn't known here may be anything.
    if (least === undefined || length < least) return;
    if (bytes[at + 12] === ENTRY.stream) readStream(part, at, length, isWanted);
    else if (streams.get(readNumber(bytes, body)) !== undefined) {
      const time = readTime(bytes, body + 4);
      if (time >= since && time <= until) entries.push(at);
    }
  });
  return { entries, end };
}

function readStream({ bytes, seed, streams }: Part, at: number, length: number, isWanted: (about: StreamAbout) => boolean): void {
  if (!isIntact(bytes, at, length, seed)) return;
  const body = at + ENTRY_HEAD;
  const about = JSON.parse(bytes.toString("utf8", body + 4, body + length)) as StreamAbout;
  streams.set(bytes.readUInt32LE(body), isWanted(about) ? about : undefined);
}

/** The records of one entry; none if it is damaged. */
export function recordsOf({ bytes, seed, streams }: Part, at: number, query: LogQuery): LogRecord[] {
  const length = entryAt(bytes, at);
  if (typeof length !== "number" || !isIntact(bytes, at, length, seed)) return [];
  const body = at + ENTRY_HEAD;
  const about = streams.get(bytes.readUInt32LE(body));
  if (about === undefined) return [];
  const end = body + length;
  const records = bytes[at + 12] === ENTRY.lines ? readLines(bytes, body, end, about) : readRecord(bytes, body, end, about);
  return records.filter((record) => isAskedFor(record, query));
}

function isAskedFor({ priority, invocation, message }: LogRecord, query: LogQuery): boolean {
  if (query.invocation !== undefined && invocation !== query.invocation) return false;
  if (query.grep?.test(message) === false) return false;
  return query.priorities === undefined || (priority >= query.priorities.from && priority <= query.priorities.to);
}

function readLines(bytes: Buffer, body: number, end: number, about: StreamAbout): LogRecord[] {
  const chunk = bytes.subarray(body + LINES_HEAD, end);
  const isText = isUtf8(chunk);
  const { level = 6, prefix = true, ...common } = about;
  const at = readTime(bytes, body + 4) as Realtime;
  const monotonic = readTime(bytes, body + 12);
  return splitLines(chunk, level, prefix).map(({ start, end, priority, lineBreak }) => {
    const message = isText ? chunk.toString("utf8", start, end) : textOf(chunk.subarray(start, end));
    // Node 20 takes a microsecond for each property that follows a spread.
    const record = { at, monotonic, priority, message, ...common };
    return lineBreak === undefined ? record : { fields: { _LINE_BREAK: lineBreak }, ...record };
  });
}

function readRecord(bytes: Buffer, body: number, end: number, about: StreamAbout): LogRecord[] {
  const text = body + RECORD_HEAD + bytes.readUInt32LE(body + 21);
  const at = readTime(bytes, body + 4) as Realtime;
  const monotonic = readTime(bytes, body + 12);
  const priority = bytes[body + 20] as Priority;
  const record = { at, monotonic, priority, message: textOf(bytes.subarray(text, end)), ...about };
  if (text === body + RECORD_HEAD) return [record];
  return [Object.assign(record, JSON.parse(bytes.toString("utf8", body + RECORD_HEAD, text)) as Pick<LogRecord, "invocation" | "fields">)];
}

function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString("utf8") : decodeText(bytes);
}

/**
 * The form of a segment, version 1; docs/decisions/0013-log-pipes-and-segments.md has it as a table.
 *
 * A segment is a file header and entries one after the other, nothing is ever changed. *Stream*: what many entries have in
 * common (unit, identifier, pid …); it is declared in each segment that uses it, so that segments can be read and deleted singly.
 * Numbers are little-endian.
 */
import { crc32 } from "node:zlib";

const SEGMENT_SUFFIX = ".segment";
export const VERSION = 1;

const FIRST_BYTES = "upkeep journal\n\0";
const MAGIC = Buffer.from(FIRST_BYTES);
/** Magic, then the version as 32 bits, then the seed, three times as it must not get lost. */
export const HEADER_SIZE = 32;
const SEED_AT = [20, 24, 28] as const;

/**
 * Of a segment's checksums. Nobody who only prints can know it: else what a service prints could pose as entries of others, wherever
 * the entry around it is incomplete.
 */
export type Seed = number;
export const newSeed = (): Seed => Math.floor(Math.random() * 0x1_0000_0000);

/** Starts each entry. 0xFA stands in no UTF-8, so that an entry can be found again after damage. */
const MARKER = 0xfa_6b_70_75;
/** Marker, checksum of all that follows it, length of the body, type. */
export const ENTRY_HEAD = 13;
/** Of a `lines` body before the text: stream, time. */
export const LINES_HEAD = 20;
/** Of a `record` body before the text: stream, time, priority, length of the fields' JSON, which comes first. */
export const RECORD_HEAD = 25;
/** An entry is one read of a pipe or one message; more can only be damage. */
const BODY_MAX = 16 * 1024 * 1024;

export const ENTRY = { stream: 1, lines: 2, record: 3 } as const;
export type EntryType = (typeof ENTRY)[keyof typeof ENTRY];

export const segmentName = (sequence: number): string => String(sequence).padStart(10, "0") + SEGMENT_SUFFIX;

/** `undefined` for a file that is no segment. */
export function sequenceOf(name: string): number | undefined {
  const digits = name.endsWith(SEGMENT_SUFFIX) ? name.slice(0, -SEGMENT_SUFFIX.length) : "";
  return /^\d{10}$/.test(digits) ? Number(digits) : undefined;
}

export function fileHeader(seed: Seed): Buffer {
  const header = Buffer.alloc(HEADER_SIZE);
  MAGIC.copy(header);
  header.writeUInt32LE(VERSION, MAGIC.length);
  for (const at of SEED_AT) header.writeUInt32LE(seed, at);
  return header;
}

/** `bytes`: a header, or what begins with one. */
export function seedOf(bytes: Buffer): Seed {
  const [first, second, third] = SEED_AT.map((at) => bytes.readUInt32LE(at)) as [Seed, Seed, Seed];
  return first === second || first === third ? first : second;
}

/** 0 if this is no segment. */
export function versionOf(bytes: Buffer): number {
  const isSegment = bytes.length >= HEADER_SIZE && bytes.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) === 0;
  return isSegment ? bytes.readUInt32LE(MAGIC.length) : 0;
}

/** Completes the entry whose body of `length` bytes stands at `at + ENTRY_HEAD` already. */
export function sealEntry(bytes: Buffer, at: number, type: EntryType, length: number, seed: Seed): void {
  bytes.writeUInt32LE(MARKER, at);
  bytes.writeUInt32LE(length, at + 8);
  bytes[at + 12] = type;
  bytes.writeUInt32LE(checksum(bytes, at, length, seed), at + 4);
}

/** Times are whole microseconds, which 64 bits hold; a number holds 53 of them, until the year 2255. */
export function writeTime(bytes: Buffer, usec: number, at: number): void {
  bytes.writeUInt32LE(usec >>> 0, at);
  bytes.writeUInt32LE(Math.floor(usec / 0x1_0000_0000), at + 4);
}
export function readTime(bytes: Buffer, at: number): number {
  return readNumber(bytes, at) + readNumber(bytes, at + 4) * 0x1_0000_0000;
}

/** As `readUInt32LE` without its checks, which are slow until they are compiled: most commands end before. `at` must be within. */
export function readNumber(bytes: Buffer, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** The length of the body of the entry at `at`; `torn` if it isn't complete yet, `damaged` if there is no entry. */
export function entryAt(bytes: Buffer, at: number): number | "torn" | "damaged" {
  if (bytes.length - at < ENTRY_HEAD) return "torn";
  if (readNumber(bytes, at) !== MARKER) return "damaged";
  const length = readNumber(bytes, at + 8);
  if (length > BODY_MAX) return "damaged";
  return at + ENTRY_HEAD + length > bytes.length ? "torn" : length;
}

export function isIntact(bytes: Buffer, at: number, length: number, seed: Seed): boolean {
  return bytes.readUInt32LE(at + 4) === checksum(bytes, at, length, seed);
}

/**
 * Calls `visit` for each entry from `from` on, going by their heads alone: it may be damaged within. The answer is where the last
 * complete one ends.
 */
export function walkEntries(bytes: Buffer, from: number, seed: Seed, visit: (at: number, length: number) => void): number {
  let end = from;
  let last: number | undefined;
  let lastLength = 0;
  for (let at = from; at < bytes.length;) {
    const length = entryAt(bytes, at);
    if (typeof length === "number") {
      visit(at, length);
      last = at;
      lastLength = length;
      at = end = at + ENTRY_HEAD + length;
      continue;
    }
    // Either this is no entry, or the one before it has a wrong length.
    if (last !== undefined && !isIntact(bytes, last, lastLength, seed)) at = end = last;
    last = undefined;
    at = nextIntactEntry(bytes, at + 1, seed);
  }
  return end;
}

/** The first intact entry at or after `from`; the end of `bytes` if there is none. */
function nextIntactEntry(bytes: Buffer, from: number, seed: Seed): number {
  for (let at = bytes.indexOf(MARKER_BYTES, from); at !== -1; at = bytes.indexOf(MARKER_BYTES, at + 1)) {
    const length = entryAt(bytes, at);
    if (typeof length === "number" && isIntact(bytes, at, length, seed)) return at;
  }
  return bytes.length;
}

const MARKER_BYTES = Buffer.from([0x75, 0x70, 0x6b, 0xfa]);

function checksum(bytes: Buffer, at: number, length: number, seed: Seed): number {
  return crc32(bytes.subarray(at + 8, at + ENTRY_HEAD + length), seed);
}

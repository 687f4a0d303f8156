import { setImmediate } from "node:timers";
import type { Instant, Realtime } from "../core/base/time.ts";
import { type ChunkSink, splitLines } from "../core/log/lines.ts";
import type { LogRecord, OutputAbout } from "../core/log/record.ts";
import { encodeText } from "../core/base/text.ts";
import { ENTRY, ENTRY_HEAD, LINES_HEAD, RECORD_HEAD, sealEntry, walkEntries, writeTime, type EntryType, type Seed } from "./segment.ts";
import { openSegments, type Segments } from "./segments.ts";

/** Where the log is written. Nothing here throws: lines that can't be written are counted, and the count is logged once it can be. */
export interface JournalWriter {
  append(record: LogRecord): void;
  /** For what one process prints; needs no closing. */
  openStream(about: OutputAbout): ChunkSink;
  /** Writes what was appended since the last turn of the event loop; happens by itself at the end of each. */
  flush(): void;
  close(): void;
}

export interface JournalOptions {
  /** Bytes a segment may grow to. */
  readonly maxSegment?: number;
  /** Bytes all segments together may take; the oldest are deleted. Source: journald.conf(5), SystemMaxUse=. */
  readonly maxTotal?: number;
  /** The id of this boot, which each record gets. */
  readonly boot?: string | undefined;
  /** Told once for each series of failures, e.g. of a full disk. */
  readonly onError?: (error: Error) => void;
}

const BUFFER_START = 16 * 1024;
const FLUSH_AT = 256 * 1024;
/** How long after a failure it is tried again, should nothing else be written until then. */
const RETRY_MS = 1000;

/** Opens the log in `directory` for writing; makes the directory if need be, and throws if it can't. */
export function openJournal(directory: string, options: JournalOptions = {}): JournalWriter {
  const { maxSegment = 8 << 20, maxTotal = 64 << 20 } = options;
  return new Writer(openSegments(directory, maxSegment, maxTotal), options);
}

/** What entries have in common, as it is declared in a segment. */
export type StreamAbout = Pick<LogRecord, "unit" | "transport" | "identifier" | "pid" | "invocation" | "boot"> &
  Partial<Pick<OutputAbout, "level" | "prefix">>;

class Writer implements JournalWriter {
  readonly #segments: Segments;
  readonly #onError: JournalOptions["onError"];
  readonly #boot: string | undefined;
  /** The streams of records, by what they have in common. */
  readonly #streams = new Map<string, number>();
  #nextStream: number;
  /** Changes when streams have to be declared anew. */
  #epoch = 0;

  #buffer = Buffer.allocUnsafeSlow(BUFFER_START);
  #used = 0;
  /** Lines that could not be written. As long as there are any, each new buffer begins with a record of their number. */
  #lost = 0;
  #retry: NodeJS.Timeout | undefined;
  #scheduled = false;
  #closed = false;
  /** Records that are not in the buffer yet: a restart shouldn't wait for its own log. */
  #queued: LogRecord[] = [];
  #queuedLength = 0;

  constructor(segments: Segments, { onError, boot }: JournalOptions) {
    this.#segments = segments;
    this.#nextStream = segments.nextStream;
    this.#onError = onError;
    this.#boot = boot;
  }

  append(record: LogRecord): void {
    if (this.#closed) return;
    this.#queued.push(record);
    this.#queuedLength += record.message.length;
    if (this.#queuedLength > FLUSH_AT) this.#encodeQueued();
    this.#schedule();
  }

  #encodeQueued(): void {
    const records = this.#queued;
    if (records.length === 0) return;
    this.#queued = [];
    this.#queuedLength = 0;
    for (const record of records) this.#encode(record);
  }

  #encode(record: LogRecord): void {
    const fields = fieldsOf(record);
    // A UTF-16 unit takes at most three bytes; counting them would cost more than the room is worth.
    const most = RECORD_HEAD + 3 * (fields.length + record.message.length);
    this.#reserve(most);
    this.#put(record, fields, most);
  }

  #put(record: LogRecord, fields: string, most: number): void {
    const stream = this.#streamOf(record);
    const body = this.#begin(most);
    this.#writeHead(body, stream, record.at, record.monotonic);
    this.#buffer[body + 20] = record.priority;
    const length = this.#buffer.write(fields, body + RECORD_HEAD);
    this.#buffer.writeUInt32LE(length, body + 21);
    this.#end(ENTRY.record, RECORD_HEAD + length + writeText(this.#buffer, record.message, body + RECORD_HEAD + length));
  }

  openStream(about: OutputAbout): ChunkSink {
    let stream = 0;
    let epoch = -1;
    return {
      write: (chunk, at) => {
        if (this.#closed) return;
        // What was said before stands before.
        this.#encodeQueued();
        this.#reserve(LINES_HEAD + chunk.length);
        if (epoch !== this.#epoch) {
          stream = this.#declare({ ...about, transport: "stdout" });
          epoch = this.#epoch;
        }
        this.#writeLines(stream, chunk, at);
      },
    };
  }

  #writeLines(stream: number, chunk: Uint8Array, at: Instant): void {
    const body = this.#begin(LINES_HEAD + chunk.length);
    this.#writeHead(body, stream, at.realtime, at.monotonic);
    this.#buffer.set(chunk, body + LINES_HEAD);
    this.#end(ENTRY.lines, LINES_HEAD + chunk.length);
  }

  #streamOf(record: LogRecord): number {
    const key = `${record.transport} ${record.pid} ${record.unit ?? ""} ${record.identifier}`;
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const stream = this.#declare({
      ...(record.unit === undefined ? {} : { unit: record.unit }),
      transport: record.transport,
      identifier: record.identifier,
      pid: record.pid,
    });
    this.#streams.set(key, stream);
    return stream;
  }

  #declare(about: StreamAbout): number {
    const stream = this.#nextStream++;
    const json = Buffer.from(JSON.stringify({ ...about, boot: this.#boot }));
    const body = this.#begin(4 + json.length);
    this.#buffer.writeUInt32LE(stream, body);
    this.#buffer.set(json, body + 4);
    this.#end(ENTRY.stream, 4 + json.length);
    return stream;
  }

  /** Makes sure that an entry of `length` bytes, and the declaration of its stream, go to the same segment. */
  #reserve(length: number): void {
    if (this.#used > 0 && this.#used + length > FLUSH_AT) this.#writeBuffer();
    const isGone = this.#used === 0 && this.#segments.isGone();
    if (isGone || !this.#segments.hasRoomFor(this.#used + length)) {
      this.#writeBuffer();
      this.#segments.rotate();
      this.#forgetStreams();
    }
    if (this.#used === 0) this.#beginWithLoss();
  }

  #beginWithLoss(): void {
    if (this.#lost === 0) return;
    const message = `The log could not be written for a while; lines missing here: ${this.#lost}.`;
    const monotonic = Number(process.hrtime.bigint() / 1000n);
    const at = (Date.now() * 1000) as Realtime;
    const about = { priority: 4, transport: "manager", identifier: "upkeep", pid: process.pid } as const;
    this.#put({ at, monotonic, message, ...about }, "", RECORD_HEAD + 3 * message.length);
  }

  #forgetStreams(): void {
    this.#streams.clear();
    this.#epoch++;
  }

  /** Room for an entry with a body of `length` bytes; the answer is where the body begins. */
  #begin(length: number): number {
    const needed = this.#used + ENTRY_HEAD + length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, this.#used));
      this.#buffer = grown;
    }
    return this.#used + ENTRY_HEAD;
  }

  #writeHead(body: number, stream: number, realtime: number, monotonic: number): void {
    this.#buffer.writeUInt32LE(stream, body);
    writeTime(this.#buffer, realtime, body + 4);
    writeTime(this.#buffer, monotonic, body + 12);
  }

  #end(type: EntryType, length: number): void {
    sealEntry(this.#buffer, this.#used, type, length, this.#segments.seed);
    this.#used += ENTRY_HEAD + length;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  flush(): void {
    this.#encodeQueued();
    if (this.#used === 0 && !this.#closed) this.#beginWithLoss();
    this.#writeBuffer();
  }

  #writeBuffer(): void {
    if (this.#used === 0) return;
    const bytes = this.#buffer.subarray(0, this.#used);
    const { seed } = this.#segments;
    const error = this.#segments.write(bytes);
    this.#used = 0;
    if (error === undefined) this.#lost = 0;
    else this.#giveUp(countLines(bytes, seed), error);
    if (this.#buffer.length > 2 * FLUSH_AT) this.#buffer = Buffer.allocUnsafeSlow(BUFFER_START);
  }

  #giveUp(lines: number, error: Error): void {
    // The record of what was lost before is no loss.
    const already = this.#lost > 0 ? 1 : 0;
    if (already === 0) this.#onError?.(error);
    this.#lost += lines - already;
    this.#forgetStreams();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.flush(), RETRY_MS).unref();
  }

  close(): void {
    this.flush();
    clearTimeout(this.#retry);
    this.#closed = true;
    this.#segments.close();
  }
}

/** What a reader would have made of the entries. */
function countLines(bytes: Buffer, seed: Seed): number {
  let count = 0;
  walkEntries(bytes, 0, seed, (at, length) => {
    const body = bytes.subarray(at + ENTRY_HEAD, at + ENTRY_HEAD + length);
    if (bytes[at + 12] === ENTRY.record) count += 1;
    if (bytes[at + 12] === ENTRY.lines) count += splitLines(body.subarray(LINES_HEAD), 6, false).length;
  });
  return count;
}

/** As `encodeText`, but straight to its place; the answer is how many bytes it took. */
function writeText(bytes: Buffer, text: string, at: number): number {
  if (!/[\udc80-\udcff]/.test(text)) return bytes.write(text, at);
  const encoded = encodeText(text);
  bytes.set(encoded, at);
  return encoded.length;
}

/** What belongs to the single record, as JSON: its invocation and further fields. */
function fieldsOf({ invocation, fields }: LogRecord): string {
  return invocation === undefined && fields === undefined ? "" : JSON.stringify({ invocation, fields });
}

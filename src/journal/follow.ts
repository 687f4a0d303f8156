import { watch } from "node:fs";
import type { LogRecord } from "../core/log/record.ts";
import type { LogQuery } from "./query.ts";
import { indexEntries, readBytes, readSegments, recordsOf, type Streams } from "./reader.ts";
import { HEADER_SIZE } from "./segment.ts";
import { listSegments, type SegmentFile } from "./segments.ts";

/** As `readJournal`, and then what is written from then on, until `signal` says stop. Sleeps until a file changes. */
export async function* followJournal(directory: string, query: LogQuery, signal?: AbortSignal): AsyncGenerator<LogRecord, void, undefined> {
  // First, so that no change falls between reading and waiting.
  const changes = watchChanges(directory, signal);
  try {
    const known = listSegments(directory);
    yield* readSegments(known, query);
    const tail = newTail(known.at(-1), query);
    while (!changes.ended()) {
      yield* readOn(tail, listSegments(directory), query);
      await changes.next();
    }
  } finally {
    changes.close();
  }
}

/** How far it has been read. */
interface Tail {
  sequence: number;
  offset: number;
  streams: Streams;
}

function newTail(newest: SegmentFile | undefined, query: LogQuery): Tail {
  const tail: Tail = { sequence: newest?.sequence ?? 0, offset: HEADER_SIZE, streams: new Map() };
  const bytes = newest === undefined ? undefined : readBytes(newest, HEADER_SIZE);
  if (bytes !== undefined) tail.offset += indexEntries(bytes, 0, query, tail.streams).end;
  return tail;
}

function* readOn(tail: Tail, segments: readonly SegmentFile[], query: LogQuery): Generator<LogRecord, void, undefined> {
  for (const segment of segments) {
    if (segment.sequence < tail.sequence) continue;
    if (segment.sequence > tail.sequence) {
      tail.sequence = segment.sequence;
      tail.offset = HEADER_SIZE;
      tail.streams = new Map();
    }
    if (segment.size <= tail.offset) continue;
    const bytes = readBytes(segment, tail.offset);
    if (bytes === undefined) continue;
    const { entries, end } = indexEntries(bytes, 0, query, tail.streams);
    tail.offset += end;
    for (const entry of entries) yield* recordsOf(bytes, entry, tail.streams, query);
  }
}

interface Changes {
  /** Resolves after the next change, or at once if there was one since it was last asked. */
  next(): Promise<void>;
  ended(): boolean;
  close(): void;
}

function watchChanges(directory: string, signal: AbortSignal | undefined): Changes {
  let changed = false;
  let wake: (() => void) | undefined;
  const onChange = (): void => {
    changed = true;
    wake?.();
  };
  const watcher = watch(directory, onChange);
  // The directory may vanish; what was read stays read, and there is nothing to wait for any more.
  watcher.on("error", onChange);
  signal?.addEventListener("abort", onChange);
  return {
    async next() {
      if (!changed) await new Promise<void>((resolve) => (wake = resolve));
      changed = false;
      wake = undefined;
    },
    ended: () => signal?.aborted === true,
    close() {
      watcher.close();
      signal?.removeEventListener("abort", onChange);
    },
  };
}

import { statSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import type { LogRecord } from "../core/log/record.ts";
import type { LogQuery } from "./query.ts";
import { indexEntries, readBytes, readSegments, recordsOf, type Streams } from "./reader.ts";
import { HEADER_SIZE, type Seed, seedOf } from "./segment.ts";
import { listSegments, type SegmentFile } from "./segments.ts";

/**
 * As `readJournal`, and then what is written from then on, until `signal` says stop. Sleeps until a file changes. If another directory
 * takes the place of this one, as when the manager is started anew with another `--state-dir=`, all that is there is new.
 */
export async function* followJournal(directory: string, query: LogQuery, signal?: AbortSignal): AsyncGenerator<LogRecord, void, undefined> {
  // First, so that no change falls between reading and waiting.
  const changes = watchChanges(directory, signal);
  try {
    const known = listSegments(directory);
    yield* readSegments(known, query);
    let tail = newTail(known.at(-1), query);
    while (!changes.ended()) {
      if (changes.isElsewhere()) tail = newTail(undefined, query);
      yield* readOn(tail, segmentsNow(directory), query);
      await changes.next();
    }
  } finally {
    changes.close();
  }
}

/** None while there is no directory. */
function segmentsNow(directory: string): readonly SegmentFile[] {
  try {
    return listSegments(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** How far it has been read. */
interface Tail {
  sequence: number;
  offset: number;
  /** Undefined until there is something to read. */
  seed: Seed | undefined;
  streams: Streams;
}

function newTail(newest: SegmentFile | undefined, query: LogQuery): Tail {
  const tail: Tail = { sequence: newest?.sequence ?? 0, offset: HEADER_SIZE, seed: undefined, streams: new Map() };
  const bytes = newest === undefined ? undefined : readBytes(newest, 0);
  if (bytes === undefined || bytes.length < HEADER_SIZE) return tail;
  tail.seed = seedOf(bytes);
  tail.offset = indexEntries({ bytes, seed: tail.seed, streams: tail.streams }, HEADER_SIZE, query).end;
  return tail;
}

function* readOn(tail: Tail, segments: readonly SegmentFile[], query: LogQuery): Generator<LogRecord, void, undefined> {
  for (const segment of segments) {
    if (segment.sequence < tail.sequence) continue;
    if (segment.sequence > tail.sequence) {
      tail.sequence = segment.sequence;
      tail.offset = HEADER_SIZE;
      tail.seed = undefined;
      tail.streams = new Map();
    }
    if (segment.size <= tail.offset) continue;
    const header = tail.seed === undefined ? readBytes({ ...segment, size: HEADER_SIZE }, 0) : undefined;
    if (header?.length === HEADER_SIZE) tail.seed = seedOf(header);
    const bytes = readBytes(segment, tail.offset);
    if (bytes === undefined || tail.seed === undefined) continue;
    const part = { bytes, seed: tail.seed, streams: tail.streams };
    const { entries, end } = indexEntries(part, 0, query);
    tail.offset += end;
    for (const entry of entries) yield* recordsOf(part, entry, query);
  }
}

interface Changes {
  /** Resolves after the next change, or at once if there was one since it was last asked. */
  next(): Promise<void>;
  /** Whether it is another directory since it was last asked. */
  isElsewhere(): boolean;
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
  // The directory may vanish; what was read stays read, and another may come.
  const watchInner = (): FSWatcher => watch(directory, onChange).on("error", onChange);
  let place = identityOf(directory);
  let inner = watchInner();
  const outer = watchOuter(directory, onChange);
  signal?.addEventListener("abort", onChange);
  return {
    async next() {
      if (!changed) await new Promise<void>((resolve) => (wake = resolve));
      changed = false;
      wake = undefined;
    },
    isElsewhere() {
      const now = identityOf(directory);
      if (now === undefined || now === place) return false;
      place = now;
      inner.close();
      inner = watchInner();
      return true;
    },
    ended: () => signal?.aborted === true,
    close() {
      inner.close();
      outer?.close();
      signal?.removeEventListener("abort", onChange);
    },
  };
}

/** For another that takes its place; undefined if nobody may look there. */
function watchOuter(directory: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(dirname(directory), (_, name) => {
      if (name === basename(directory)) onChange();
    }).on("error", onChange);
  } catch {
    return undefined;
  }
}

function identityOf(directory: string): string | undefined {
  const stat = statSync(directory, { throwIfNoEntry: false });
  return stat && `${stat.dev}:${stat.ino}`;
}

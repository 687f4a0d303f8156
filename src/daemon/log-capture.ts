import type { Instant } from "../core/base/time.ts";
import type { OutputSink, OutputSource, ProcessRef } from "../core/kernel.ts";
import { LINE_MAX, type ChunkSink } from "../core/log/lines.ts";
import type { OutputAbout } from "../core/log/record.ts";
import type { UnitName } from "../core/values/unit-name.ts";

export interface LogCaptureOptions {
  /** The settings under which a process was started; asked once, when it prints for the first time. */
  readonly describe: (unit: UnitName, program: string) => Omit<OutputAbout, "unit" | "pid">;
  /** Where the lines of a process go, e.g. `journal.openStream`. */
  readonly open: (about: OutputAbout) => ChunkSink;
  readonly now: () => Instant;
}

/** Hands on what processes print in whole lines, as lines.ts defines them; bytes stay as they are. */
export function createLogCapture({ describe, open, now }: LogCaptureOptions): OutputSink {
  const captures = new Map<ProcessRef, Capture>();

  function captureOf({ unit, process, pid, program }: OutputSource): Capture {
    let capture = captures.get(process);
    if (capture === undefined) {
      capture = { sink: open({ unit, pid, ...describe(unit, program) }), rest: NOTHING };
      captures.set(process, capture);
    }
    return capture;
  }

  return {
    write(source, bytes) {
      takeIn(captureOf(source), bytes, now);
    },
    end(source) {
      const capture = captures.get(source.process);
      if (capture === undefined) return;
      captures.delete(source.process);
      if (capture.rest.length > 0) capture.sink.write(capture.rest, now());
    },
  };
}

interface Capture {
  readonly sink: ChunkSink;
  /** The start of a line that has not ended yet; less than LINE_MAX. */
  rest: Uint8Array;
}

const NOTHING = new Uint8Array(0);

function takeIn(capture: Capture, bytes: Uint8Array, now: () => Instant): void {
  const ended = endOfLines(bytes);
  if (ended > 0) {
    const lines = bytes.subarray(0, ended);
    capture.sink.write(capture.rest.length === 0 ? lines : joined(capture.rest, lines), now());
    capture.rest = NOTHING;
  }
  if (ended === bytes.length) return;
  capture.rest = joined(capture.rest, bytes.subarray(ended));
  cutLongLine(capture, now);
}

/** Where the last line that ends in `bytes` ends. */
function endOfLines(bytes: Uint8Array): number {
  const newline = bytes.lastIndexOf(10);
  // NUL ends a line too, but only what follows the last newline can matter.
  const nul = bytes.subarray(newline + 1).lastIndexOf(0);
  return newline + 1 + (nul + 1);
}

/** Cuts here as the reader would, so that what is kept stays small however long the line gets. */
function cutLongLine(capture: Capture, now: () => Instant): void {
  const cut = capture.rest.length - (capture.rest.length % LINE_MAX);
  if (cut === 0) return;
  capture.sink.write(capture.rest.subarray(0, cut), now());
  capture.rest = capture.rest.slice(cut);
}

/** A copy: `bytes` belong to the one who read them. */
function joined(rest: Uint8Array, bytes: Uint8Array): Uint8Array {
  const both = new Uint8Array(rest.length + bytes.length);
  both.set(rest);
  both.set(bytes, rest.length);
  return both;
}

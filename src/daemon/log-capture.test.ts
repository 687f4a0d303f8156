import fc from "fast-check";
import { expect, test } from "vitest";
import type { Instant } from "../core/base/time.ts";
import type { OutputSource, ProcessRef } from "../core/kernel.ts";
import { LINE_MAX, splitLines } from "../core/log/lines.ts";
import type { OutputAbout } from "../core/log/record.ts";
import { decodeText } from "../core/base/text.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { createLogCapture } from "./log-capture.ts";

const source = (name: string): OutputSource => ({
  unit: "web.service" as UnitName,
  process: `web.service/${name}` as ProcessRef,
  pid: name.length,
  program: name,
});

function capture(): { readonly sink: ReturnType<typeof createLogCapture>; readonly lines: unknown[]; readonly opened: OutputAbout[] } {
  const lines: unknown[] = [];
  const opened: OutputAbout[] = [];
  const sink = createLogCapture({
    describe: (_, program) => ({ identifier: program, level: 6, prefix: true }),
    now: () => ({ realtime: 0, monotonic: 0 }) as Instant,
    open(about) {
      opened.push(about);
      return {
        write(chunk) {
          for (const line of splitLines(chunk, about.level, about.prefix)) {
            const text = decodeText(chunk.subarray(line.start, line.end));
            lines.push([text, line.priority, ...(line.lineBreak === undefined ? [] : [line.lineBreak])]);
          }
        },
      };
    },
  });
  return { sink, lines, opened };
}

function linesOf(...chunks: (string | Uint8Array)[]): unknown[] {
  const { sink, lines } = capture();
  const main = source("main");
  for (const chunk of chunks) sink.write(main, typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  sink.end(main);
  return lines;
}

test.each<[name: string, chunks: string[], lines: unknown[]]>([
  [
    "a line in pieces",
    ["par", "tial", " rest\nnext\n"],
    [
      ["partial rest", 6],
      ["next", 6],
    ],
  ],
  ["a prefix in pieces", ["<", "3", ">x", "\n"], [["x", 3]]],
  [
    "what has no end gets one",
    ["a\nno newline"],
    [
      ["a", 6],
      ["no newline", 6, "eof"],
    ],
  ],
  ["nothing after the last newline", ["a\n"], [["a", 6]]],
  [
    "NUL",
    ["a\0b", "c\0"],
    [
      ["a", 6, "nul"],
      ["bc", 6, "nul"],
    ],
  ],
  [
    "NUL after a newline",
    ["a\nb\0c"],
    [
      ["a", 6],
      ["b", 6, "nul"],
      ["c", 6, "eof"],
    ],
  ],
  ["nothing", [], []],
  ["empty pieces", ["", "a", "", "\n"], [["a", 6]]],
])("%s", (_, chunks, lines) => {
  expect(linesOf(...chunks)).toEqual(lines);
});

test("a line is handed on when it ends, not before", () => {
  const { sink, lines } = capture();
  sink.write(source("main"), Buffer.from("a\nb"));
  expect(lines).toEqual([["a", 6]]);
  sink.write(source("main"), Buffer.from("c\n"));
  expect(lines).toEqual([
    ["a", 6],
    ["bc", 6],
  ]);
});

test("a line without end is cut at 48 KiB, and no more than that is kept", () => {
  const { sink, lines } = capture();
  const piece = Buffer.alloc(10_000, "x");
  for (let i = 0; i < 10; i++) sink.write(source("main"), piece);
  expect(lines).toEqual([
    ["x".repeat(LINE_MAX), 6, "line-max"],
    ["x".repeat(LINE_MAX), 6, "line-max"],
  ]);
  sink.end(source("main"));
  expect(lines.at(-1)).toEqual(["x".repeat(100_000 - 2 * LINE_MAX), 6, "eof"]);
});

test("what the reader does with its buffer afterwards doesn't matter", () => {
  const { sink, lines } = capture();
  const buffer = Buffer.from("begin");
  sink.write(source("main"), buffer);
  buffer.fill("?");
  sink.write(source("main"), Buffer.from(" end\n"));
  expect(lines).toEqual([["begin end", 6]]);
});

test("processes don't mix, and each is described once", () => {
  const { sink, lines, opened } = capture();
  sink.write(source("main"), Buffer.from("main "));
  sink.write(source("control"), Buffer.from("control\n"));
  sink.write(source("main"), Buffer.from("again\n"));
  sink.end(source("main"));
  sink.end(source("control"));
  expect(lines).toEqual([
    ["control", 6],
    ["main again", 6],
  ]);
  expect(opened).toEqual([
    { unit: "web.service", pid: 4, identifier: "main", level: 6, prefix: true },
    { unit: "web.service", pid: 7, identifier: "control", level: 6, prefix: true },
  ]);
});

test("the end of one that has printed nothing", () => {
  const { sink, opened } = capture();
  sink.end(source("main"));
  expect(opened).toEqual([]);
});

/** Bytes that matter are common, and there are lines beyond the limit. */
const output = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.uint8Array({ maxLength: 30 }) },
      {
        weight: 6,
        arbitrary: fc.array(fc.constantFrom(..."\n\0\r <3>\t a".split("")), { maxLength: 8 }).map((list) => Buffer.from(list.join(""))),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(LINE_MAX - 1, LINE_MAX, LINE_MAX + 1, 2 * LINE_MAX).map((length) => Buffer.alloc(length, "y")),
      },
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.concat(parts));

test("however it is cut up, the lines are the same", () => {
  fc.assert(
    fc.property(output, fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 30 }), (bytes, sizes) => {
      const pieces: Uint8Array[] = [];
      let rest: Uint8Array = bytes;
      for (const size of sizes) {
        pieces.push(rest.subarray(0, size));
        rest = rest.subarray(size);
      }
      expect(linesOf(...pieces, rest)).toEqual(linesOf(bytes));
    }),
    { numRuns: 100 },
  );
});

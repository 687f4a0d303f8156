import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { LogRecord } from "../../src/core/log/record.ts";
import { decodeText } from "../../src/core/base/text.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { openJournal } from "../../src/journal/writer.ts";
import { instant, makeDirectory, messagesIn, numbers, printedBy, said } from "./records.ts";

function store(records: readonly LogRecord[]): string {
  const directory = makeDirectory();
  const journal = openJournal(directory);
  for (const record of records) journal.append(record);
  journal.close();
  return directory;
}

function aboutNoUnit(record: LogRecord): LogRecord {
  const { at, monotonic, priority, transport, identifier, pid, message } = record;
  return { at, monotonic, priority, transport, identifier, pid, message };
}

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

test.each<[name: string, record: LogRecord]>([
  ["a message", said("Started web.service.")],
  [
    "all it may have",
    said("x", 5, { invocation: "c4743fe7ec474a60ab413ff4ace41722", fields: { JOB_TYPE: "start", N_RESTARTS: "3" }, priority: 3 }),
  ],
  ["no unit", aboutNoUnit(said("Reloading..."))],
  ["several lines", said("a\nb\n")],
  ["an empty message", said("")],
  ["beyond ASCII", said("äöü € 😀")],
  ["no UTF-8", said(decodeText(Uint8Array.of(0x62, 0xff, 0x80, 0x00, 0xed, 0xa0, 0x80)))],
  ["64 bits of time", said("x", 0, { monotonic: 2 ** 40 + 123_456 })],
  ["far larger than a buffer", said("x".repeat(3_000_000))],
])("what is stored is read again: %s", (_, record) => {
  expect([...readJournal(store([record]))]).toEqual([record]);
});

test("any message survives", () => {
  const journal = openJournal(makeDirectory());
  journal.close();
  const messages = fc.array(fc.uint8Array().map(decodeText), { maxLength: 20 });
  fc.assert(
    fc.property(messages, (texts) => void expect(messagesIn(store(texts.map((text) => said(text))))).toEqual(texts)),
    { numRuns: 30 },
  );
});

test("lines have what their process has, and their own priority", () => {
  const directory = makeDirectory();
  const journal = openJournal(directory);
  const about = printedBy("web.service", { level: 5, invocation: "df07a4347a15485ab7141a5c569af5e6" });
  journal.openStream(about).write(bytes("<3>error\n\nplain\xff\nend"), instant(2));
  journal.close();
  const { realtime: at, monotonic } = instant(2);
  const common = { at, monotonic, unit: "web.service", transport: "stdout", identifier: "webd", pid: 77, invocation: about.invocation };
  expect([...readJournal(directory)]).toEqual([
    { ...common, priority: 3, message: "error" },
    { ...common, priority: 5, message: "plain\udcff" },
    { ...common, priority: 5, message: "end", fields: { _LINE_BREAK: "eof" } },
  ]);
});

test("each has the boot in which it was written, also what one writer goes on with after another", () => {
  const directory = makeDirectory();
  for (const boot of ["a", "b"]) {
    const journal = openJournal(directory, { boot });
    journal.append(said("Started."));
    journal.openStream(printedBy("web.service")).write(bytes("hello\n"), instant(1));
    journal.close();
  }
  expect([...readJournal(directory)].map(({ message, boot }) => `${boot} ${message}`)).toEqual([
    "a Started.",
    "a hello",
    "b Started.",
    "b hello",
  ]);
});

test("what is appended is on disk after the turn of the event loop, and no sooner", async () => {
  const directory = makeDirectory();
  const journal = openJournal(directory);
  journal.append(said("a"));
  journal.append(said("b"));
  expect(messagesIn(directory)).toEqual([]);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(messagesIn(directory)).toEqual(["a", "b"]);
  journal.close();
});

test("much is written before the turn ends", () => {
  const directory = makeDirectory();
  const journal = openJournal(directory);
  for (const i of numbers(1, 100)) journal.append(said(`${i} ${"x".repeat(10_000)}`));
  expect(messagesIn(directory).length).toBeGreaterThan(50);
  journal.close();
});

test("what comes after the end is ignored", () => {
  const directory = makeDirectory();
  const journal = openJournal(directory);
  const stream = journal.openStream(printedBy("web.service"));
  journal.append(said("a"));
  journal.close();
  journal.append(said("b"));
  stream.write(bytes("c\n"), instant(0));
  journal.flush();
  expect(messagesIn(directory)).toEqual(["a"]);
});

test("a writer goes on where the one before it stopped", () => {
  const directory = makeDirectory();
  for (const i of numbers(1, 3)) {
    const journal = openJournal(directory);
    journal.append(said(`run ${i}`));
    journal.openStream(printedBy("web.service")).write(bytes(`line ${i}\n`), instant(i));
    journal.close();
  }
  expect(messagesIn(directory)).toEqual(["run 1", "line 1", "run 2", "line 2", "run 3", "line 3"]);
  expect(readdirSync(directory)).toEqual(["0000000001.segment"]);
});

test("a large segment is not continued", () => {
  const directory = makeDirectory();
  for (const i of numbers(1, 2)) {
    const journal = openJournal(directory, { maxSegment: 8000 });
    journal.append(said("x".repeat(i === 1 ? 2000 : 1)));
    journal.close();
  }
  expect(readdirSync(directory)).toEqual(["0000000001.segment", "0000000002.segment"]);
});

test("opening writes nothing", () => {
  const directory = makeDirectory();
  openJournal(join(directory, "a", "b")).close();
  expect(readdirSync(join(directory, "a", "b"))).toEqual([]);
});

test("segments are rotated, each can be read alone, and the oldest go", () => {
  const directory = makeDirectory();
  const journal = openJournal(directory, { maxSegment: 10_000, maxTotal: 50_000 });
  const stream = journal.openStream(printedBy("web.service"));
  for (const i of numbers(1, 1000)) {
    stream.write(bytes(`line ${i}\n`), instant(i));
    journal.append(said(`said ${i}`, i));
    if (i % 7 === 0) journal.flush();
  }
  journal.close();
  const sizes = readdirSync(directory).map((name) => statSync(join(directory, name)).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10_200);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(50_500);
  expect(sizes.length).toBeGreaterThanOrEqual(4);
  const kept = messagesIn(directory);
  const all = numbers(1, 1000).flatMap((i) => [`line ${i}`, `said ${i}`]);
  expect(kept.length).toBeGreaterThan(200);
  expect(kept).toEqual(all.slice(-kept.length));
});

test("the limit holds over writers that each begin a segment", () => {
  const directory = makeDirectory();
  for (const i of numbers(1, 30)) {
    const journal = openJournal(directory, { maxSegment: 10_000, maxTotal: 50_000 });
    journal.append(said(`${i} ${"x".repeat(9_000)}`));
    journal.close();
  }
  expect(readdirSync(directory).length).toBeLessThanOrEqual(6);
  expect(messagesIn(directory).at(-1)).toMatch(/^30 /);
});

test.each(["segment", "directory"])("when the %s is deleted, another is begun", (what) => {
  const directory = makeDirectory();
  const now = vi.spyOn(performance, "now").mockReturnValue(10_000);
  const journal = openJournal(directory);
  const stream = journal.openStream(printedBy("web.service"));
  stream.write(bytes("a\n"), instant(1));
  journal.flush();
  rmSync(what === "segment" ? join(directory, "0000000001.segment") : directory, { recursive: true });
  now.mockReturnValue(11_001);
  stream.write(bytes("b\n"), instant(2));
  journal.append(said("c"));
  journal.close();
  now.mockRestore();
  expect(messagesIn(directory)).toEqual(["b", "c"]);
});

function twoUnits(): string {
  const directory = makeDirectory();
  const journal = openJournal(directory, { maxSegment: 3000 });
  const web = journal.openStream(printedBy("web.service"));
  const api = journal.openStream(printedBy("api@1.service", { level: 3 }));
  for (const i of numbers(1, 40)) {
    web.write(bytes(`web ${i}\n<4>web ${i}b\n`), instant(i));
    api.write(bytes(`api ${i}\n`), instant(i + 0.5));
  }
  journal.append(said("Started web.service.", 41));
  journal.close();
  return directory;
}

test.each<[name: string, query: Parameters<typeof readJournal>[1], messages: string[]]>([
  ["the newest", { newest: 2 }, ["api 40", "Started web.service."]],
  ["the newest of a unit", { units: ["web.service"], newest: 4 }, ["web 39b", "web 40", "web 40b", "Started web.service."]],
  ["the newest, newest first", { units: ["web.service"], newest: 3, reverse: true }, ["Started web.service.", "web 40b", "web 40"]],
  ["the newest none", { newest: 0 }, []],
  ["units by pattern", { units: ["api@*"], newest: 1 }, ["api 40"]],
  ["one of several units", { units: ["db.service", "api@1.service"], newest: 1 }, ["api 40"]],
  ["no such unit", { units: ["web"], newest: 1 }, []],
  ["by identifier", { identifiers: ["systemd"] }, ["Started web.service."]],
  ["by priority", { priorities: { from: 0, to: 3 }, newest: 2 }, ["api 39", "api 40"]],
  ["by a range of priorities", { priorities: { from: 4, to: 5 }, newest: 1 }, ["web 40b"]],
  ["since", { units: ["web.service"], since: instant(40).realtime }, ["web 40", "web 40b", "Started web.service."]],
  ["until", { units: ["api@1.service"], until: instant(2.5).realtime }, ["api 1", "api 2"]],
  ["since and until", { since: instant(10).realtime, until: instant(10).realtime }, ["web 10", "web 10b"]],
])("asking for %s", (_, query, messages) => {
  expect(messagesIn(twoUnits(), query)).toEqual(messages);
});

test("all that is stored comes in order, or all of it in reverse", () => {
  const directory = twoUnits();
  const all = numbers(1, 40).flatMap((i) => [`web ${i}`, `web ${i}b`, `api ${i}`]);
  expect(messagesIn(directory)).toEqual([...all, "Started web.service."]);
  expect(messagesIn(directory, { reverse: true })).toEqual([...all, "Started web.service."].reverse());
});

test("streams of the manager don't grow with what it says", () => {
  const directory = store(numbers(1, 500).map((i) => said("x", i, { unit: `u${i % 5}.service` as UnitName })));
  const { size } = statSync(join(directory, "0000000001.segment"));
  expect(size).toBeLessThan(500 * 45 + 5 * 150);
});

test("a unit is found whose name JSON escapes", () => {
  const unit = String.raw`dev-disk-by\x2dlabel-a.device` as UnitName;
  expect(messagesIn(store([said("Found.", 0, { unit })]), { units: [unit] })).toEqual(["Found."]);
});

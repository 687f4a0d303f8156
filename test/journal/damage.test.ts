import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ENTRY_HEAD, HEADER_SIZE, sealEntry, seedOf, type EntryType } from "../../src/journal/segment.ts";
import { type JournalWriter, openJournal } from "../../src/journal/writer.ts";
import { instant, makeDirectory, messagesIn, numbers, printedBy, said } from "./records.ts";

const FIRST = "0000000001.segment";

function tenLines(): { readonly directory: string; readonly file: string; readonly whole: Buffer } {
  const directory = makeDirectory();
  const journal = openJournal(directory);
  const stream = journal.openStream(printedBy("web.service"));
  for (const i of numbers(1, 5)) {
    stream.write(Buffer.from(`line ${i}\n`), instant(i));
    journal.append(said(`said ${i}`, i));
  }
  journal.close();
  const file = join(directory, FIRST);
  return { directory, file, whole: readFileSync(file) };
}
const ALL = numbers(1, 5).flatMap((i) => [`line ${i}`, `said ${i}`]);

test("cut off anywhere, only what is incomplete is lost, and a writer goes on after it", () => {
  const { directory, file, whole } = tenLines();
  let most = 0;
  for (let size = 0; size <= whole.length; size++) {
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    writeFileSync(file, whole.subarray(0, size));
    const kept = messagesIn(directory);
    expect(kept).toEqual(ALL.slice(0, kept.length));
    expect(kept.length).toBeGreaterThanOrEqual(most);
    most = kept.length;

    const journal = openJournal(directory);
    journal.append(said("after"));
    journal.close();
    expect(messagesIn(directory)).toEqual([...kept, "after"]);
  }
  expect(most).toBe(10);
});

test("each change of a byte costs one entry, or what belongs to the stream that it declares", () => {
  const { directory, file, whole } = tenLines();
  for (let at = 0; at < whole.length; at++) {
    // The version: entries of another one would mean something else.
    if (at >= 16 && at < 20) continue;
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 0x55;
    writeFileSync(file, damaged);
    const kept = messagesIn(directory);
    const lost = ALL.filter((message) => !kept.includes(message));
    const isStream = lost.length === 5 && new Set(lost.map((message) => message.slice(0, 4))).size === 1;
    expect(kept).toEqual(ALL.filter((message) => !lost.includes(message)));
    expect(lost.length <= 1 || isStream, `byte ${at}: ${lost.join(", ")}`).toBe(true);
  }
});

test("a damaged segment does not hide the others", () => {
  const directory = makeDirectory();
  const journal = openJournal(directory, { maxSegment: 500 });
  for (const i of numbers(1, 30)) journal.append(said(`said ${i}`, i));
  journal.close();
  const before = messagesIn(directory);
  writeFileSync(join(directory, "0000000002.segment"), "this is no segment");
  const after = messagesIn(directory);
  expect(before).toHaveLength(30);
  expect(after).toEqual(before.filter((message) => after.includes(message)));
  expect(after.slice(-10)).toEqual(before.slice(-10));
  expect(after[0]).toBe("said 1");
});

test("files that are no segments are left alone", () => {
  const { directory } = tenLines();
  writeFileSync(join(directory, "README"), "x");
  mkdirSync(join(directory, "1.segment"));
  expect(messagesIn(directory)).toEqual(ALL);
});

test("a segment of a later version is neither read nor written", () => {
  const { directory, file, whole } = tenLines();
  const later = Buffer.from(whole);
  later[16] = 2;
  writeFileSync(file, later);
  expect(messagesIn(directory)).toEqual([]);
  const journal = openJournal(directory);
  journal.append(said("after"));
  journal.close();
  expect(readFileSync(file)).toEqual(later);
  expect(messagesIn(directory)).toEqual(["after"]);
});

test("an entry of a type not known is passed over", () => {
  const { directory, file, whole } = tenLines();
  const entry = Buffer.alloc(ENTRY_HEAD + 40, 1);
  for (const type of [0, 4, 255] as unknown as EntryType[]) {
    sealEntry(entry, 0, type, 40, seedOf(whole));
    writeFileSync(file, Buffer.concat([whole, entry]));
    const journal = openJournal(directory);
    journal.append(said("after"));
    journal.close();
    expect(messagesIn(directory)).toEqual([...ALL, "after"]);
  }
});

test("random bytes are no records, and nothing fails", () => {
  const { directory, file, whole } = tenLines();
  const random = fc.uint8Array({ maxLength: 2000 });
  fc.assert(
    fc.property(random, fc.nat({ max: whole.length }), (noise, at) => {
      writeFileSync(file, Buffer.concat([whole.subarray(0, at), noise, whole.subarray(at)]));
      for (const message of messagesIn(directory)) expect(ALL).toContain(message);
    }),
    { numRuns: 100 },
  );
});

test("what a service prints can't pass for records", () => {
  const { directory, whole } = tenLines();
  const journal = openJournal(directory);
  journal.openStream(printedBy("evil.service")).write(Buffer.concat([whole, Buffer.from("\n")]), instant(6));
  journal.close();
  expect(messagesIn(directory, { units: ["web.service"] })).toEqual(ALL);
});

test("nor when the manager dies while it writes them down", () => {
  const { directory, file, whole } = tenLines();
  const forged = whole.subarray(HEADER_SIZE);
  // All that such a service can't know is the seed.
  for (let at = 0; at < forged.length; at += ENTRY_HEAD + forged.readUInt32LE(at + 8)) {
    sealEntry(forged, at, forged[at + 12] as EntryType, forged.readUInt32LE(at + 8), 0);
  }
  const before = readFileSync(file).length;
  const journal = openJournal(directory);
  journal.openStream(printedBy("evil.service")).write(Buffer.concat([forged, Buffer.alloc(100, 120)]), instant(6));
  journal.close();
  truncateSync(file, readFileSync(file).length - 50);
  expect(readFileSync(file).length).toBeGreaterThan(before + forged.length);
  expect(messagesIn(directory)).toEqual(ALL);
});

test("what is torn off while it is read is waited for", () => {
  const { directory, file, whole } = tenLines();
  truncateSync(file, whole.length - 3);
  expect(messagesIn(directory)).toEqual(ALL.slice(0, -1));
  appendFileSync(file, whole.subarray(-3));
  expect(messagesIn(directory)).toEqual(ALL);
});

/** A journal in whose directory's place there is a file until `mend` is called; `errors` are those that were told. */
function brokenJournal(): { directory: string; journal: JournalWriter; errors: Error[]; mend: () => void } {
  const directory = join(makeDirectory(), "log");
  const errors: Error[] = [];
  const journal = openJournal(directory, { onError: (error) => errors.push(error) });
  rmSync(directory, { recursive: true });
  writeFileSync(directory, "");
  return { directory, journal, errors, mend: () => rmSync(directory) };
}

const lossOf = (lines: number): string => `The log could not be written for a while; lines missing here: ${lines}.`;

test("when writing fails nothing is thrown, and the lines lost are told of in their place", () => {
  const { directory, journal, errors, mend } = brokenJournal();
  const stream = journal.openStream(printedBy("web.service"));
  for (const i of numbers(1, 3)) {
    stream.write(Buffer.from("a line\nanother one\n\n<3>third\n"), instant(i));
    journal.append(said(`lost ${i}`));
    journal.flush();
  }
  expect(errors.map(({ message }) => message.slice(0, 6))).toEqual(["EEXIST"]);
  mend();
  stream.write(Buffer.from("kept\n"), instant(4));
  journal.append(said("kept, too"));
  journal.close();
  expect(messagesIn(directory)).toEqual([lossOf(12), "kept", "kept, too"]);
});

test("after a loss nothing more needs to be said for it to be told of", () => {
  const { directory, journal, mend } = brokenJournal();
  journal.append(said("lost"));
  journal.flush();
  mend();
  journal.close();
  expect(messagesIn(directory)).toEqual([lossOf(1)]);
});

test("what is lost twice is told of once", () => {
  const { directory, journal, errors, mend } = brokenJournal();
  journal.append(said("lost"));
  journal.flush();
  mend();
  journal.append(said("kept"));
  journal.flush();
  journal.append(said("kept, too"));
  journal.close();
  expect(errors).toHaveLength(1);
  expect(messagesIn(directory)).toEqual([lossOf(1), "kept", "kept, too"]);
});

test("each segment has a seed of its own, and damage to it costs nothing", () => {
  const [one, other] = [tenLines(), tenLines()];
  expect(seedOf(one.whole)).not.toBe(seedOf(other.whole));
  for (const at of [20, 24, 28]) {
    const damaged = Buffer.from(one.whole);
    damaged.fill(0xff, at, at + 4);
    writeFileSync(one.file, damaged);
    expect(messagesIn(one.directory)).toEqual(ALL);
  }
});

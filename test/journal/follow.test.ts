import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { followJournal } from "../../src/journal/follow.ts";
import type { LogQuery } from "../../src/journal/query.ts";
import { openJournal } from "../../src/journal/writer.ts";
import { instant, makeDirectory, numbers, printedBy, said } from "./records.ts";

/** Follows until `count` messages have come. */
async function take(directory: string, count: number, query: LogQuery = {}): Promise<string[]> {
  const messages: string[] = [];
  for await (const { message } of followJournal(directory, query)) {
    messages.push(message);
    if (messages.length === count) break;
  }
  return messages;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("first the newest of what is there, then what comes, over segments", async () => {
  const directory = makeDirectory();
  const journal = openJournal(directory, { maxSegment: 2000 });
  for (const i of numbers(1, 20)) journal.append(said(`said ${i}`, i));
  journal.flush();
  const seen = take(directory, 103, { newest: 3 });
  await turn();
  for (const i of numbers(21, 120)) {
    journal.append(said(`said ${i}`, i));
    if (i % 5 === 0) await turn();
  }
  journal.close();
  expect(await seen).toEqual(numbers(18, 120).map((i) => `said ${i}`));
});

test("only what is asked for", async () => {
  const directory = makeDirectory();
  const journal = openJournal(directory);
  const web = journal.openStream(printedBy("web.service"));
  const api = journal.openStream(printedBy("api.service"));
  web.write(Buffer.from("old\n"), instant(0));
  journal.flush();
  const seen = take(directory, 3, { units: ["w*"] });
  await turn();
  api.write(Buffer.from("not this\n"), instant(1));
  web.write(Buffer.from("one\ntwo\n"), instant(1));
  journal.close();
  expect(await seen).toEqual(["old", "one", "two"]);
});

test("an empty log", async () => {
  const directory = makeDirectory();
  const seen = take(directory, 1);
  await turn();
  const journal = openJournal(directory);
  journal.append(said("first"));
  journal.close();
  expect(await seen).toEqual(["first"]);
});

test("it ends when told to", async () => {
  const directory = makeDirectory();
  const stop = new AbortController();
  const journal = openJournal(directory);
  journal.append(said("a"));
  journal.close();
  const messages: string[] = [];
  for await (const { message } of followJournal(directory, {}, stop.signal)) {
    messages.push(message);
    setImmediate(() => stop.abort());
  }
  expect(messages).toEqual(["a"]);
});

test("changes of other files don't matter", async () => {
  const directory = makeDirectory();
  const seen = take(directory, 1);
  await turn();
  writeFileSync(join(directory, "other"), "x");
  await turn();
  const journal = openJournal(directory);
  journal.append(said("a"));
  journal.close();
  expect(await seen).toEqual(["a"]);
});

test("it goes on when another directory takes the place", async () => {
  const folder = makeDirectory();
  const [first, second, place] = ["first", "second", "place"].map((name) => join(folder, name)) as [string, string, string];
  const journal = openJournal(first);
  for (const i of numbers(1, 3)) journal.append(said(`first ${i}`));
  journal.close();
  symlinkSync(first, place);
  const seen = take(place, 6);
  await turn();
  unlinkSync(place);
  const successor = openJournal(second);
  successor.append(said("second 1"));
  successor.flush();
  symlinkSync(second, place);
  await turn();
  successor.append(said("second 2"));
  successor.flush();
  await new Promise((resolve) => setTimeout(resolve, 50));
  // And a directory of the same name.
  renameSync(second, join(folder, "third"));
  mkdirSync(second);
  await new Promise((resolve) => setTimeout(resolve, 50));
  unlinkSync(place);
  symlinkSync(second, place);
  const third = openJournal(place);
  third.append(said("third 1"));
  third.close();
  successor.close();
  expect(await seen).toEqual(["first 1", "first 2", "first 3", "second 1", "second 2", "third 1"]);
});

/** A disk that is full: the oldest go, so that the newest can be kept. */
import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openJournal } from "../../src/journal/writer.ts";
import { makeDirectory, messagesIn, numbers, said } from "./records.ts";

/** A disk with so much room for the log. */
const disk = vi.hoisted(() => ({ directory: "", room: Infinity }));
vi.mock("node:fs", async (load) => {
  const real = await load<typeof fs>();
  const used = (): number =>
    real.readdirSync(disk.directory).reduce((sum, name) => sum + real.statSync(`${disk.directory}/${name}`).size, 0);
  const writeSync = (fd: number, bytes: Buffer, from: number): number => {
    if (used() + bytes.length - from <= disk.room) return real.writeSync(fd, bytes, from);
    throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
  };
  return { ...real, writeSync };
});
afterEach(() => void (disk.room = Infinity));

test("the oldest segments make room for what is new", () => {
  Object.assign(disk, { directory: makeDirectory(), room: 40_000 });
  const errors: Error[] = [];
  const journal = openJournal(disk.directory, { maxSegment: 10_000, maxTotal: 1_000_000, onError: (error) => errors.push(error) });
  for (const i of numbers(1, 100)) {
    journal.append(said(`said ${i} ${"x".repeat(1000)}`));
    journal.flush();
  }
  journal.close();
  const kept = messagesIn(disk.directory).map((message) => Number(/\d+/.exec(message)));
  expect(kept).toEqual(numbers(101 - kept.length, 100));
  expect(kept.length).toBeGreaterThan(20);
  expect(errors).toEqual([]);
});

test("if there is but one, it goes once its successor needs the room, and what is lost is counted", () => {
  Object.assign(disk, { directory: makeDirectory(), room: 5_000 });
  const journal = openJournal(disk.directory);
  for (const i of numbers(1, 8)) {
    journal.append(said(`said ${i} ${"x".repeat(1000)}`));
    journal.flush();
  }
  journal.close();
  expect(messagesIn(disk.directory).map((message) => message.replace(/ x+/, ""))).toEqual([
    "The log could not be written for a while; lines missing here: 1.",
    "said 6",
    "said 7",
    "said 8",
  ]);
});

test("a disk that others have filled is no end", () => {
  Object.assign(disk, { directory: makeDirectory(), room: 0 });
  const errors: Error[] = [];
  const journal = openJournal(disk.directory, { onError: (error) => errors.push(error) });
  for (const i of numbers(1, 5)) {
    journal.append(said(`said ${i}`));
    journal.flush();
  }
  expect(fs.readdirSync(disk.directory).length).toBeLessThanOrEqual(1);
  disk.room = 10_000;
  journal.append(said("after"));
  journal.close();
  expect(messagesIn(disk.directory)).toEqual(["The log could not be written for a while; lines missing here: 5.", "after"]);
  expect(errors).toHaveLength(1);
  expect(fs.existsSync(join(disk.directory, "0000000002.segment"))).toBe(false);
});

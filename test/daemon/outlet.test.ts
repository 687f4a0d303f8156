/** What `run` and the manager print, with a reader that is slow, stuck or gone. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type OutletOptions, openOutlet } from "../../src/daemon/outlet.ts";

let folder: string;
let [reader, writer] = [0, 0];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-outlet-"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  reader = openSync(join(folder, "pipe"), constants.O_RDONLY | constants.O_NONBLOCK);
  // One that waits when the pipe is full, as most are.
  writer = openSync(join(folder, "pipe"), constants.O_WRONLY);
});
afterEach(() => {
  closeSync(writer);
  rmSync(folder, { recursive: true });
});

const buffer = Buffer.alloc(1 << 20);
function readAll(): string {
  let text = "";
  try {
    for (let count = readSync(reader, buffer); count > 0; count = readSync(reader, buffer)) text += buffer.toString("latin1", 0, count);
  } catch {
    // EAGAIN: that was all.
  }
  return text;
}

async function readUntil(drained: Promise<void>): Promise<string> {
  let [text, done] = ["", false];
  void drained.then(() => (done = true));
  while (!done) {
    text += readAll();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return text + readAll();
}

const line = (i: number): string => `${i} ${"x".repeat(100)}\n`;
const OPTIONS: OutletOptions = { describeLoss: (lines) => `lost ${lines}\n` };

test("what is printed is there at once, and in order", () => {
  const outlet = openOutlet(writer);
  for (const i of [1, 2, 3]) outlet.write(`${i}\n`);
  expect(readAll()).toBe("1\n2\n3\n");
});

test("what the pipe has no room for is kept, and nobody waits for it", async () => {
  const outlet = openOutlet(writer, OPTIONS);
  const lines = Array.from({ length: 5000 }, (_, i) => line(i));
  for (const each of lines) outlet.write(each);
  expect(await readUntil(outlet.drained())).toBe(lines.join(""));
});

test("of what nobody reads some is left out in one piece, and how much is said in its place", async () => {
  const outlet = openOutlet(writer, OPTIONS);
  for (let i = 0; i < 50_000; i++) outlet.write(line(i));
  const read = await readUntil(outlet.drained());
  const [, lost] = /^lost (\d+)$/m.exec(read) ?? [];
  const kept = read.replace(/^lost .*\n/m, "");
  expect(Number(lost)).toBeGreaterThan(10_000);
  expect(kept).toBe(Array.from({ length: 50_000 - Number(lost) }, (_, i) => line(i)).join(""));
  expect(read.endsWith(`lost ${lost}\n`)).toBe(true);
  outlet.write("on it goes\n");
  expect(readAll()).toBe("on it goes\n");
});

test("a reader that is gone is told of once, and nothing is thrown", async () => {
  const told: string[] = [];
  await new Promise<void>((resolve) => {
    const onClosed = (): void => {
      told.push("closed");
      setImmediate(resolve);
    };
    const outlet = openOutlet(writer, { onClosed });
    closeSync(reader);
    for (const i of [1, 2, 3]) outlet.write(line(i));
    expect(outlet.isClosed()).toBe(true);
    expect(told).toEqual([]);
  });
  expect(told).toEqual(["closed"]);
});

test("a full disk costs lines, and is no end", async () => {
  const outlet = openOutlet(openSync("/dev/full", "w"), OPTIONS);
  outlet.write("a\nb\n");
  expect(outlet.isClosed()).toBe(false);
  await outlet.drained();
});

test("at the end a reader that stands still is not waited for, and one that is slow is", async () => {
  const outlet = openOutlet(writer, OPTIONS);
  for (let i = 0; i < 5000; i++) outlet.write(line(i));
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  let drained = false;
  void outlet.drained().then(() => (drained = true));
  const isDrainedAt = async (time: number): Promise<boolean> => {
    now.mockReturnValue(time);
    await new Promise((resolve) => setTimeout(resolve, 60));
    return drained;
  };
  expect(await isDrainedAt(2900)).toBe(false);
  readAll();
  expect(await isDrainedAt(2900)).toBe(false);
  expect(await isDrainedAt(5800)).toBe(false);
  expect(await isDrainedAt(6000)).toBe(true);
  now.mockRestore();
});

/** Whatever arrives at the control socket harms only the one who sent it. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LAUNCHER, type TestManager, runUpkeep, startManager } from "../support/manager.ts";

let manager: TestManager;
beforeAll(async () => {
  manager = await startManager();
});
afterAll(() => manager.close());

const isWell = async (): Promise<boolean> => (await manager.run("is-system-running")).stdout === "running\n";

/** Sends the bytes and gives what comes back until the manager hangs up, or two seconds have passed. */
function send(bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(manager.socket);
    let answer = "";
    socket.setTimeout(2000, () => socket.destroy());
    socket.on("data", (text) => (answer += String(text)));
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
    socket.write(bytes);
  });
}

const HELLO = '{"upkeep":1}\n';
test.each<[name: string, bytes: string | Uint8Array, says: RegExp]>([
  ["no greeting", '{"id":1,"verb":"show","ask":{"units":[]}}\n', /the first line must be/],
  ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x00, 0x0a]), /the first line must be/],
  ["no JSON", `${HELLO}start web.service\n`, /one JSON object on a line/],
  ["an unknown verb", `${HELLO}{"id":1,"verb":"constructor","ask":{}}\n`, /there is no verb/],
  ["a field of the wrong type", `${HELLO}{"id":1,"verb":"show","ask":{"units":"web.service"}}\n`, /`ask\.units` of show/],
  [
    "a signal that is none",
    `${HELLO}{"id":1,"verb":"kill","ask":{"units":["x.service"],"whom":"all","signal":4711}}\n`,
    /`ask\.signal` of kill/,
  ],
  ["a line without end", HELLO + "x".repeat(1_100_000), /a line may have/],
])("%s is answered with a sentence, and the line is closed", async (_, bytes, says) => {
  const answer = await send(bytes);
  expect(answer).toMatch(/"code":"bad-request"/);
  expect(answer).toMatch(says);
  expect(await isWell()).toBe(true);
});

test("half a request is waited for, and keeps nobody else waiting", async () => {
  const answer = send(`${HELLO}{"id":1,"verb":"sh`);
  expect(await isWell()).toBe(true);
  expect(await answer).toBe("");
});

test("a client that leaves before its answer", async () => {
  const socket = net.connect(manager.socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(`${HELLO}{"id":1,"verb":"list-units","ask":{"patterns":[]}}\n`);
  socket.destroy();
  expect(await isWell()).toBe(true);
});

test("10,000 connections that say nothing", async () => {
  const sockets: net.Socket[] = [];
  for (let i = 0; i < 10_000; i++) {
    const socket = net.connect(manager.socket);
    socket.on("error", () => {});
    sockets.push(socket);
    if (i % 200 === 199) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await isWell()).toBe(true);
  for (const socket of sockets) socket.destroy();
});

test("a second manager for the same directory is refused, and the first goes on", async () => {
  const { status, stderr } = await runUpkeep(["daemon", "--runtime-dir", `${manager.folder}/run`, "--unit-path", manager.units]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/Another Upkeep manager is running already/);
  expect(await isWell()).toBe(true);
});

test("of several that start at the same moment one becomes the manager", async () => {
  const args = [LAUNCHER, "daemon", "--runtime-dir", join(manager.folder, "race"), "--unit-path", manager.units];
  const daemons = Array.from({ length: 5 }, () => spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] }));
  const ended = Promise.all(daemons.map((daemon) => new Promise((resolve) => daemon.once("exit", resolve))));
  const first = (daemon: ChildProcess): Promise<string> =>
    new Promise((resolve) => {
      for (const stream of [daemon.stdout, daemon.stderr]) stream?.on("data", (text) => resolve(String(text)));
    });
  const said = await Promise.all(daemons.map(first));
  expect(said.filter((text) => text.startsWith("Upkeep is running"))).toHaveLength(1);
  expect(said.filter((text) => text.includes("Another Upkeep manager is running already"))).toHaveLength(4);
  for (const daemon of daemons) daemon.kill();
  await ended;
});

test.each<[name: string, make: (directory: string) => void, says: RegExp]>([
  ["others may write to", (directory) => (mkdirSync(directory), chmodSync(directory, 0o777)), /may be written to by others \(mode 0777/],
  ["is a link to nowhere", (directory) => symlinkSync("/nowhere", directory), /can't be used/],
])("a runtime directory that %s is refused", async (_, make, says) => {
  const folder = mkdtempSync(join(tmpdir(), "upkeep-claim-"));
  make(join(folder, "run"));
  const { status, stderr } = await runUpkeep(["daemon", "--runtime-dir", join(folder, "run"), "--unit-path", manager.units]);
  expect(stderr).toMatch(says);
  expect(status).toBe(1);
  rmSync(folder, { recursive: true });
});

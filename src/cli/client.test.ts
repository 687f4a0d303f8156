import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, NoManager } from "./client.ts";

let directory: string;
let server: net.Server | undefined;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "upkeep-client-"));
});
afterEach(() => {
  server?.close();
  server = undefined;
  fs.rmSync(directory, { recursive: true });
});

/** A server that gets all lines so far, whenever there are `count` of them. */
function serve(count: number, answer: (lines: readonly string[], socket: net.Socket) => void): Promise<string> {
  const socketPath = path.join(directory, "control");
  return new Promise((resolve) => {
    server = net.createServer((socket) => {
      let text = "";
      socket.on("data", (chunk) => {
        text += String(chunk);
        const lines = text.split("\n").slice(0, -1);
        if (lines.length === count) answer(lines, socket);
      });
    });
    server.listen(socketPath, () => resolve(socketPath));
  });
}

const state = (unit: string): object => ({ units: [{ unit, activeState: "active", found: true }] });
const reply = (id: number, value: object): string => `${JSON.stringify({ id, result: { ok: true, value } })}\n`;

test("the first line is a greeting, and answers may come in another order and in pieces", async () => {
  let heard: readonly string[] = [];
  const socketPath = await serve(3, (lines, socket) => {
    heard = lines;
    const text = reply(2, state("b.service")) + reply(1, state("ä.service"));
    for (const byte of Buffer.from(text)) socket.write(Uint8Array.of(byte));
  });
  const client = await connect({ socketPath, uid: 0 });
  const answers = await Promise.all([
    client.ask("active-state", { units: ["ä.service"] }),
    client.ask("active-state", { units: ["b.service"] }),
  ]);
  client.close();
  expect(heard).toEqual([
    '{"upkeep":1}',
    '{"id":1,"verb":"active-state","ask":{"units":["ä.service"]}}',
    '{"id":2,"verb":"active-state","ask":{"units":["b.service"]}}',
  ]);
  expect(answers).toEqual([
    { ok: true, value: state("ä.service") },
    { ok: true, value: state("b.service") },
  ]);
});

test("a refusal is a value", async () => {
  const result = { ok: false, error: { code: "shutting-down", about: { unit: "x.service" } } };
  const socketPath = await serve(2, (_, socket) => socket.write(`${JSON.stringify({ id: 1, result })}\n`));
  const client = await connect({ socketPath, uid: 0 });
  expect(await client.ask("daemon-reload", {})).toEqual(result);
  client.close();
});

test("a manager that goes away before it answers", async () => {
  const socketPath = await serve(2, (_, socket) => socket.destroy());
  const client = await connect({ socketPath, uid: 0 });
  await expect(client.ask("daemon-reload", {})).rejects.toThrow(
    new NoManager("The Upkeep manager closed the connection before it answered."),
  );
});

test("one that has gone away is not waited for", async () => {
  const socketPath = await serve(2, (_, socket) => socket.destroy());
  const client = await connect({ socketPath, uid: 1000 });
  await expect(client.ask("active-state", { units: ["a.service"] })).rejects.toThrow(NoManager);
  await expect(client.ask("active-state", { units: ["a.service"] })).rejects.toThrow("has closed the connection");
});

test("a manager that talks nonsense", async () => {
  const socketPath = await serve(2, (_, socket) => socket.write("HTTP/1.1 400 Bad Request\n"));
  const client = await connect({ socketPath, uid: 0 });
  await expect(client.ask("daemon-reload", {})).rejects.toThrow(NoManager);
});

test.each([
  [0, "No Upkeep manager is running (no socket at PATH). Start one with: upkeep daemon"],
  [1000, "No Upkeep manager is running for this user (no socket at PATH). Start one with: upkeep daemon --user"],
])("no socket, asked by %d", async (uid, message) => {
  const socketPath = path.join(directory, "none");
  await expect(connect({ socketPath, uid, ...(uid === 1000 ? { daemonOptions: "--user" } : {}) })).rejects.toThrow(
    new NoManager(message.replace("PATH", socketPath)),
  );
});

test("a socket that nobody listens on", async () => {
  const socketPath = path.join(directory, "stale");
  fs.writeFileSync(socketPath, "");
  const message = `No Upkeep manager is running (nobody listens at ${socketPath}). Start one with: upkeep daemon`;
  await expect(connect({ socketPath, uid: 0 })).rejects.toThrow(new NoManager(message));
});

test("a manager that is only just starting is waited for", async () => {
  fs.writeFileSync(path.join(directory, "lock"), `${process.pid}\n`);
  const connecting = connect({ socketPath: path.join(directory, "control"), uid: 0 });
  // By then it has been refused once.
  await new Promise((resolve) => setTimeout(resolve, 10));
  await serve(2, (_, socket) => socket.write(reply(1, {})));
  const client = await connecting;
  expect(await client.ask("daemon-reload", {})).toEqual({ ok: true, value: {} });
  client.close();
});

test.each([
  ["dead", "999999999\n"],
  ["gone in order", ""],
])("the lock of a manager that is %s keeps nobody waiting", async (_, content) => {
  fs.writeFileSync(path.join(directory, "lock"), content);
  const socketPath = path.join(directory, "control");
  const waits = vi.spyOn(globalThis, "setTimeout");
  await expect(connect({ socketPath, uid: 0 })).rejects.toThrow(/No Upkeep manager is running/);
  expect(waits).not.toHaveBeenCalled();
  waits.mockRestore();
});

test("a directory in which anybody may have put the socket", async () => {
  const socketPath = await serve(2, (_, socket) => socket.write(reply(1, {})));
  fs.chmodSync(directory, 0o1777);
  await expect(connect({ socketPath, uid: 0 })).rejects.toThrow(
    new NoManager(`Not talking to ${socketPath}: the directory may be written to by others (mode 1777; chmod go-w would end that).`),
  );
});

import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Reply, Request } from "../core/control/protocol.ts";
import { type ControlServer, openControlServer } from "./control-server.ts";

const HELLO = '{"upkeep":1}\n';
const question = (id: number): string => `{"id":${id},"verb":"manager-status","ask":{}}\n`;
const questions = (count: number): string => Array.from({ length: count }, (_, at) => question(at)).join("");

let folder = "";
let server: ControlServer;
let asked: { readonly request: Request; readonly answer: (reply: Reply) => void }[] = [];
/** What is done with a question at once. */
let onAsked: (request: Request, answer: (reply: Reply) => void) => void;
const sockets: net.Socket[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-server-"));
  asked = [];
  onAsked = () => {};
  const opened = await openControlServer(join(folder, "control"), (request, answer) => {
    asked.push({ request, answer });
    onAsked(request, answer);
  });
  if (!opened.ok) throw new Error(opened.error);
  server = opened.value;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

async function connect(): Promise<net.Socket> {
  const socket = net.connect(join(folder, "control"));
  sockets.push(socket);
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(HELLO);
  return socket;
}

/** Waits until it holds, five seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await setTimeout(10);
  expect(holds()).toBe(true);
}

const reply = (id: number, text = ""): Reply => ({ id, result: { ok: true, value: { text } } }) as unknown as Reply;

it("takes no request that stands behind garbage, in the same piece or later", async () => {
  const socket = await connect();
  socket.write(`${question(1)}garbage\n${question(2)}`);
  await until(() => asked.length > 0);
  socket.write(question(3));
  await setTimeout(50);
  expect(asked.map(({ request }) => request.id)).toEqual([1]);
});

it("takes more of a client's requests when there are fewer without an answer", async () => {
  const socket = await connect();
  socket.resume().write(questions(10_000));
  await until(() => asked.length > 0);
  await setTimeout(50);
  expect(asked.length).toBeLessThanOrEqual(16);
  for (let done = 0; done < 10_000;) {
    await until(() => asked.length > done);
    for (; done < asked.length; done++) asked[done]?.answer(reply(done));
  }
  expect(asked.at(-1)?.request.id).toBe(9_999);
});

it("asks nothing for a client that does not read its answers, until it does", async () => {
  onAsked = ({ id }, answer) => answer(reply(id, "x".repeat(100_000)));
  const socket = await connect();
  socket.pause().write(questions(1_000));
  await until(() => asked.length > 0);
  await setTimeout(50);
  expect(asked.length).toBeLessThan(100);
  socket.resume();
  await until(() => asked.length === 1_000);
});

it("lets others have their turn among the requests of one", async () => {
  const first = await connect();
  const second = await connect();
  onAsked = ({ id }, answer) => {
    // The other one asks as soon as it can: while the first's are taken.
    if (id === 0) second.write(question(-1));
    answer(reply(id));
  };
  first.resume().write(questions(1_000));
  await until(() => asked.length === 1_001);
  expect(asked.findIndex(({ request }) => request.id === -1)).toBeLessThan(1_000);
});

it("sends away who has been silent longest", async () => {
  const clients: net.Socket[] = [];
  for (let i = 0; i < 256; i++) clients.push(await connect());
  clients[0]?.write(question(1));
  await until(() => asked.length === 1);
  asked[0]?.answer(reply(1));
  await setTimeout(50);
  await connect();
  await until(() => clients.some((socket) => socket.destroyed));
  expect(clients.findIndex((socket) => socket.destroyed)).toBe(1);
});

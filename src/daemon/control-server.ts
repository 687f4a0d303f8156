/** The control socket: JSON lines, as core/control/protocol.ts has them. Whatever a client sends, it harms only itself. */
import fs from "node:fs";
import net from "node:net";
import { type Result, err, ok } from "../core/base/result.ts";
import { encodeMessage, isHello, readRequest } from "../core/control/codec.ts";
import type { ControlError } from "../core/control/errors.ts";
import type { Reply, Request } from "../core/control/protocol.ts";

/** Longer than any request; what goes on beyond is no request. */
const MAX_LINE = 1024 * 1024;
/** Clients at a time; a newcomer beyond that takes the place of the one who has been silent longest. */
const MAX_CLIENTS = 256;

export interface ControlServer {
  close(): void;
}

export type Ask = (request: Request, answer: (reply: Reply) => void) => void;

/** The directory has to be ours: a socket that lies there is taken for a dead manager's. An error if ours can't be made. */
export async function openControlServer(socketPath: string, ask: Ask): Promise<Result<ControlServer, string>> {
  fs.rmSync(socketPath, { force: true });
  const clients = new Set<Client>();
  const server = net.createServer((socket) => admit(clients, socket, ask));
  return new Promise((resolve) => {
    server.on("error", (error) => resolve(err(`The control socket ${socketPath} could not be made: ${error.message}`)));
    const umask = process.umask(0o077);
    server.listen({ path: socketPath, backlog: 511 }, () => resolve(ok({ close: () => close(server, clients, socketPath) })));
    process.umask(umask);
  });
}

function close(server: net.Server, clients: ReadonlySet<Client>, socketPath: string): void {
  server.close();
  for (const { socket } of clients) socket.destroySoon();
  fs.rmSync(socketPath, { force: true });
}

interface Client {
  readonly socket: net.Socket;
  rest: string;
  greeted: boolean;
  /** Requests without an answer yet. */
  waiting: number;
}

function admit(clients: Set<Client>, socket: net.Socket, ask: Ask): void {
  const client: Client = { socket, rest: "", greeted: false, waiting: 0 };
  if (clients.size >= MAX_CLIENTS) {
    const [oldest] = [...clients].filter((each) => each.waiting === 0);
    (oldest ?? client).socket.destroy();
  }
  clients.add(client);
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => receive(client, text, ask));
  // A client that goes away is no error; what it asked for goes on.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => clients.delete(client));
}

function receive(client: Client, text: string, ask: Ask): void {
  const lines = (client.rest + text).split("\n");
  client.rest = lines.pop() ?? "";
  for (const line of lines) {
    if (client.socket.destroyed) return;
    take(client, line, ask);
  }
  if (client.rest.length > MAX_LINE)
    refuse(client, 0, { code: "bad-request", about: { reason: `a line may have ${MAX_LINE} characters` } });
}

function take(client: Client, line: string, ask: Ask): void {
  const value = parseLine(line);
  if (!client.greeted) {
    if (isHello(value)) client.greeted = true;
    else refuse(client, 0, { code: "bad-request", about: { reason: 'the first line must be {"upkeep":1}' } });
    return;
  }
  const request = readRequest(value);
  if (!request.ok) return refuse(client, 0, request.error);
  client.waiting += 1;
  ask(request.value, (reply) => {
    client.waiting -= 1;
    if (client.socket.writable) client.socket.write(encodeMessage(reply));
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // readRequest and isHello say what is wrong with it.
    return undefined;
  }
}

/** Says what was wrong and hangs up: after garbage there is no telling where the next request begins. */
function refuse({ socket }: Client, id: number, error: ControlError): void {
  socket.end(encodeMessage({ id, result: { ok: false, error } }));
  setTimeout(() => socket.destroy(), 1000).unref();
}

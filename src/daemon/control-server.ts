/** The control socket: JSON lines, as core/control/protocol.ts has them. Whatever a client sends, it harms only itself. */
import fs from "node:fs";
import net from "node:net";
import { type Result, err, ok } from "../core/base/result.ts";
import { encodeMessage, isHello, readRequest } from "../core/control/codec.ts";
import type { ControlError } from "../core/control/errors.ts";
import type { Reply, Request } from "../core/control/protocol.ts";

/** Longer than any request; what goes on beyond is no request. */
const MAX_LINE = 1024 * 1024;
/** Requests of one client that are under way at a time, lines of it that are taken before others have their turn, characters that wait for it to read. */
const MAX_WAITING = 16;
const LINES_A_TURN = 16;
const MAX_UNSENT = 1024 * 1024;
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
  /** What it sent and nobody has read yet. */
  unread: string;
  greeted: boolean;
  /** It has sent garbage, or had to make room: whatever else comes is not looked at. */
  dismissed: boolean;
  /** Requests without an answer yet. */
  waiting: number;
  /** It has its next turn soon. */
  scheduled: boolean;
}

function admit(clients: Set<Client>, socket: net.Socket, ask: Ask): void {
  const client: Client = { socket, unread: "", greeted: false, dismissed: false, waiting: 0, scheduled: false };
  if (clients.size >= MAX_CLIENTS) {
    const [silent] = [...clients].filter((each) => each.waiting === 0);
    const { socket: theirs } = Object.assign(silent ?? client, { dismissed: true });
    theirs.destroy();
  }
  clients.add(client);
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    // The one who spoke last stands last.
    if (clients.delete(client)) clients.add(client);
    client.unread += text;
    read(client, ask);
  });
  socket.on("drain", () => read(client, ask));
  // A client that goes away is no error; what it asked for goes on.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => clients.delete(client));
}

/** Takes the lines there are, as far as it is the client's turn and its answers go anywhere; meanwhile it can't send any more. */
function read(client: Client, ask: Ask): void {
  const { socket } = client;
  for (let lines = 0; !client.dismissed; lines++) {
    const end = client.unread.indexOf("\n");
    if (end < 0) break;
    const isBusy = client.waiting >= MAX_WAITING || socket.writableLength >= MAX_UNSENT;
    if (isBusy || lines === LINES_A_TURN) {
      socket.pause();
      if (!isBusy) readLater(client, ask);
      return;
    }
    const line = client.unread.slice(0, end);
    client.unread = client.unread.slice(end + 1);
    take(client, line, ask);
  }
  if (client.dismissed) client.unread = "";
  if (client.unread.length > MAX_LINE)
    refuse(client, 0, { code: "bad-request", about: { reason: `a line may have ${MAX_LINE} characters` } });
  socket.resume();
}

function readLater(client: Client, ask: Ask): void {
  if (client.scheduled) return;
  client.scheduled = true;
  setImmediate(() => {
    client.scheduled = false;
    read(client, ask);
  });
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
    if (client.socket.isPaused()) readLater(client, ask);
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
function refuse(client: Client, id: number, error: ControlError): void {
  const { socket } = client;
  client.dismissed = true;
  socket.end(encodeMessage({ id, result: { ok: false, error } }));
  setTimeout(() => socket.destroy(), 1000).unref();
}

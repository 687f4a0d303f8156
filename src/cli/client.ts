/** The client's end of the control protocol: JSON lines over a unix stream socket. */
import { lstatSync, readFileSync, statSync } from "node:fs";
import type { Socket } from "node:net";
import type { Result } from "../core/base/result.ts";
import type { ControlError } from "../core/control/errors.ts";
import { lockPath, whyUntrusted } from "../core/control/runtime-dir.ts";
import { PROTOCOL_VERSION } from "../core/control/protocol.ts";
import type { Reply, VerbName, Verbs } from "../core/control/protocol.ts";

export interface Client {
  /** Rejects with `NoManager` if the connection ends before the answer. */
  ask<V extends VerbName>(verb: V, ask: Verbs[V]["ask"]): Promise<Result<Verbs[V]["answer"], ControlError>>;
  close(): void;
}

/** There is no manager to talk to. The message is the line for the user. */
export class NoManager extends Error {
  override readonly name = "NoManager";
}

/** Verbs are bundles of their own, with a `NoManager` of their own, so it goes by the name. */
export const isNoManager = (error: unknown): error is NoManager => error instanceof Error && error.name === "NoManager";

export interface Address {
  readonly socketPath: string;
  readonly uid: number;
  /** The options that a manager needs to listen there. */
  readonly daemonOptions?: string;
}

/** How long a manager that is only just starting is waited for. */
const PATIENCE_MS = 2000;
const RETRY_MS = 20;

/** Rejects with `NoManager`. */
export async function connect(address: Address): Promise<Client> {
  const net = await import("node:net");
  const directory = address.socketPath.slice(0, address.socketPath.lastIndexOf("/")) || "/";
  for (let waited = 0; ; waited += RETRY_MS) {
    const distrust = distrustOf(directory);
    if (distrust !== undefined) throw new NoManager(`Not talking to ${address.socketPath}: the directory ${distrust}.`);
    const socket = await open(net.connect({ path: address.socketPath }));
    if (typeof socket !== "string") return talk(socket);
    const isNobody = socket === "ENOENT" || socket === "ECONNREFUSED";
    if (waited >= PATIENCE_MS || !isNobody || !isClaimed(directory)) throw new NoManager(explain(socket, address));
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** The error's code if nobody answers. */
function open(socket: Socket): Promise<Socket | string> {
  return new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    socket.once("error", refuse);
    socket.once("connect", () => {
      socket.off("error", refuse);
      resolve(socket);
    });
  });
}

/** Only root and the user themselves are believed: anybody else could pose as the manager. */
function distrustOf(directory: string): string | undefined {
  try {
    return whyUntrusted(lstatSync(directory), statSync(directory), [0, process.getuid?.() ?? 0]);
  } catch {
    // Not there, or not to be looked at: connecting will say so.
    return undefined;
  }
}

/** Whether the manager whose pid is in the lock lives: it is starting, then, or about to end. */
function isClaimed(directory: string): boolean {
  try {
    return process.kill(Number(readFileSync(lockPath(directory), "utf8")) || Number.NaN, 0);
  } catch {
    // No lock, nobody's, or that of one who is dead.
    return false;
  }
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

function talk(socket: Socket): Client {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  socket.setEncoding("utf8");
  const hear = lineReader((line) => {
    if (settle(waiting, line)) return;
    giveUp(waiting, `The Upkeep manager answered something else than it should: ${line.slice(0, 100)}`);
    socket.destroy();
  });
  socket.on("data", hear);
  // An error is always followed by a close.
  socket.on("error", () => {});
  socket.on("close", () => giveUp(waiting, "The Upkeep manager closed the connection before it answered."));
  return {
    ask(verb, ask) {
      const id = ++asked;
      const greeting = id === 1 ? `${JSON.stringify({ upkeep: PROTOCOL_VERSION })}\n` : "";
      if (socket.destroyed) return Promise.reject(new NoManager("The Upkeep manager has closed the connection."));
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.write(`${greeting}${JSON.stringify({ id, verb, ask })}\n`);
      });
    },
    close: () => socket.destroy(),
  };
}

function giveUp(waiting: Map<number, Waiting>, message: string): void {
  for (const { reject } of waiting.values()) reject(new NoManager(message));
  waiting.clear();
}

/** Whether the line was an answer. */
function settle(waiting: Map<number, Waiting>, line: string): boolean {
  const reply = readReply(line);
  if (reply === undefined) return false;
  const asker = waiting.get(reply.id);
  waiting.delete(reply.id);
  asker?.resolve(reply.result as never);
  return true;
}

/** What is inside is believed: whoever may own the socket may be the manager. */
function readReply(line: string): Reply | undefined {
  try {
    const reply = JSON.parse(line) as Reply | null;
    return typeof reply?.result?.ok === "boolean" ? reply : undefined;
  } catch {
    // No JSON: no answer of ours.
    return undefined;
  }
}

/** Calls `onLine` for each whole line of the chunks that it is fed. */
function lineReader(onLine: (line: string) => void): (chunk: string) => void {
  let rest: string[] = [];
  return (chunk) => {
    const lines = chunk.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      const whole = rest.length === 0 ? line : rest.join("") + line;
      rest = [];
      if (whole !== "") onLine(whole);
    }
    if (last !== "") rest.push(last);
  };
}

function explain(code: string, { socketPath: path, uid, daemonOptions }: Address): string {
  if (code === "ENOENT" || code === "ECONNREFUSED") {
    const whose = uid === 0 ? "" : " for this user";
    const why = code === "ENOENT" ? "no socket" : "nobody listens";
    const command = ["upkeep daemon", ...(daemonOptions ? [daemonOptions] : [])].join(" ");
    return `No Upkeep manager is running${whose} (${why} at ${path}). Start one with: ${command}`;
  }
  if (code === "EACCES" || code === "EPERM") return `The Upkeep manager at ${path} belongs to another user; not allowed to talk to it.`;
  return `Cannot talk to an Upkeep manager at ${path}: ${code}`;
}

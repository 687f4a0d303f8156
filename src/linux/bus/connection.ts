/** One connection to a message bus: authentication, Hello, calls of the bus's own methods, its signals. Source: the D-Bus specification. */
import { connect } from "node:net";
import { getSystemErrorMap } from "node:util";
import { type BusMessage, type Value, createMessageReader, encodeCall } from "./message.ts";

export interface BusConnection {
  /** `onAnswer` gets the values of the answer, or undefined if the bus refuses; never called once the connection has ended. */
  call(member: string, values: readonly Value[], onAnswer: (values: readonly Value[] | undefined) => void): void;
  close(): void;
}

export interface BusListener {
  /** The bus has let us in. */
  ready(): void;
  /** One that the bus itself sends. */
  signal(member: string, values: readonly Value[]): void;
  /** It could not be made, or is over; told once, and not after `close`. `why`: a short sentence without a stop. */
  ended(why: string): void;
}

/** Longer than a bus ever takes. */
const ENTRANCE_MS = 25_000;
/** Nothing that is said before the first message is longer. */
const LONGEST_LINE = 16 * 1024;

/** Calls back later, never from within. */
export function openBusConnection(socketPath: string, uid: number, listener: BusListener): BusConnection {
  const socket = connect({ path: socketPath });
  const answers = new Map<number, (values: readonly Value[] | undefined) => void>();
  let serial = 0;
  let isOver = false;
  /** What the bus has said so far, as long as it is to say who it is. */
  let said: Buffer | undefined = Buffer.alloc(0);
  const end = (why: string): void => {
    if (isOver) return;
    close();
    listener.ended(why);
  };
  const close = (): void => {
    isOver = true;
    clearTimeout(entrance);
    answers.clear();
    socket.destroy();
  };
  const entrance = setTimeout(() => end("it does not answer"), ENTRANCE_MS);
  const call: BusConnection["call"] = (member, values, onAnswer) => {
    serial += 1;
    answers.set(serial, onAnswer);
    socket.write(encodeCall(serial, member, values));
  };
  const take = createMessageReader((message) => {
    if (!isOver) dispatch(message, answers, listener);
  });
  const greet = (bytes: Buffer): Buffer => {
    said = Buffer.concat([said ?? bytes, bytes]);
    const line = said.indexOf("\r\n");
    if (line < 0 && said.length < LONGEST_LINE) return Buffer.alloc(0);
    if (line < 0 || !said.toString("latin1").startsWith("OK ")) {
      end(`it does not let user ${uid} in`);
      return Buffer.alloc(0);
    }
    const rest = said.subarray(line + 2);
    said = undefined;
    socket.write("BEGIN\r\n");
    call("Hello", [], (values) => {
      clearTimeout(entrance);
      if (values === undefined) end("it refuses to answer");
      else listener.ready();
    });
    return rest;
  };
  socket.on("connect", () => socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString("hex")}\r\n`));
  socket.on("data", (bytes: Buffer) => {
    try {
      const messages = said === undefined ? bytes : greet(bytes);
      if (messages.length > 0 && !isOver) take(messages);
    } catch {
      end("what it sends is not the D-Bus protocol");
    }
  });
  socket.on("error", (error) => end(describe(error)));
  socket.on("close", () => end("it has closed the connection"));
  return { call, close };
}

const BUS = "org.freedesktop.DBus";

function dispatch(message: BusMessage, answers: Map<number, (values: readonly Value[] | undefined) => void>, listener: BusListener): void {
  // Anybody on the bus may send us something that looks like the bus's own.
  if (message.sender !== BUS) return;
  if (message.type === "signal") return listener.signal(message.member ?? "", message.values);
  const answer = message.replyTo === undefined ? undefined : answers.get(message.replyTo);
  if (answer === undefined || message.type === "other") return;
  answers.delete(message.replyTo as number);
  answer(message.type === "return" ? message.values : undefined);
}

/** strerror(3)'s text, as the rest of the manager has it. */
function describe({ errno, message }: NodeJS.ErrnoException): string {
  const text = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return text === undefined ? message : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

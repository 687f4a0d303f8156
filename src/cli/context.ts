/** The world as the real program gives it to a verb. */
import { fstatSync, readFileSync, writeSync } from "node:fs";
import { chooseRuntimeDir, controlSocketPath } from "../core/control/runtime-dir.ts";
import { connect } from "./client.ts";
import type { LogRecord } from "../core/log/record.ts";
import type { LogQuery } from "../journal/query.ts";
import type { Address, Client } from "./client.ts";
import type { Options } from "./getopt.ts";
import { LOCAL } from "../zone/local-zone.ts";
import { describeTerminal, paint } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import type { Gravity, VerbContext } from "./verb.ts";

/** What a shell shows of a program that SIGPIPE killed; Node ignores that signal. */
const BROKEN_PIPE = 128 + 13;
/** Major 1, minor 3: a common stdout that is worth no further question. */
const NULL_DEVICE = 0x103;

export function makeContext(options: Options): VerbContext {
  const uid = process.getuid?.() ?? 0;
  const { env } = process;
  let connection: Promise<Client> | undefined;
  return {
    client: () => (connection ??= connect(addressOf(options, uid))),
    out: (text) => print(1, text),
    err: writeError,
    printThrough: (write) => (print = write),
    readText,
    readJournal,
    get terminal() {
      return describeTerminal(env, terminalColumns(1));
    },
    zone: LOCAL,
    get hostname() {
      return readText("/proc/sys/kernel/hostname")?.trim() ?? "localhost";
    },
    env,
    uid,
  };
}

function addressOf(options: Options, uid: number): Address {
  const wish = options.last("runtime-dir");
  const user = options.has("user");
  const socketPath = controlSocketPath(chooseRuntimeDir({ wish, user, uid, env: process.env }));
  return { socketPath, uid, daemonOptions: wish ? `--runtime-dir=${wish}` : user ? "--user" : "" };
}

const COLOUR_OF = { error: "red", warning: "yellow", notice: "highlight", info: undefined } as const;

export function writeError(line: string, gravity: Gravity = "error"): void {
  const terminal = describeTerminal(process.env, terminalColumns(2));
  const lines = line.replace(/\n$/, "").split("\n");
  print(2, lines.map((text) => `${paint(terminal, COLOUR_OF[gravity], text)}\n`).join(""));
}

let print: (fd: 1 | 2, text: string | Uint8Array) => void = writeAll;

/** Straight to the descriptor: process.stdout costs a millisecond, and might lose its end at exit. */
function writeAll(fd: number, text: string | Uint8Array): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSome(fd, rest));
}

function writeSome(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPIPE") process.exit(BROKEN_PIPE);
    if (code !== "EAGAIN") return giveUp(fd, bytes, error as Error);
    // A pipe in non-blocking mode is full: wait a little for its reader.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}

/** What there is no room for is lost, and that is said once; the exit status is about the units. */
function giveUp(fd: number, bytes: Uint8Array, { message }: Error): number {
  if (fd === 1 && !isTold) {
    isTold = true;
    writeError(`The output can't be written: ${message}`);
  }
  return bytes.length;
}
let isTold = false;

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // What can't be read is told by the verb, which knows what it is for.
    return undefined;
  }
}

async function readJournal(directory: string, query: LogQuery): Promise<readonly LogRecord[]> {
  const reader = await import("../journal/reader.ts");
  try {
    return [...reader.readJournal(directory, query)];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES") writeError("Warning: the log could not be opened due to insufficient permissions.", "warning");
    else if (code !== "ENOENT") throw error;
    return [];
  }
}

/** Loads node:tty only if it is one. Undefined: no terminal. */
function terminalColumns(fd: 1 | 2): Terminal["columns"] | undefined {
  if (!isCharacterDevice(fd)) return undefined;
  const stream = fd === 1 ? process.stdout : process.stderr;
  return stream.isTTY ? stream.columns || 80 : undefined;
}

function isCharacterDevice(fd: number): boolean {
  try {
    const status = fstatSync(fd);
    return status.rdev !== NULL_DEVICE && status.isCharacterDevice();
  } catch {
    // A closed descriptor is no terminal.
    return false;
  }
}

/** Our own daemon with real processes, as root or not, in directories of its own. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Client, connect } from "../../src/cli/client.ts";
import { chooseCommand } from "../../src/cli/command.ts";
import { PLAIN } from "../../src/cli/terminal.ts";
import { controlSocketPath } from "../../src/core/control/runtime-dir.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { LOCAL } from "../../src/zone/local-zone.ts";
import { type MessageBus, openMessageBus } from "./message-bus.ts";
import type { Begun, Host, JournalLine, Printed, UnitProcesses } from "./host.ts";

const COMMAND = join(process.cwd(), "bin/upkeep.cjs");
const ACTOR = join(process.cwd(), "test/programs/actor");
const STARTING_MS = 10_000;
const STOPPING_MS = 10_000;
const CLIENT_START_MS = 25;

/** Why it can't be opened here; undefined if it can. */
export function whyNoLinuxHost(): string | undefined {
  if (process.platform !== "linux") return "this is no Linux";
  if (!existsSync("/usr/bin/perl")) return "the test program needs /usr/bin/perl";
  return existsSync(join(process.cwd(), "dist/daemon.cjs")) ? undefined : "dist/ is not built (npm run build)";
}

/** `bus`: with a message bus of its own. */
/** `realClient`: each `systemctl` is a process of its own, which takes ten times as long as its verb in this one. */
export async function openLinuxHost({ bus: hasBus = false, realClient = false } = {}): Promise<Host> {
  const directory = mkdtempSync(join(tmpdir(), "linux-host-"));
  for (const name of ["units", "scratch", "run", "actor.rest"]) mkdirSync(join(directory, name));
  for (const name of [".", "scratch", "actor.rest"]) chmodSync(join(directory, name), name === "." ? 0o755 : 0o777);
  cpSync(ACTOR, join(directory, "actor"));
  symlinkSync(COMMAND, join(directory, "systemctl"));
  const bus = hasBus ? await openMessageBus(directory) : undefined;
  const runtimeDir = join(directory, "run");
  const where = [`--runtime-dir=${runtimeDir}`, `--unit-path=${join(directory, "units")}`];
  const daemon = spawn(process.execPath, [COMMAND, "daemon", ...where, ...(IS_ROOT ? [] : ["--log-level=debug"])], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...(bus && { DBUS_SYSTEM_BUS_ADDRESS: bus.address, DBUS_SESSION_BUS_ADDRESS: bus.address }) },
  });
  const complaints = collect(daemon);
  const ended = new Promise<number>((resolve) => daemon.once("exit", (code) => resolve(code ?? -1)));
  const client = await connectTo(daemon, controlSocketPath(runtimeDir), complaints);
  return linuxHost({ directory, daemon, ended, client, complaints, bus, realClient });
}

interface Running {
  readonly realClient: boolean;
  readonly directory: string;
  readonly daemon: ChildProcess;
  readonly ended: Promise<number>;
  readonly client: Client;
  readonly complaints: readonly string[];
  readonly bus: MessageBus | undefined;
}

function linuxHost(running: Running): Host {
  const { realClient, directory, client } = running;
  const logDirectory = join(directory, "run/journal");
  let read = 0;
  return {
    name: "linux",
    version: "Upkeep",
    places: ["actor", "scratch", "units"].map((name) => [join(directory, name), `/${name}`] as const),
    async systemctl(words) {
      if (realClient) return runClient(directory, words);
      // What has been sent to the manager before is taken in by then, as it is while a program starts.
      await delay(CLIENT_START_MS);
      return (await beginClient(directory, words)).end();
    },
    begin: (words) => beginClient(directory, words),
    async show(units) {
      const answer = await client.ask("show", { units });
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      return new Map(answer.value.units.map(({ unit, properties }) => [unit, new Map(properties)]));
    },
    async journal() {
      const records = (await readAtRest(logDirectory, client)).slice(read);
      read += records.length;
      return records;
    },
    async writeFile(path, text) {
      mkdirSync(dirname(directory + path), { recursive: true });
      writeFileSync(directory + path, translated(directory, text));
    },
    readFile: async (path) => readFileSync(directory + path, "utf8"),
    removeFile: async (path) => rmSync(directory + path, { recursive: true, force: true }),
    async link(path, target) {
      mkdirSync(dirname(directory + path), { recursive: true });
      symlinkSync(translated(directory, target), directory + path);
    },
    processes: (unit) => processesOf(client, unit),
    async kill(pid, signal) {
      process.kill(pid, signal);
      for (let tries = 0; tries < 200 && isPending(pid); tries += 1) await delay(5);
    },
    settle: (units) => settle(running, units),
    sleep: async (milliseconds) => void (await delay(milliseconds)),
    ended: () => running.ended,
    close: () => shutDown(running),
  };
}

export const IS_ROOT = process.getuid?.() === 0;

/** Lines of `status` that are told at debug level: see `readLines`. */
const GOOD_ENDS = /^.*: (?:Main|Control) process exited, code=exited, status=0\/SUCCESS \(success\)\n/gm;

/** A place as scenarios name it, at the start of a path. */
const PLACE = /(?<![\w./])\/(?:actor|scratch|units)\b/g;

const translated = (directory: string, text: string): string => text.replaceAll(PLACE, (place) => directory + place);

function collect(daemon: ChildProcess): readonly string[] {
  const lines: string[] = [];
  daemon.stderr?.on("data", (bytes: Buffer) => lines.push(bytes.toString()));
  daemon.stdout?.resume();
  return lines;
}

async function connectTo(daemon: ChildProcess, socketPath: string, complaints: readonly string[]): Promise<Client> {
  for (let waited = 0; waited < STARTING_MS && daemon.exitCode === null; waited += 20) {
    await delay(20);
    const client = await connect({ socketPath, uid: process.getuid?.() ?? 0 }).catch(() => undefined); // It does not listen yet.
    if (client !== undefined) return client;
  }
  daemon.kill("SIGKILL");
  throw new Error(`the daemon did not start: ${complaints.join("")}`);
}

/** In this process. */
async function beginClient(directory: string, words: readonly string[]): Promise<Begun> {
  const printed = { stdout: "", stderr: "" };
  const command = chooseCommand("systemctl", words);
  if (!command.ok) return { end: async () => ({ ...printed, status: 1, stderr: `${command.error}\n` }) };
  const client = await connect({ socketPath: controlSocketPath(join(directory, "run")), uid: process.getuid?.() ?? 0 });
  const { run } = await command.value.row.load();
  const running = run(command.value.input, {
    client: async () => client,
    out: (text) => void (printed.stdout += typeof text === "string" ? text : new TextDecoder().decode(text)),
    err: (line) => void (printed.stderr += `${line.replace(/\n$/, "")}\n`),
    printThrough: () => {},
    readText,
    readJournal: async (journal, query) => [...readJournal(journal, query)],
    terminal: PLAIN,
    zone: LOCAL,
    hostname: "host",
    env: {},
    uid: process.getuid?.() ?? 0,
  });
  return {
    async end() {
      const status = await running;
      client.close();
      return { ...printed, stdout: printed.stdout.replaceAll(GOOD_ENDS, ""), status };
    },
  };
}

function runClient(directory: string, words: readonly string[]): Promise<Printed> {
  return new Promise((resolve) => {
    const env = { PATH: process.env["PATH"], UPKEEP_RUNTIME_DIR: join(directory, "run"), LANG: "C.UTF-8" };
    execFile(process.execPath, [join(directory, "systemctl"), ...words], { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 255;
      resolve({ status, stdout: stdout.replaceAll(GOOD_ENDS, ""), stderr });
    });
  });
}

/** Until no more comes: what processes printed before they came to rest takes a moment to arrive. */
/** Until nothing was added for a while in which the manager had its turn: on a busy machine it may have to wait for that. */
async function readAtRest(directory: string, client: Client): Promise<readonly JournalLine[]> {
  let records = readLines(directory);
  for (;;) {
    await delay(25);
    await client.ask("list-units", { patterns: [] }).catch(() => {}); // It may have ended.
    const again = readLines(directory);
    if (again.length === records.length) return again;
    records = again;
  }
}

/** A user's manager, as systemd's, tells of a good end at debug level; the scenarios were recorded from the system's, without that level. */
function readLines(directory: string): readonly JournalLine[] {
  return [...readJournal(directory)].flatMap(({ priority, unit, transport, identifier, message, fields = {} }) => {
    const program = transport === "manager" && identifier === "upkeep" ? undefined : identifier;
    if (program !== undefined || priority !== 7) return [{ priority, unit, program, message, fields }];
    return message.endsWith(": Deactivated successfully.") ? [{ priority: 6 as const, unit, program, message, fields }] : [];
  });
}

async function processesOf(client: Client, unit: string): Promise<UnitProcesses> {
  const answer = await client.ask("status", { units: [unit] });
  const status = answer.ok ? answer.value.units[0] : undefined;
  const main = status?.mainPid || undefined;
  const control = status?.controlPid || undefined;
  const others = (status?.accounting?.pids ?? []).filter((pid) => pid !== main && pid !== control);
  return { main, control, others };
}

async function settle({ directory, client }: Running, units: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    // A manager that has ended has no processes.
    const pids = await pidsOf(client, units).catch(() => []);
    if (pids.every((pid) => isAtRest(directory, pid))) return;
    await delay(10);
  }
}

/** Of the units that are loaded: asking for others would load them, and log what is wrong with them. */
async function pidsOf(client: Client, units: readonly string[]): Promise<readonly number[]> {
  const loaded = await client.ask("list-units", { patterns: [] });
  const asked = loaded.ok ? loaded.value.units.map(({ unit }) => unit).filter((unit) => units.includes(unit)) : [];
  const answer = asked.length === 0 ? undefined : await client.ask("status", { units: asked });
  if (answer?.ok !== true) return [];
  const pids = answer.value.units.flatMap(({ mainPid, controlPid, accounting }) => [mainPid, controlPid, ...(accounting?.pids ?? [])]);
  return pids.filter((pid) => pid !== 0);
}

/** One that is yet to be waited for is not: the manager is about to hear of its end. */
/** Sent and not yet come to, as on a busy machine: to look at it the process would be at rest. */
function isPending(pid: number): boolean {
  const pending = readText(`/proc/${pid}/status`)?.match(/^(?:SigPnd|ShdPnd):\t[0-9a-f]+$/gm) ?? [];
  return pending.some((line) => !/\t0+$/.test(line));
}

function isAtRest(directory: string, pid: number): boolean {
  const [, comm, state] = /\((.*)\) (\w)/.exec(readText(`/proc/${pid}/stat`) ?? "") ?? [];
  if (state === "Z") return false;
  return comm !== "actor" || existsSync(join(directory, "actor.rest", String(pid)));
}

async function shutDown({ directory, daemon, client, complaints, bus }: Running): Promise<void> {
  const ended = new Promise((resolve) => daemon.once("exit", resolve));
  client.close();
  daemon.kill("SIGTERM");
  if (daemon.exitCode === null) await Promise.race([ended, delay(STOPPING_MS)]);
  if (daemon.exitCode === null) daemon.kill("SIGKILL");
  killActors(directory);
  bus?.close();
  rmSync(directory, { recursive: true, force: true });
  if (complaints.length > 0) throw new Error(`the daemon complained: ${complaints.join("")}`);
}

/** Some scenarios leave processes behind on purpose. */
function killActors(directory: string): void {
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry) || readText(`/proc/${entry}/cmdline`)?.includes(join(directory, "actor")) !== true) continue;
    process.kill(Number(entry), "SIGKILL");
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // gone in the meantime
  }
}

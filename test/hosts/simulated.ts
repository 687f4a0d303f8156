/** The manager on a simulated kernel in virtual time; the client's verbs run in this process, unit files and the log are real. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Client } from "../../src/cli/client.ts";
import { chooseCommand } from "../../src/cli/command.ts";
import { LOCAL } from "../../src/zone/local-zone.ts";
import { PLAIN } from "../../src/cli/terminal.ts";
import type { VerbContext } from "../../src/cli/verb.ts";
import { err, ok } from "../../src/core/base/result.ts";
import { after, msec } from "../../src/core/base/time.ts";
import type { Reply, Request } from "../../src/core/control/protocol.ts";
import type { Host as Machine } from "../../src/core/exec/host.ts";
import type { Sight } from "../../src/core/kernel.ts";
import { formatTimestamp } from "../../src/core/log/format-timestamp.ts";
import { createManager } from "../../src/core/manager/manager.ts";
import { serviceProperties } from "../../src/core/manager/show/service-properties.ts";
import { activeState, type ManagerEffect, type World } from "../../src/core/manager/world.ts";
import { parseSignal, type Signal } from "../../src/core/values/signal.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import { createLogCapture } from "../../src/daemon/log-capture.ts";
import { EventLoop } from "../../src/daemon/loop.ts";
import { openUnitFiles } from "../../src/daemon/unit-files.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { openJournal } from "../../src/journal/writer.ts";
import { createClock, SIMULATION_START } from "../../src/simulator/clock.ts";
import { createFiles, EISDIR, type SimulatedFiles } from "../../src/simulator/files.ts";
import { openSimulatedKernel } from "../../src/simulator/kernel.ts";
import { programOf } from "../../src/simulator/program.ts";
import type { Begun, Host, JournalLine } from "./host.ts";

/** In which everything that a process does by itself is done: several processes, one after the other, and no deadline. */
const SETTLING_MS = 50;

/** Longer than any timeout of a unit. */
const ANSWER_LIMIT_MS = 200_000;

/** `clock`: one of its own, unless time is to pass otherwise than as exactly as it can. */
export function openSimulatedHost(clock = createClock(SIMULATION_START)): Host {
  const directory = mkdtempSync(join(tmpdir(), "simulated-host-"));
  const unitDirectory = join(directory, "units");
  const logDirectory = join(directory, "log");
  mkdirSync(unitDirectory);
  const files = simulatedFiles();
  const journal = openJournal(logDirectory);
  const bugs: unknown[] = [];
  const waiting = new Map<number, (reply: Reply) => void>();
  let clients = 0;
  let read = 0;

  const capture = createLogCapture({ describe: describeOutput, open: (about) => journal.openStream(about), now: () => clock.now() });
  const kernel = openSimulatedKernel({
    clock,
    files,
    findProgram: (_, argv) => (argv[0]?.endsWith("/true") === true ? ok([]) : programOf(argv)),
    deliver(event) {
      loop.deliver(event);
    },
    output: capture,
  });
  const manager = createManager(openUnitFiles([unitDirectory]), simulatedMachine(files, kernel), clock.now());
  const loop = new EventLoop({ manager, kernel, perform, onRest: () => {}, onBug: (error) => bugs.push(error) });

  let finished: { readonly status: number } | undefined;
  function perform(effect: Exclude<ManagerEffect, { type: "kernel" }>): void {
    if (effect.type === "finished") finished = { status: effect.status ?? 0 };
    if (effect.type === "reply") waiting.get(effect.client)?.(effect.reply);
    if (effect.type !== "log" || effect.message.priority > 6) return;
    const { priority, text, unit } = effect.message;
    const about = unit === undefined ? {} : { unit };
    journal.append({
      at: effect.at.realtime,
      monotonic: effect.at.monotonic,
      priority,
      transport: "manager",
      identifier: effect.speaker?.name ?? "upkeep",
      pid: effect.speaker?.pid ?? 1,
      message: text,
      fields: effect.message.fields,
      ...about,
    });
  }

  function describeOutput(name: UnitName, program: string) {
    const config = manager.world.units.get(name)?.loaded.service;
    return {
      identifier: config?.SyslogIdentifier || basename(program),
      level: config?.SyslogLevel ?? 6,
      prefix: config?.SyslogLevelPrefix ?? true,
    };
  }

  function advance(milliseconds: number): void {
    clock.advanceTo(after(clock.now().monotonic, msec(milliseconds)));
    if (bugs.length > 0) throw bugs[0];
  }

  /** `busy` counts the questions that are not answered yet. */
  function openClient(busy: { questions: number }): Client {
    return {
      ask(verb, ask) {
        busy.questions += 1;
        return new Promise((resolve) => {
          const client = (clients += 1);
          waiting.set(client, (reply) => {
            busy.questions -= 1;
            resolve(withJournal(reply, logDirectory).result as never);
          });
          loop.post({ type: "asked", client, request: { id: client, verb, ask } as Request });
        });
      },
      close: () => {},
    };
  }

  function commOf(pid: number): string | undefined {
    const members = [...manager.world.units.keys()].flatMap((unit) => kernel.members(unit));
    return members.find((member) => member.pid === pid)?.comm;
  }

  function openContext(client: Client, printed: { stdout: string; stderr: string }): VerbContext {
    return {
      client: async () => client,
      out: (text) => void (printed.stdout += typeof text === "string" ? text : new TextDecoder().decode(text)),
      err: (line) => void (printed.stderr += `${line.replace(/\n$/, "")}\n`),
      printThrough: () => {},
      readText: (path) => commOf(Number(/^\/proc\/(\d+)\/comm$/.exec(path)?.[1])) ?? readText(path),
      readJournal: async (_, query) => {
        journal.flush();
        return [...readJournal(logDirectory, query)];
      },
      terminal: PLAIN,
      zone: LOCAL,
      hostname: "host",
      env: {},
      uid: 0,
    };
  }

  /** Virtual time passes only at `end`, and only while the client waits for an answer. */
  async function begin(words: readonly string[]): Promise<Begun> {
    const printed = { stdout: "", stderr: "" };
    const command = chooseCommand("systemctl", words);
    if (!command.ok) return { end: async () => ({ ...printed, status: 1, stderr: `${command.error}\n` }) };
    const busy = { questions: 0 };
    const { run } = await command.value.row.load();
    let status: number | undefined;
    const running = run(command.value.input, openContext(openClient(busy), printed)).then((code) => void (status = code));
    await turn();
    return {
      async end() {
        const limit = after(clock.now().monotonic, msec(ANSWER_LIMIT_MS));
        while (status === undefined) {
          await Promise.race([turn(), running]);
          if (status !== undefined || busy.questions === 0) continue;
          if (clock.now().monotonic > limit) throw new Error(`no answer to systemctl ${words.join(" ")}`);
          advance(SETTLING_MS);
        }
        return { ...printed, status };
      },
    };
  }

  /** All properties, or, of a unit that is there, at least those asked for: a state is looked at so often that it counts. */
  async function show(units: readonly string[], wanted?: readonly string[]): Promise<Map<string, Map<string, string>>> {
    const states = wanted === undefined ? [] : units.map((unit) => [unit, stateOf(manager.world, unit as UnitName)] as const);
    if (states.length > 0 && states.every(([, state]) => wanted?.every((name) => state?.has(name)))) return new Map(states as never);
    const answer = await openClient({ questions: 0 }).ask("show", { units });
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return new Map(answer.value.units.map(({ unit, properties }) => [unit, new Map(properties)]));
  }

  const isUnitFile = (path: string): boolean => path.startsWith("/units/");
  const realPath = (path: string): string => unitDirectory + path.slice("/units".length);

  return {
    name: "simulated",
    version: "the simulator",
    places: [[unitDirectory, "/units"]],
    systemctl: async (words) => (await begin(words)).end(),
    begin,
    show,
    async journal() {
      journal.flush();
      const records = [...readJournal(logDirectory)].slice(read);
      read += records.length;
      return records.map(({ priority, unit, transport, identifier, message, fields = {} }): JournalLine => {
        return { priority, unit, program: transport === "manager" && identifier === "upkeep" ? undefined : identifier, message, fields };
      });
    },
    async writeFile(path, text) {
      if (!isUnitFile(path)) return files.write(path, text);
      mkdirSync(dirname(realPath(path)), { recursive: true });
      writeFileSync(realPath(path), text);
    },
    readFile: async (path) => {
      const text = files.read(path);
      if (!text.ok) throw new Error(`${path}: ${text.error.error}`);
      return text.value;
    },
    removeFile: async (path) => (isUnitFile(path) ? rmSync(realPath(path), { recursive: true, force: true }) : files.remove(path)),
    async link(path, target) {
      if (!isUnitFile(path)) return files.link(path, target);
      mkdirSync(dirname(realPath(path)), { recursive: true });
      symlinkSync(target, realPath(path));
    },
    async processes(unit) {
      const shown = (await show([unit])).get(unit);
      const main = Number(shown?.get("MainPID")) || undefined;
      const control = Number(shown?.get("ControlPID")) || undefined;
      const pids = kernel.members(unit as UnitName).map(({ pid }) => pid);
      return { main, control, others: pids.filter((pid) => pid !== main && pid !== control) };
    },
    kill: async (pid, signal) => void kernel.kill(pid, parseSignal(signal) as Signal),
    async settle() {
      advance(SETTLING_MS);
      await turn();
    },
    async sleep(milliseconds) {
      advance(milliseconds);
      await turn();
    },
    async ended() {
      for (let waited = 0; finished === undefined && waited < ANSWER_LIMIT_MS; waited += SETTLING_MS) advance(SETTLING_MS);
      if (finished === undefined) throw new Error("the manager did not end");
      return finished.status;
    },
    async close() {
      kernel.close();
      journal.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** As `show` tells it, without the settings; undefined where it has to be read first. */
function stateOf(world: World, name: UnitName): Map<string, string> | undefined {
  const unit = world.units.get(name);
  if (unit?.service === undefined || unit.loaded.service === undefined) return undefined;
  const state = { LoadState: unit.loaded.loadState, ActiveState: activeState(unit), SubState: unit.service.state.name };
  return new Map([...serviceProperties(world, unit, unit.service, unit.loaded.service), ...Object.entries(state)]);
}

function simulatedFiles(): SimulatedFiles {
  const files = createFiles();
  for (const program of ["/actor", "/usr/bin/true"]) files.write(program, "", "executable");
  files.write("/dev/null", "");
  files.makeDirectory("/scratch");
  return files;
}

/** By seconds, sizes and counts as the kernel sets them for the first process. */
const KERNEL_LIMITS: Machine["ownLimits"] = {
  ...Object.fromEntries(
    ["CPU", "FSIZE", "DATA", "RSS", "AS", "LOCKS", "RTTIME"].map((name) => [`Limit${name}`, limit(Infinity, Infinity)]),
  ),
  LimitSTACK: limit(8 * 2 ** 20, Infinity),
  LimitCORE: limit(0, Infinity),
  LimitNOFILE: limit(1024, 524_288),
  LimitNPROC: limit(31_000, 31_000),
  LimitMEMLOCK: limit(8 * 2 ** 20, 8 * 2 ** 20),
  LimitSIGPENDING: limit(31_000, 31_000),
  LimitMSGQUEUE: limit(819_200, 819_200),
  LimitNICE: limit(0, 0),
  LimitRTPRIO: limit(0, 0),
};

function limit(soft: number, hard: number): { readonly soft: number; readonly hard: number } {
  return { soft, hard };
}

/** Root on a machine with one other account. */
function simulatedMachine(files: SimulatedFiles, kernel: Sight): Machine {
  const root = { name: "root", uid: 0, gid: 0, home: "/root", shell: "/bin/sh", groups: [0] };
  const daemon = { name: "daemon", uid: 1, gid: 1, home: "/usr/sbin", shell: "/usr/sbin/nologin", groups: [1] };
  const groups: { readonly [name: string]: number } = { root: 0, "0": 0, daemon: 1, "1": 1, adm: 4, tty: 5 };
  const accounts = [root, daemon];
  let invocations = 0;
  return {
    userManager: false,
    privileged: true,
    environment: {},
    uid: 0,
    gid: 0,
    userName: "root",
    defaultPath: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    notifySocket: "/run/upkeep/notify",
    home: "/root",
    totalMemory: 8 * 2 ** 30,
    totalTasks: 32_768,
    memoryNote: undefined,
    canFreeze: true,
    ownLimits: KERNEL_LIMITS,
    readTextFile: (path) => files.read(path),
    glob: (pattern) => files.list().filter((path) => path === pattern),
    account: (name) => accounts.find((account) => account.name === name || String(account.uid) === name),
    groupId: (name) => groups[name],
    isExecutable: (path) => files.isExecutable(path),
    newInvocationId: () => (invocations += 1).toString(16).padStart(32, "0"),
    formatTimestamp: (realtime) => formatTimestamp(realtime, LOCAL),
    hasChanged,
    specifiers: new Map(),
    isEnabled: () => false,
    unitOf: () => undefined,
    draw: () => 0.5,
    pid: 1,
    inspect: (pid) => kernel.inspect(pid),
    membersOf: (unit) => kernel.membersOf(unit),
    childrenOf: (unit) => kernel.childrenOf(unit),
    isPopulated: (unit) => kernel.isPopulated(unit),
    pidOf: (fd) => kernel.pidOf(fd),
    pidfdIdOf: (pid) => kernel.pidfdIdOf(pid),
    readPidFile(path) {
      const text = files.read(path);
      if (files.isDirectory(path)) return err({ ...EISDIR, opened: true });
      return text.ok ? ok({ line: text.value.split("\n")[0] ?? "", owner: files.ownerOf(path), isQuestionable: false }) : text;
    },
  };
}

function hasChanged(path: string, modified: number): boolean {
  const about = statSync(path, { throwIfNoEntry: false });
  return about === undefined || Math.floor(about.mtimeMs * 1000) !== modified;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // as the program's own context does
  }
}

/** Clients are told where the log is. */
function withJournal(reply: Reply, journal: string): Reply {
  if (!reply.result.ok || !("journal" in reply.result.value)) return reply;
  return { ...reply, result: ok({ ...reply.result.value, journal } as never) };
}

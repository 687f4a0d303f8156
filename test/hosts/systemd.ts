/** A real systemd, booted by scripts/systemd-host.sh: the host that scenarios are recorded from. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
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
import { type Host, type JournalLine, parseShow, type Printed, type UnitProcesses } from "./host.ts";

const SCRIPT = join(process.cwd(), "scripts/systemd-host.sh");
const ACTOR = join(process.cwd(), "test/programs/actor");
/** Log lines about the place where it was booted: systemd 262 misses the controller `pids`. */
const OF_THE_PLACE = /^.*Failed to read pids\.max for control group .*\n/gm;
/** What timeout(1) exits with. */
const TIMED_OUT = 124;
const NAMESPACES = ["-m", "-p", "-u", "-i", "-C", "-r", "-w"];

/** Boots one of its own; about 0.2 s. Needs root and the root file system that `systemd-host.sh prepare` makes. */
export async function openSystemdHost(): Promise<Host> {
  const layer = mkdtempSync(join(tmpdir(), "systemd-host-"));
  seed(join(layer, "seed"));
  const keeper = spawn(SCRIPT, ["boot", layer], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = readEnd(keeper);
  const init = await readPid(keeper, layer);
  const run = (argv: readonly string[]): Promise<Printed> => runInside(init, argv);
  await untilRunning(run, layer);
  const version = (await run(["systemctl", "--version"])).stdout.split("\n")[0] ?? "";
  await run(["journalctl", "--cursor-file=/run/cursor", "-n", "1"]);
  return systemdHost({ layer, keeper, ended, init, run, version, root: `/proc/${init}/root` });
}

interface Booted {
  readonly layer: string;
  readonly keeper: ChildProcess;
  readonly ended: Promise<number>;
  /** The pid of its PID 1, out here. */
  readonly init: number;
  readonly run: (argv: readonly string[]) => Promise<Printed>;
  readonly version: string;
  /** Its root directory, seen from out here. */
  readonly root: string;
}

function systemdHost(booted: Booted): Host {
  const { root, run } = booted;
  return {
    name: "systemd",
    version: booted.version,
    places: [],
    systemctl: (words) => run(["systemctl", ...words]),
    async begin(words) {
      const running = run(["systemctl", ...words]);
      return { end: () => running };
    },
    show: async (units, properties) =>
      parseShow((await run(["systemctl", "show", "-p", ["Id", ...properties].join(","), ...units])).stdout),
    journal: () => readJournal(run),
    writeFile: async (path, text) => {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
    },
    readFile: async (path) => readFileSync(root + path, "utf8"),
    removeFile: async (path) => rmSync(root + path, { recursive: true, force: true }),
    link: async (path, target) => {
      mkdirSync(dirname(root + path), { recursive: true });
      symlinkSync(target, root + path);
    },
    processes: (unit) => processesOf(booted, unit),
    kill: async (pid, signal) => void process.kill(pid, signal),
    settle: (units) => settle(root, units),
    sleep: async (milliseconds) => void (await delay(milliseconds)),
    ended: () => booted.ended,
    close: () => shutDown(booted),
  };
}

/** What is copied over the root before systemd starts. */
function seed(directory: string): void {
  for (const name of ["units", "scratch", "actor.rest"]) mkdirSync(join(directory, name), { recursive: true });
  for (const name of ["scratch", "actor.rest"]) chmodSync(join(directory, name), 0o777); // apart from making them, for the umask
  cpSync(ACTOR, join(directory, "actor"));
}

/** The keeper's last line. */
function readEnd(keeper: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    keeper.stdout?.on("data", (bytes: Buffer) => {
      const [, status] = /^ended (\d+)$/m.exec(bytes.toString()) ?? [];
      if (status !== undefined) resolve(Number(status));
    });
  });
}

async function readPid(keeper: ChildProcess, layer: string): Promise<number> {
  const line = await new Promise<string>((resolve) => {
    keeper.stdout?.once("data", (bytes: Buffer) => resolve(bytes.toString().trim()));
    keeper.once("exit", () => resolve(""));
  });
  if (!/^\d+$/.test(line)) throw new Error(`systemd did not start: ${readLog(layer)}`);
  return Number(line);
}

async function untilRunning(run: Booted["run"], layer: string): Promise<void> {
  let isRunning = false;
  for (let tries = 0; tries < 200; tries += 1) {
    await delay(40);
    if (!isRunning) isRunning = (await run(["systemctl", "is-system-running"])).stdout === "running\n";
    // It takes its name on the bus a moment after the bus is there.
    if (isRunning && (await run(["busctl", "status", "org.freedesktop.systemd1"])).status === 0) return;
  }
  throw new Error(`systemd did not come up: ${readLog(layer)}`);
}

function readLog(layer: string): string {
  const log = join(layer, "boot.log");
  return existsSync(log) ? readFileSync(log, "utf8") : "no log";
}

/** Rejects if it does not end within a minute. */
function runInside(init: number, argv: readonly string[]): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const enter = ["-t", String(init), ...NAMESPACES, "timeout", "60", ...argv];
    const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", SYSTEMD_UNIT_PATH: "/units:/base", LANG: "C.UTF-8" };
    execFile("nsenter", enter, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 255;
      if (status === TIMED_OUT) reject(new Error(`${argv.join(" ")} did not end`));
      else resolve({ status, stdout: stdout.replace(OF_THE_PLACE, ""), stderr });
    });
  });
}

async function readJournal(run: Booted["run"]): Promise<readonly JournalLine[]> {
  const read = "journalctl --sync && journalctl --cursor-file=/run/cursor --no-pager -o json";
  const { stdout } = await run(["sh", "-c", read]);
  const records = stdout.split("\n").filter((line) => line.startsWith("{"));
  return records.map((line) => readRecord(JSON.parse(line) as Record<string, string | undefined>));
}

function readRecord(record: Record<string, string | undefined>): JournalLine {
  const byManager = record["_PID"] === "1" && record["SYSLOG_IDENTIFIER"] === "systemd";
  return {
    priority: Number(record["PRIORITY"]),
    unit: record["UNIT"] ?? record["_SYSTEMD_UNIT"],
    program: byManager ? undefined : record["SYSLOG_IDENTIFIER"],
    message: String(record["MESSAGE"]),
    fields: Object.fromEntries(Object.entries(record).filter((field): field is [string, string] => isOfMessage(field[0]))),
  };
}

/** Not what the journal adds, what every record has, or what names a line of systemd's source. */
const isOfMessage = (field: string): boolean => !/^(_.*|CODE_.*|SYSLOG_.*|PRIORITY|MESSAGE|TID|UNIT|INVOCATION_ID)$/.test(field);

async function processesOf({ root, run }: Booted, unit: string): Promise<UnitProcesses> {
  const shown = parseShow((await run(["systemctl", "show", "-p", "Id,MainPID,ControlPID", unit])).stdout).get(unit);
  const members = listMembers(root, unit).map((pid) => ({ pid, inside: pidInside(pid) }));
  const find = (property: string) => members.find(({ inside }) => inside === Number(shown?.get(property)))?.pid;
  const main = find("MainPID");
  const control = find("ControlPID");
  return { main, control, others: members.map(({ pid }) => pid).filter((pid) => pid !== main && pid !== control) };
}

async function settle(root: string, units: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const members = units.flatMap((unit) => listMembers(root, unit));
    if (members.every((pid) => isAtRest(root, pid, tries))) return;
    await delay(10);
  }
}

/** Of one that stays on its way, as Type=idle has it, there is nothing to wait for. */
const HELD_AFTER = 30;

/** Before it executes its program a new process is called `systemd`, then by a descriptor's number, at last `(actor)`. */
const STARTING = /^(systemd|\d+|\(.*)$/;

function isAtRest(root: string, pid: number, tries: number): boolean {
  const comm = readFile(`/proc/${pid}/comm`)?.trim() ?? "";
  const inside = pidInside(pid);
  if (STARTING.test(comm)) return tries > HELD_AFTER || inside === undefined;
  return inside === undefined || comm !== "actor" || existsSync(`${root}/actor.rest/${inside}`);
}

/** Its pid in the namespace. */
function pidInside(pid: number): number | undefined {
  const ids = readFile(`/proc/${pid}/status`)?.match(/^NSpid:(.*)$/m)?.[1];
  return ids === undefined ? undefined : Number(ids.trim().split(/\s+/).at(-1));
}

function listMembers(root: string, unit: string): readonly number[] {
  const group = findGroup(`${root}/sys/fs/cgroup`, unit);
  return group === undefined ? [] : listGroup(group);
}

function findGroup(directory: string, unit: string): string | undefined {
  for (const slice of ["system.slice", `system.slice/system-${unit.split("@")[0]}.slice`]) {
    const path = `${directory}/${slice}/${unit}`;
    if (existsSync(path)) return path;
  }
  return undefined;
}

function listGroup(group: string): readonly number[] {
  const own = (readFile(`${group}/cgroup.procs`) ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
  const below = listDirectories(group).flatMap((name) => listGroup(`${group}/${name}`));
  return [...own, ...below];
}

function listDirectories(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => lstatSync(join(directory, name)).isDirectory());
  } catch {
    return []; // gone in the meantime
  }
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // gone in the meantime
  }
}

async function shutDown({ keeper, layer }: Booted): Promise<void> {
  const ended = new Promise((resolve) => keeper.once("exit", resolve));
  keeper.stdin?.end();
  if (keeper.exitCode === null) await ended;
  rmSync(layer, { recursive: true, force: true });
}

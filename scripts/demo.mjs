// The comparison that Upkeep starts from, with real processes: in which ways can a service end, what does `status` call it, and is it
// started again? Runs a manager of its own in a temporary folder, as whoever calls it, and leaves nothing behind.
// Exits 0 only if every outcome is the expected one.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const UPKEEP = join(dirname(dirname(fileURLToPath(import.meta.url))), "bin/upkeep.cjs");
const SLEEP = "/bin/sleep 1000";
/** A shell that waits for its child and passes on how that ended, as scripts do. */
const SHELL = `/bin/sh -c "sleep 1000; exit $$?"`;
const HOG = "tail /dev/zero";
const LIMIT = "MemoryMax=48M\nLimitAS=2G\n";
const PREVENT = "RestartPreventExitStatus=SIGKILL\n";

/** `act`: what is done to the service once it runs. `ends`: what status says of the main process. */
const CASES = [
  { name: "exit-1", what: "exits with 1", exec: `/bin/sh -c "sleep 0.2; exit 1"`, ends: "exited/1", restarted: true },
  { name: "term", what: "SIGTERM from outside", exec: SLEEP, act: kill("main", "SIGTERM"), ends: "killed/TERM", restarted: true },
  {
    ...{ name: "term-on-failure", what: "the same, Restart=on-failure", restart: "on-failure" },
    ...{ exec: SLEEP, act: kill("main", "SIGTERM"), ends: "killed/TERM", restarted: false, why: "SIGTERM is a clean end" },
  },
  { name: "kill", what: "kill -9", exec: SLEEP, act: kill("main", "SIGKILL"), ends: "killed/KILL", restarted: true },
  {
    ...{ name: "kill-prevented", what: "kill -9, with the prevent list", extra: PREVENT },
    ...{ exec: SLEEP, act: kill("main", "SIGKILL"), ends: "killed/KILL", restarted: false, why: "the list names SIGKILL" },
  },
  { name: "oom", what: "out of memory", exec: HOG, extra: LIMIT, ends: "killed/KILL", restarted: true },
  {
    ...{ name: "oom-prevented", what: "out of memory, with the prevent list", extra: LIMIT + PREVENT },
    ...{ exec: HOG, ends: "killed/KILL", restarted: false, why: "an OOM kill is a SIGKILL" },
  },
  {
    ...{ name: "shell-child-term", what: "SIGTERM to the shell's last child", extra: "RestartPreventExitStatus=SIGTERM\n" },
    ...{ exec: SHELL, act: kill("child", "SIGTERM"), ends: "exited/143", restarted: true, why: "143 is an exit, no signal" },
  },
  {
    ...{ name: "shell-child-kill", what: "SIGKILL to the shell's last child", extra: PREVENT },
    ...{ exec: SHELL, act: kill("child", "SIGKILL"), ends: "exited/137", restarted: true, why: "137 is an exit, no signal" },
  },
  {
    ...{ name: "shell-kill", what: "SIGKILL to the shell itself", extra: PREVENT },
    ...{ exec: SHELL, act: kill("main", "SIGKILL"), ends: "killed/KILL", restarted: false, why: "the list names SIGKILL" },
  },
  {
    name: "stop",
    what: "upkeep stop",
    exec: SLEEP,
    act: stop,
    ends: "killed/TERM",
    restarted: false,
    why: "a stop is never followed by a restart",
  },
];

const folder = mkdtempSync(join(tmpdir(), "upkeep-demo-"));
const units = join(folder, "units");
const base = ["--runtime-dir", join(folder, "run")];

function unitText({ exec, restart = "always", extra = "" }) {
  return `[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=${exec}\nRestart=${restart}\nRestartSec=300ms\n${extra}`;
}

function upkeep(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [UPKEEP, args[0], ...base, ...args.slice(1)], (error, stdout, stderr) => {
      resolve({ status: error?.code ?? 0, stdout, stderr });
    });
  });
}

async function show(name) {
  const { stdout } = await upkeep(
    "show",
    "-p",
    "MainPID,NRestarts,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus",
    `${name}.service`,
  );
  return Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/s, 2)),
  );
}

function kill(whom, signal) {
  return async ({ name }) => {
    const { MainPID } = await show(name);
    const pid = whom === "main" ? Number(MainPID) : await childOf(Number(MainPID));
    process.kill(pid, signal);
  };
}

async function stop({ name }) {
  await upkeep("stop", `${name}.service`);
}

/** The shell has started its child a moment after it was started itself. */
async function childOf(parent) {
  for (let tries = 0; tries < 100; tries++) {
    for (const pid of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
      if (parentOf(pid) === parent) return Number(pid);
    }
    await sleep(50);
  }
  throw new Error(`process ${parent} has no child`);
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined; // It has just ended.
  }
}

/** How the log tells the end: the first line about the main process's exit. */
async function howItEnded(name) {
  const { stdout } = await upkeep("logs", "-u", `${name}.service`, "-o", "cat", "--no-pager");
  const found = /Main process exited, code=(\w+), status=(\d+)\/([^\s]+)/.exec(stdout);
  if (found !== null) return found[1] === "exited" ? `exited/${found[2]}` : `${found[1]}/${found[3]}`;
  return undefined;
}

async function observe({ name }) {
  const state = await show(name);
  const ended = (await howItEnded(name)) ?? "not at all/";
  return { ended, restarted: Number(state.NRestarts) > 0, state: `${state.ActiveState} (${state.SubState})`, result: state.Result };
}

const isSettled = (seen) => seen.restarted || !seen.state.startsWith("activ");

/** Waits until it has been restarted, or has come to rest and stayed there longer than a restart would take. */
async function outcome(one) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const seen = await observe(one);
    if (isSettled(seen) || Date.now() > deadline) {
      if (seen.restarted) return seen;
      await sleep(1000);
      return observe(one);
    }
    await sleep(200);
  }
}

function startManager() {
  const child = spawn(process.execPath, [UPKEEP, "daemon", ...base, "--unit-path", units, "--log-level", "debug"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ready = new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("exit", (code) => reject(new Error(`the manager ended at once, with status ${code}`)));
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return { child, ready, ended };
}

async function play(one) {
  await upkeep("start", `${one.name}.service`);
  await one.act?.(one);
  return { one, seen: await outcome(one) };
}

function row({ one, seen }) {
  const asExpected = seen.ended === one.ends && seen.restarted === one.restarted;
  const expected = asExpected ? "" : `   EXPECTED ${one.ends}, ${one.restarted ? "restarted" : "not restarted"}; Result=${seen.result}`;
  const verdict = seen.restarted ? "restarted" : `not restarted, ${seen.state}`;
  const [code, status] = seen.ended.split("/");
  const shown = code === "exited" ? `code=exited, status=${status}` : `code=${code}, signal=${status}`;
  console.log(
    `${asExpected ? "ok " : "BAD"} ${one.what.padEnd(38)} ${shown.padEnd(26)} ${verdict}${one.why ? ` (${one.why})` : ""}${expected}`,
  );
  return asExpected;
}

async function main() {
  mkdirSync(units, { recursive: true });
  for (const one of CASES) writeFileSync(join(units, `${one.name}.service`), unitText(one));
  console.log("Eleven services with Restart=always (but for one), each brought to its end in another way; real processes, real signals.\n");
  console.log(`    ${"what happens to it".padEnd(38)} ${"what status says".padEnd(26)} and then`);
  const { child, ready, ended } = startManager();
  let good = 0;
  try {
    await ready;
    // A few at a time: enough to be quick, not so many that a small machine is busy with starting commands.
    for (let at = 0; at < CASES.length; at += 4) {
      const played = await Promise.all(CASES.slice(at, at + 4).map(play));
      good += played.filter((each) => row(each)).length;
    }
  } finally {
    child.kill("SIGTERM");
    await ended.catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${good} of ${CASES.length} as expected.`);
  return good === CASES.length ? 0 : 1;
}

process.exitCode = await main();

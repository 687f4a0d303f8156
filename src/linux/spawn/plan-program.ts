/**
 * A SpawnPlan as the list of system calls that the new process makes, in systemd's order: where two steps would fail, the first decides
 * the exit status.
 */
import { SPAWN_STEPS } from "../../core/exec/plan.ts";
import type { SpawnPlan, Stdio } from "../../core/exec/plan.ts";
import type { Program } from "./program.ts";

/** What the manager adds to a plan from what it has open. */
export interface Surroundings {
  /** Descriptors of its own, all of them above 2 and close-on-exec. */
  readonly nullFd: number;
  readonly logFd: number | undefined;
  /** The highest that the new process is to get a copy of; undefined if it has to begin with a copy of all. */
  readonly lastFd: number | undefined;
  /** A descriptor of the cgroup to be born in. */
  readonly cgroupFd: number | undefined;
  /** `cgroup.procs` files to enter by writing: what cannot be had by birth. */
  readonly join: readonly string[];
  /** The manager's own limits: a limit above them is tried, and the highest possible is set if that is refused. */
  readonly hardLimit: (resource: number) => number;
  /** To be handed over; all of them above the place of the last of them. */
  readonly fds: readonly number[];
  /** The new process is to wait until it can read from this descriptor, also above those; a failure is to be told through it. */
  readonly line: number | undefined;
}

const AT_FDCWD = -100;
const X_OK = 1;
const SIGPIPE = 13;
const SIG_SETMASK = 2;
const F_SETFL = 4;
const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  CREAT: 0x40,
  NOCTTY: 0x100,
  TRUNC: 0x200,
  APPEND: 0x400,
  NONBLOCK: 0x800,
  CLOEXEC: 0x80000,
} as const;
const RLIMIT_NOFILE = 7;
/** What services get by default. Node raises the manager's own, so nothing may be inherited. Source: systemd-system.conf(5), DefaultLimitNOFILE=. */
const DEFAULT_NOFILE = { soft: 1024, hard: 524_288 } as const;
const PR_SET_NAME = 15;
const PR_SET_NO_NEW_PRIVS = 38;
const LAST_FD = 0xffffffff;
const CLOSE_RANGE_UNSHARE = 2;

/** Source: systemd.exec(5); systemd 257 src/core/exec-invoke.c, exec_invoke, for the order. */
export function writeProgram(program: Program, plan: SpawnPlan, around: Surroundings): void {
  program.begin(sizeOf(plan, around), {
    cgroup: around.cgroupFd,
    sharesFiles: around.lastFd !== undefined,
    apart: around.line === undefined ? undefined : { report: around.line },
  });
  if (plan.doomed) {
    if (around.line !== undefined) awaitTurn(program, plan, around.line, 3);
    program.call(plan.doomed.step, "exit_group", [SPAWN_STEPS[plan.doomed.step]]);
    program.finish();
    return;
  }
  if (around.lastFd !== undefined) program.call("FDS", "close_range", [around.lastFd + 1, LAST_FD, CLOSE_RANGE_UNSHARE]);
  program.resetSignals(plan.ignoreSigpipe ? 2 ** (SIGPIPE - 1) : 0);
  program.call("SETSID", "setsid", []);
  program.call("EXEC", "umask", [plan.umask]);
  for (const file of around.join) joinCgroup(program, file);
  setStreams(program, plan, around);
  around.fds.forEach((fd, at) => program.call("FDS", "dup3", [fd, 3 + at, 0]));
  const firstFree = 3 + around.fds.length;
  if (around.line === undefined) program.call("FDS", "close_range", [firstFree, LAST_FD, 0], { ignore: "errors" });
  else awaitTurn(program, plan, around.line, firstFree);
  if (plan.oomScoreAdjust !== undefined) setOomScore(program, plan.oomScoreAdjust);
  if (plan.nice !== undefined) program.call("NICE", "setpriority", [0, 0, plan.nice], { ignore: "errors" });
  if (plan.credentials) setGroups(program, plan.credentials, plan.stdout);
  setLimits(program, plan, around);
  const path = program.string(plan.path.startsWith("/") ? plan.path : "");
  program.call("EXEC", "faccessat", [AT_FDCWD, path, X_OK]);
  if (plan.credentials) {
    const { uid } = plan.credentials;
    program.call("USER", "setresuid", [uid, uid, uid]);
  }
  changeDirectory(program, plan);
  if (plan.noNewPrivileges) program.call("NO_NEW_PRIVILEGES", "prctl", [PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0]);
  execute(program, plan, path);
  program.finish();
}

/** As any process on its way to its program, but for a long time: with nothing of the manager's open, and under a name that says so. */
function awaitTurn(program: Program, { path }: SpawnPlan, line: number, firstFree: number): void {
  if (line > firstFree) program.call("FDS", "close_range", [firstFree, line - 1, 0], { ignore: "errors" });
  program.call("FDS", "close_range", [line + 1, LAST_FD, 0], { ignore: "errors" });
  program.call("EXEC", "prctl", [PR_SET_NAME, program.string(`(${path.slice(path.lastIndexOf("/") + 1).slice(-8)})`)]);
  program.call("SIGNAL_MASK", "rt_sigprocmask", [SIG_SETMASK, program.words([0]), 0, 8]);
  program.call("EXEC", "read", [line, program.words([0]), 1], { ignore: "errors" });
}

function joinCgroup(program: Program, file: string): void {
  program.call("CGROUP", "openat", [AT_FDCWD, program.string(file), O.WRONLY | O.CLOEXEC, 0], { result: "keep" });
  program.call("CGROUP", "write", [0, program.string("0"), 1], { result: "use" });
}

function setStreams(program: Program, plan: SpawnPlan, around: Surroundings): void {
  setStream(program, "STDIN", 0, plan.stdin, around);
  setStream(program, "STDOUT", 1, plan.stdout, around);
  setStream(program, "STDERR", 2, plan.stderr, around);
}

/** dup3 also clears close-on-exec, which Node sets on its own three. */
function setStream(program: Program, step: "STDIN" | "STDOUT" | "STDERR", fd: number, stdio: Stdio, around: Surroundings): void {
  switch (stdio.to) {
    case "null":
      program.call(step, "dup3", [around.nullFd, fd, 0]);
      return;
    case "log":
      program.call(step, "dup3", [around.logFd ?? around.nullFd, fd, 0]);
      return;
    case "stdout":
      program.call(step, "dup3", [1, fd, 0]);
      return;
    case "file": {
      const flags = OPEN_FLAGS[stdio.mode];
      // The manager waits for the new process to execute: opening a FIFO must not wait for its other end.
      program.call(step, "openat", [AT_FDCWD, program.string(stdio.path), flags | O.NONBLOCK | O.NOCTTY | O.CLOEXEC, 0o666], {
        result: "keep",
      });
      program.call(step, "fcntl", [0, F_SETFL, flags & O.APPEND], { result: "use" });
      program.call(step, "dup3", [0, fd, 0], { result: "use" });
    }
  }
}

const OPEN_FLAGS = {
  read: O.RDONLY,
  write: O.WRONLY | O.CREAT,
  append: O.WRONLY | O.CREAT | O.APPEND,
  truncate: O.WRONLY | O.CREAT | O.TRUNC,
} as const;

/** Where lowering is not allowed, as in a user namespace, the value stays. */
function setOomScore(program: Program, score: number): void {
  const text = String(score);
  const file = program.string("/proc/self/oom_score_adj");
  program.call("OOM_ADJUST", "openat", [AT_FDCWD, file, O.WRONLY | O.CLOEXEC, 0], { result: "keep", ignore: "privilege" });
  program.call("OOM_ADJUST", "write", [0, program.string(text), text.length], { result: "use", ignore: "privilege" });
}

function setGroups(program: Program, { uid, gid, groups, hasOthers }: NonNullable<SpawnPlan["credentials"]>, stdout: Stdio): void {
  // /dev/stdout and /dev/stderr can then be opened by the user too. Only the pipe: anything else there belongs to somebody.
  if (stdout.to === "log") program.call("STDOUT", "fchown", [1, uid, gid], { ignore: "errors" });
  program.call("GROUP", "setgroups", [groups.length, program.integers(groups)], {
    part: hasOthers === true ? "supplementary-groups" : "change-group",
  });
  program.call("GROUP", "setresgid", [gid, gid, gid], { part: "change-group" });
}

/** First what the manager may surely set, then what was asked for, which only a privileged one may. */
function setLimits(program: Program, plan: SpawnPlan, around: Surroundings): void {
  const given = plan.limits.some(({ resource }) => resource === RLIMIT_NOFILE);
  for (const { resource, soft, hard } of given ? plan.limits : [...plan.limits, { resource: RLIMIT_NOFILE, ...DEFAULT_NOFILE }]) {
    const highest = around.hardLimit(resource);
    const sure = program.words([Math.min(soft, highest), Math.min(hard, highest)]);
    program.call("LIMITS", "prlimit64", [0, resource, sure, 0]);
    if (hard > highest) program.call("LIMITS", "prlimit64", [0, resource, program.words([soft, hard]), 0], { ignore: "errors" });
  }
}

function changeDirectory(program: Program, plan: SpawnPlan): void {
  if (plan.workingDirectoryOptional) program.call("CHDIR", "chdir", [program.string("/")], { ignore: "errors" });
  const path = program.string(plan.workingDirectory);
  program.call("CHDIR", "chdir", [path], plan.workingDirectoryOptional ? { ignore: "errors" } : {});
}

const OWN_PID = "=\0pid";

function execute(program: Program, plan: SpawnPlan, path: number): void {
  const argv = program.words([...plan.argv.map((word) => program.string(word)), 0]);
  const environment = plan.environment.map((assignment) => {
    if (!assignment.endsWith(OWN_PID)) return program.string(assignment);
    const name = assignment.slice(0, -OWN_PID.length + 1);
    const at = program.string(name, 12);
    program.writePid(at + name.length);
    return at;
  });
  const envp = program.words([...environment, 0]);
  // Last of all: from here on a signal ends the process, with nothing of the manager's left to run.
  program.call("SIGNAL_MASK", "rt_sigprocmask", [SIG_SETMASK, program.words([0]), 0, 8]);
  program.call("EXEC", "execve", [path, argv, envp], { part: "execute" });
}

/** UTF-8 takes at most three bytes for each of JavaScript's units. */
function sizeOf(plan: SpawnPlan, around: Surroundings): number {
  let units = plan.path.length + plan.workingDirectory.length + 1024;
  let pieces = 64 + 3 * plan.limits.length + (plan.credentials?.groups.length ?? 0);
  for (const texts of [plan.argv, plan.environment, around.join]) {
    pieces += 2 * texts.length;
    for (const text of texts) units += text.length;
  }
  for (const stdio of [plan.stdin, plan.stdout, plan.stderr]) if (stdio.to === "file") units += stdio.path.length;
  return 3 * units + 16 * pieces;
}

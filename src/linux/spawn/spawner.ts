/** Makes processes: the machine code of stub.c in a page of its own, and one program that is written anew for each spawn. */
import { statSync } from "node:fs";
import { err, ok } from "../../core/base/result.ts";
import type { Result } from "../../core/base/result.ts";
import { SPAWN_STEPS, type SpawnFailure, type SpawnPlan } from "../../core/exec/plan.ts";
import { syscallError } from "../ffi.ts";
import type { Libc, SyscallError } from "../ffi.ts";
import { writeProgram } from "./plan-program.ts";
import { type Failed, Program, REPORT_SIZE } from "./program.ts";
import { STUB_BYTES } from "./stub-bytes.ts";

export interface Spawner {
  /**
   * The new process has executed its program, or ended on the way there: then `failure` says at which step, and its exit status is still
   * to be waited for. An error: there is no process. Source: systemd.exec(5), PROCESS EXIT CODES.
   */
  spawn(plan: SpawnPlan, place: Place): Result<Spawned, SyscallError>;
  /** The new process waits on its way, as one that all can see and kill, until it is let go or the manager has ended. */
  hold(plan: SpawnPlan, place: Place): Result<Held, SyscallError>;
  close(): void;
}
export interface Held {
  readonly pid: number;
  /** More than once does no harm. */
  letGo(): void;
  /** To be called once it has been waited for: at which step it failed if it has come no further, with that exit status. */
  ended(status: number | undefined): SpawnFailure | undefined;
}
export interface Spawned {
  readonly pid: number;
  readonly failure?: SpawnFailure;
}
/** Where a process goes. */
export interface Place {
  readonly logFd: number | undefined;
  /** Directory of the cgroup (v2) that it is to belong to from its first instruction. */
  readonly cgroup: string | undefined;
  /** `cgroup.procs` files (v1) that it enters before it executes. */
  readonly join: readonly string[];
  /** Descriptors to be handed over as 3, 4 … */
  readonly fds: readonly number[];
}

const PROT = { read: 1, write: 2, execute: 4 } as const;
const MAP_PRIVATE_ANONYMOUS = 0x22;
const O_RDWR_CLOEXEC = 0x80002;
const O_PATH_CLOEXEC = 0x280000;
const PR_GET_DUMPABLE = 3;
const PR_SET_DUMPABLE = 4;
const O_CLOEXEC = 0x80000;
const F_DUPFD_CLOEXEC = 1030;
const HIGHEST_FD = 0x7fff_ffff;
/** Above those that they are to become, so that none is overwritten before it is copied. */
const FIRST_PASSED_FD = 3;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
/** No clone3, or one that a container's filter or an old kernel refuses. */
const CLONE3_REFUSED: readonly number[] = [1, 22, 38];

/** `inherited`: descriptors that the manager was started with; none of them may reach a service. */
export function openSpawner(libc: Libc, inherited: readonly number[]): Result<Spawner, SyscallError> {
  const run = loadStub(libc);
  if (!run.ok) return run;
  const nullFd = libc.open("/dev/null", O_RDWR_CLOEXEC, 0);
  if (nullFd < 0) return err(syscallError(libc, "open /dev/null", nullFd));
  // For kernels without close_range; what Node opens is close-on-exec anyway.
  for (const fd of inherited) if (fd > 2) libc.fcntl(fd, F_SETFD, FD_CLOEXEC);

  const low = openLowFds(libc, nullFd);
  const program = new Program(libc);
  const hardLimit = rememberHardLimits(libc);
  const dumpable = libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
  let cloneIntoCgroup = true;

  /** Woken in the middle of the child's execve, we would keep it from the processor until we sleep. In a burst that is for the kernel to balance. */
  let inBurst = false;
  const letGo = (): void => {
    if (inBurst) return;
    libc.yieldCpu();
    inBurst = true;
    queueMicrotask(() => (inBurst = false));
  };
  const attempt = (plan: SpawnPlan, place: Place, cgroupFd: number | undefined, line?: number): number => {
    const join = place.cgroup !== undefined && cgroupFd === undefined ? [`${place.cgroup}/cgroup.procs`, ...place.join] : place.join;
    if (low !== undefined && place.logFd !== undefined) libc.dup3(place.logFd, low.logFd, O_CLOEXEC);
    const logFd = place.logFd === undefined ? undefined : (low?.logFd ?? place.logFd);
    const lent = place.fds.map((fd) => libc.fcntl(fd, F_DUPFD_CLOEXEC, FIRST_PASSED_FD + place.fds.length));
    const lastFd = line === undefined && low !== undefined ? Math.max(low.last, ...lent) : undefined;
    writeProgram(program, plan, { nullFd, logFd, lastFd, cgroupFd, join, hardLimit, fds: lent, line });
    const pid = run.value(program.bytes);
    for (const fd of lent) libc.close(fd);
    if (low !== undefined && place.logFd !== undefined) libc.dup3(nullFd, low.logFd, O_CLOEXEC);
    letGo();
    return pid;
  };
  const bornInCgroup = (plan: SpawnPlan, place: Place, cgroup: string, line?: number): number => {
    const fd = libc.open(cgroup, O_PATH_CLOEXEC, 0);
    if (fd < 0) return fd;
    const pid = attempt(plan, place, fd, line);
    libc.close(fd);
    if (!CLONE3_REFUSED.includes(-pid)) return pid;
    cloneIntoCgroup = false;
    return attempt(plan, place, undefined, line);
  };
  const make = (plan: SpawnPlan, place: Place, line?: number): number =>
    place.cgroup !== undefined && cloneIntoCgroup ? bornInCgroup(plan, place, place.cgroup, line) : attempt(plan, place, undefined, line);
  const describe = (failed: Failed | undefined): SpawnFailure | undefined =>
    failed && { ...failed, error: libc.describeError(failed.errno) };
  return ok({
    spawn: (plan, place) => {
      const pid = make(plan, place);
      if (pid < 0) return err(syscallError(libc, "clone", pid));
      // A change of user in a process that shares our memory marks the memory, hence us, as not to be looked at.
      if (plan.credentials && dumpable === 1) libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
      const failure = plan.doomed ?? describe(withoutDirectory(program.failure(), plan));
      return ok({ pid, ...(failure && { failure }) });
    },
    hold: (plan, place) => {
      const line = openLine(libc, FIRST_PASSED_FD + place.fds.length);
      if (!line.ok) return line;
      const { own, other } = line.value;
      const pid = make(plan, place, other);
      libc.close(other);
      if (pid < 0) {
        libc.close(own);
        return err(syscallError(libc, "clone", pid));
      }
      const readReport = program.reader();
      return ok({
        pid,
        letGo: () => void libc.write(own, GO, GO.length),
        ended: (status) => {
          const report = Buffer.alloc(REPORT_SIZE);
          const length = libc.read(own, report, REPORT_SIZE);
          libc.close(own);
          if (plan.doomed !== undefined) return status === SPAWN_STEPS[plan.doomed.step] ? plan.doomed : undefined;
          return length === REPORT_SIZE ? describe(withoutDirectory(readReport(report), plan)) : undefined;
        },
      });
    },
    close: () => {
      libc.close(nullFd);
      if (low !== undefined) libc.close(low.logFd);
    },
  });
}

const EACCES = 13;
const EISDIR = 21;

/** A directory may be entered, which looks like a program that may be executed until execve(2) refuses it. systemd looks first. */
function withoutDirectory(failed: Failed | undefined, { path }: SpawnPlan): Failed | undefined {
  if (failed?.part !== "execute" || failed.errno !== EACCES) return failed;
  return isDirectory(path) ? { step: "EXEC", errno: EISDIR } : failed;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // It has gone since, or is hidden from us: the kernel's own answer stands.
    return false;
  }
}

const GO = Buffer.alloc(1);
const AF_UNIX = 1;
const SOCK_STREAM_CLOEXEC = 1 | O_CLOEXEC;
const F_SETFL = 4;
const O_NONBLOCK = 0x800;

/** Two ends; the other one's number is not below `lowest`, and to wait for what is to be read there is possible. */
function openLine(libc: Libc, lowest: number): Result<{ readonly own: number; readonly other: number }, SyscallError> {
  const ends = Buffer.alloc(8);
  const made = libc.socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, ends);
  if (made < 0) return err(syscallError(libc, "socketpair", made));
  const [own, low] = [ends.readInt32LE(0), ends.readInt32LE(4)];
  const other = libc.fcntl(low, F_DUPFD_CLOEXEC, lowest);
  libc.close(low);
  if (other < 0) {
    libc.close(own);
    return err(syscallError(libc, "fcntl", other));
  }
  libc.fcntl(own, F_SETFL, O_NONBLOCK);
  return ok({ own, other });
}

/**
 * A place for the log's descriptor that stays low. A new process then begins with the manager's descriptors and copies only these few,
 * not all that the manager has for its other services: measured, 1,000 services are started in 1006 ms with this and in 1134 ms without.
 */
function openLowFds(libc: Libc, nullFd: number): { readonly logFd: number; readonly last: number } | undefined {
  // There is no such descriptor: asked only to learn whether the call is known.
  if (libc.closeRange(HIGHEST_FD, HIGHEST_FD) < 0) return undefined;
  const logFd = libc.fcntl(nullFd, F_DUPFD_CLOEXEC, 0);
  return logFd < 0 ? undefined : { logFd, last: Math.max(nullFd, logFd) };
}

function loadStub(libc: Libc): Result<(program: Uint8Array) => number, SyscallError> {
  const stub = STUB_BYTES[process.arch];
  if (!stub) return err({ call: "load", errno: 0, message: `Upkeep has no code to start processes with on ${process.arch}.` });
  const code = Buffer.from(stub.code, "base64");
  const length = libc.pageSize();
  const page = libc.mmap(length, PROT.read | PROT.write, MAP_PRIVATE_ANONYMOUS);
  if (page < 0) return err(syscallError(libc, "mmap", page));
  libc.copyTo(page, code);
  const result = libc.mprotect(page, length, PROT.read | PROT.execute);
  return result < 0 ? err(syscallError(libc, "mprotect", result)) : ok(libc.functionAt(page));
}

/** The manager's own hard limits, asked once each. */
function rememberHardLimits(libc: Libc): (resource: number) => number {
  const known = new Map<number, number>();
  const pair = Buffer.alloc(16);
  return (resource) => {
    const before = known.get(resource);
    if (before !== undefined) return before;
    const hard = libc.prlimit(0, resource, null, pair) < 0 ? Number.POSITIVE_INFINITY : limitOf(pair.readBigUInt64LE(8));
    known.set(resource, hard);
    return hard;
  };
}

const limitOf = (raw: bigint): number => (raw === 0xffff_ffff_ffff_ffffn ? Number.POSITIVE_INFINITY : Number(raw));

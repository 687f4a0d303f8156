import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createDriver, hasCommand, isRoot, lacks } from "./run-driver.ts";

const drive = createDriver();

/** What a case gave, or undefined, with the reason printed, where this machine has no such cgroups. */
function driveWith(kind: string, name: string, wrapper: readonly string[] = []): unknown {
  const result = drive(name, { args: [kind], wrapper });
  return lacks(typeof result === "object" && result !== null && "lacks" in result, `no ${kind} can be made here`) ? undefined : result;
}

describe.each(["cgroup-v2", "cgroup-v1", "proc"])("members by %s", (kind) => {
  it("finds and kills daemons that have left session and parent, and tells once that the unit is empty", () => {
    const result = driveWith(kind, "killAll");
    if (result === undefined) return;
    expect(result).toEqual({
      members: 3,
      comms: ["sh", "sleep", "sleep"],
      named: 1,
      first: "a.service/main",
      signalled: 3,
      left: [false, false],
      other: 1,
      before: 1,
      emptied: 2,
      after: 0,
    });
  });

  it("is not empty as long as a child of the main process lives", () => {
    const result = driveWith(kind, "leftOver");
    if (result !== undefined) expect(result).toEqual({ early: false, members: ["sleep"] });
  });

  it("is not empty because nobody can look", () => {
    const wrapper = ["/bin/sh", "-c", 'ulimit -n 64; exec "$@"', "sh"];
    const result = driveWith(kind, "withoutDescriptors", wrapper);
    if (result !== undefined) expect(result).toEqual({ early: false, killed: 1 });
  });

  it("forgets a released unit when its last member has gone", () => {
    const result = driveWith(kind, "lateRelease");
    if (result === undefined) return;
    const grouped = kind !== "proc";
    expect(result).toEqual({ before: grouped, kept: grouped, gone: true, again: { code: "exited", status: 0 } });
  });
});

it("does the same as an unprivileged user", () => {
  expect(drive("killAll", { args: ["proc"], unprivileged: true })).toMatchObject({
    signalled: 3,
    left: [false, false],
    other: 1,
    emptied: 2,
  });
});

it("has a process in its cgroup from the first instruction", () => {
  const { tracking, outside } = drive("bornInside") as { tracking: string; outside: readonly string[] };
  if (!lacks(tracking === "proc", "no cgroup can be made here")) expect(outside).toEqual([]);
});

const strace = "/usr/bin/strace";
it.skipIf(lacks(!hasCommand(strace), "refusing clone3 needs strace"))(
  "has it there before exec where clone3 is refused, as containers do",
  () => {
    const wrapper = [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=clone3", "-e", "inject=clone3:error=ENOSYS"];
    const { tracking, outside } = drive("bornInside", { wrapper }) as { tracking: string; outside: readonly string[] };
    if (!lacks(tracking === "proc", "no cgroup can be made here")) expect(outside).toEqual([]);
  },
);

it("tells what a unit has used when it is released", () => {
  const result = drive("used") as object;
  if (!lacks("lacks" in result, "no cgroup-v2 can be made here")) expect(result).toEqual(["a.service", true]);
});

it("lets a stopped process act on a stop's signal, and leaves it stopped after a client's", () => {
  expect(drive("continues")).toEqual({ stopped: true, status: { code: "exited", status: 0 } });
});

it("signals nobody when nobody is there", () => {
  expect(drive("killGone")).toEqual([]);
});

const unshare = "/usr/bin/unshare";
it.skipIf(lacks(!isRoot || !hasCommand(unshare), "a PID namespace needs root and unshare"))(
  "reaps 10,000 orphans as PID 1, and its memory stays flat",
  () => {
    const result = drive("orphans", { args: ["10000"], wrapper: [unshare, "-pf", "--mount-proc"], timeoutMs: 60_000 });
    const { grown, ...rest } = result as { grown: number };
    expect(rest).toEqual({ pid: 1, zombies: "", status: { code: "exited", status: 0 } });
    expect(grown).toBeLessThan(4 * 1024 * 1024);
  },
  60_000,
);

const compiler = "/usr/bin/cc";
describe.skipIf(lacks(!hasCommand(compiler), "the fork chain is written in C"))(
  "a chain of processes that fork and end, without cgroups",
  () => {
    const directory = mkdtempSync(join(tmpdir(), "upkeep-chain-"));
    chmodSync(directory, 0o777);
    const program = join(directory, "fork-chain");
    execFileSync(compiler, ["-O1", "-o", program, join(import.meta.dirname, "programs/fork-chain.c")]);
    afterAll(() => rmSync(directory, { recursive: true }));

    it.each([
      ["50000", "here", "known"],
      ["50000", "away", "known"],
      ["50000", "away", "bare"],
      ["3000", "away", "known"],
      ["3000", "away", "bare"],
      ["500", "here", "known"],
      ["500", "away", "known"],
      ["500", "away", "bare"],
      ["0", "here", "known"],
      ["0", "away", "known"],
      ["0", "away", "bare"],
    ])("cannot outrun a stop: each lives %s µs, session %s, environment %s", (...how) => {
      expect(drive("forkChain", { args: [program, join(directory, "beats"), ...how], unprivileged: true })).toEqual({
        ran: true,
        early: false,
        lives: false,
      });
    });
  },
);

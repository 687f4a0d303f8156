import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { createDriver, isRoot, lacks } from "./run-driver.ts";

interface Ran {
  readonly failure?: { readonly step: string; readonly error: string };
  readonly exited?: number;
  readonly output: string;
}

const drive = createDriver();
let results: Record<string, Ran>;
beforeAll(() => {
  results = drive("spawnCases") as Record<string, Ran>;
});

describe("exec that fails", () => {
  // Steps and exit statuses: systemd.exec(5), PROCESS EXIT CODES. Errors: strerror(3).
  it.each([
    ["missing", "EXEC", 203, "No such file or directory"],
    ["relativeName", "EXEC", 203, "No such file or directory"],
    ["notExecutable", "EXEC", 203, "Permission denied"],
    ["execFormat", "EXEC", 203, "Exec format error"],
    ["directory", "EXEC", 203, "Is a directory"],
    ["tooLarge", "EXEC", 203, "Argument list too long"],
    ["badDirectory", "CHDIR", 200, "No such file or directory"],
    ["bothMissing", "EXEC", 203, "No such file or directory"],
    ["badStdin", "STDIN", 208, "No such file or directory"],
    ["badStdout", "STDOUT", 209, "No such file or directory"],
    ["badStderr", "STDERR", 222, "No such file or directory"],
    ["fifoWithoutReader", "STDOUT", 209, "No such device or address"],
    ["doomed", "USER", 217, "No such process"],
  ])("%s fails at %s with %i: %s", (name, step, status, error) => {
    expect(results[name]).toMatchObject({ failure: { step, error }, exited: status, output: "" });
  });
});

describe("what a process is given", () => {
  it.each([
    ["plain", 3, "out\nerr\n"],
    ["badDirectoryOptional", 0, "/\n"],
    ["directoryGiven", 0, "/usr\n0027\n"],
    ["readsFile", 0, "from a file\n"],
    ["nullStdin", 0, ""],
    ["ownPid", 0, "same x y\n"],
    // The fourth is the directory that ls itself has open.
    ["descriptors", 0, "0\n1\n2\n3\n"],
    ["session", 0, "leader\n"],
    ["limits", 0, "77\n99\n0\n"],
    ["nice", 0, "5\n"],
    ["oomScore", 0, "300\n"],
    ["noNewPrivileges", 0, "NoNewPrivs:\t1\n"],
    ["largeArguments", 0, "9000 100000 40\n"],
    ["manyVariables", 0, "3000\n"],
  ])("%s", (name, status, output) => {
    expect(results[name]).toEqual({ exited: status, output });
  });

  it.each([
    ["appends", "one\nmore\n"],
    ["truncates", "new\n"],
    ["overwrites", "new\nng line\n"],
  ])("a file that stdout %s to", (name, text) => {
    expect(results[name]).toBe(text);
  });

  it("no signal is blocked, and only SIGPIPE is ignored, if that is asked for", () => {
    const field = (name: string, key: string): string | undefined =>
      new RegExp(`^${key}:\\s*(\\w+)$`, "m").exec(results[name]?.output ?? "")?.[1];
    expect([field("signals", "SigBlk"), field("signals", "SigIgn")]).toEqual(["0000000000000000", "0000000000001000"]);
    expect([field("signalsWithSigpipe", "SigBlk"), field("signalsWithSigpipe", "SigIgn")]).toEqual([
      "0000000000000000",
      "0000000000000000",
    ]);
  });

  it("1024:524288 open files by default, as far as the manager may", () => {
    const hard = spawnSync("/bin/sh", ["-c", "ulimit -Hn"], { encoding: "utf8" }).stdout.trim();
    const [soft, got] = results["limitsDefault"]?.output.split("\n") ?? [];
    expect(soft).toBe("1024");
    expect(Number(got)).toBeLessThanOrEqual(524_288);
    if (Number(hard) <= 524_288) expect(Number(got)).toBeGreaterThanOrEqual(Number(hard));
  });

  it("a limit above the manager's own is no failure", () => {
    expect(results["limitTooHigh"]).toMatchObject({ exited: 0 });
  });

  it("the manager's own OOM score stays, though the memory is shared until exec", () => {
    expect(results["ownOomScore"]).not.toBe("300\n");
  });

  it.skipIf(lacks(!isRoot, "changing the user needs root"))("user, groups, and standard error that the user may open", () => {
    expect(results["user"]).toEqual({ exited: 0, output: "65534\n65534\n65534 4 24\nx\nopened\n7\n" });
  });

  it.skipIf(lacks(!isRoot, "changing the user needs root"))("the user is not given what else standard output leads to", () => {
    expect(results["userToNull"]).toBe(0);
  });

  it("a user that may not be had fails at its step", () => {
    const { userWithoutRight } = drive("spawnCases", { unprivileged: true }) as Record<string, Ran>;
    expect(userWithoutRight).toMatchObject({
      failure: { step: "GROUP", part: "change-group", error: "Operation not permitted" },
      exited: 216,
    });
  });
});

describe("the life of processes", () => {
  it("tells exited, killed and dumped apart", () => {
    expect(drive("ends")).toEqual({
      exit: { code: "exited", status: 42 },
      kill: { code: "killed", status: 9 },
      term: { code: "killed", status: 15 },
      pipe: { code: "exited", status: 0 },
      dump: { code: "dumped", status: 6 },
      "real-time": { code: "killed", status: 40 },
    });
  });

  it("loses nothing of what was written before the end", () => {
    expect(drive("lastWords")).toEqual({ lengths: [1_000_010], unfinished: 0 });
  });

  it("hands on what nobody has read yet when it is closed", () => {
    expect(drive("unreadAtClose")).toEqual({ output: "unread", order: ["end a.service/main"] });
  });

  it("goes on reading what a grandchild prints", () => {
    expect(drive("lateOutput")).toEqual({ atExit: "first\n", endedAtExit: 0, finally: "first\nlate\n" });
  });

  it("is not held up by one that prints without end", () => {
    const { slowest, took } = drive("spammer") as { slowest: number; took: number };
    expect(slowest).toBeLessThan(500);
    expect(took).toBeLessThan(5_000);
  });

  it("leaks no descriptor in a thousand spawns", () => {
    const { before, after } = drive("noLeaks") as { before: number; after: number };
    expect(after).toBeLessThanOrEqual(before + 1);
  });

  it("passes on no descriptor that the manager was started with", () => {
    expect(drive("inheritedDescriptor", { wrapper: ["/bin/sh", "-c", 'exec 9</etc/passwd; exec "$@"', "sh"] })).toEqual({
      inherited: true,
      seen: "0\n1\n2\n3\n",
    });
  });

  it("says so when there is no descriptor left, and goes on when there is one again", () => {
    const wrapper = ["/bin/sh", "-c", 'ulimit -n 48; exec "$@"', "sh"];
    expect(drive("exhausted", { wrapper })).toEqual({
      errors: ["Too many open files"],
      someStarted: true,
      after: { code: "exited", status: 5 },
    });
  });

  it("gives words of any kind as they are", () => {
    expect(drive("anyWords")).toEqual({ different: 0 });
  });

  it("starts the next process while it tells of the last one's end", () => {
    expect(drive("restartPath")).toEqual({ pairs: true, count: 402 });
  });

  it("keeps an error in one listener from the others", () => {
    expect(drive("isolated")).toEqual(["a listener's bug"]);
  });
});

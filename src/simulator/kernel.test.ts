import { describe, expect, test } from "vitest";
import { after, msec, type Monotonic } from "../core/base/time.ts";
import type { SpawnPlan } from "../core/exec/plan.ts";
import type { KernelEffect, KernelEvent, ProcessRef } from "../core/kernel.ts";
import { parseSignal, type Signal } from "../core/values/signal.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { createClock, SIMULATION_START } from "./clock.ts";
import { createFiles } from "./files.ts";
import { openSimulatedKernel } from "./kernel.ts";
import { programOf } from "./program.ts";

const UNIT = "web.service" as UnitName;
const PLAN: SpawnPlan = {
  path: "/actor",
  argv: ["/actor"],
  environment: [],
  workingDirectory: "/",
  workingDirectoryOptional: false,
  umask: 0o22,
  stdin: { to: "null" },
  stdout: { to: "log" },
  stderr: { to: "stdout" },
  limits: [],
  noNewPrivileges: false,
  ignoreSigpipe: true,
};

/** A kernel whose story is written down: `150ms main exited 1`. */
function tell() {
  const clock = createClock(SIMULATION_START);
  const files = createFiles();
  const story: string[] = [];
  const events: KernelEvent[] = [];
  const write = (line: string) => story.push(`${(clock.now().monotonic - SIMULATION_START.monotonic) / 1000}ms ${line}`);
  files.write("/actor", "", "executable");
  files.makeDirectory("/scratch");
  const kernel = openSimulatedKernel({
    clock,
    files,
    findProgram: (_, argv) => (argv[0] === "/not-a-program" ? undefined : programOf(argv)),
    deliver: (event) => {
      events.push(event);
      write(describeEvent(event));
    },
    output: {
      write: ({ process }, bytes) => write(`${process} prints ${JSON.stringify(new TextDecoder().decode(bytes))}`),
      end: ({ process }) => write(`${process} prints no more`),
    },
  });
  const spawn = (name: string, words: string, plan: Partial<SpawnPlan> = {}) =>
    kernel.perform({
      type: "spawn",
      unit: UNIT,
      process: name as ProcessRef,
      plan: { ...PLAN, argv: ["/actor", ...words.split(" ")], ...plan },
    });
  const kill = (effect: Partial<Extract<KernelEffect, { type: "kill" }>>) =>
    kernel.perform({
      type: "kill",
      unit: UNIT,
      processes: [],
      others: false,
      signal: 15 as Signal,
      alsoHangup: false,
      named: true,
      purpose: "stop-sigterm",
      ...effect,
    });
  const wait = (milliseconds: number) => clock.advanceTo(after(clock.now().monotonic, msec(milliseconds)));
  return { kernel, clock, files, story, events, spawn, kill, wait };
}

function describeEvent(event: KernelEvent): string {
  switch (event.type) {
    case "spawned":
      return `${event.process} spawned${event.failure === undefined ? "" : `, failed at ${event.failure.step}: ${event.failure.error}`}`;
    case "exited":
      return `${event.process} ${event.status.code} ${event.status.status}`;
    case "signalled":
      return `${event.type} ${event.members.map(({ comm, process }) => process ?? comm).join(" ")}`.trimEnd();
    case "notified":
      return `notified by ${event.process ?? "another"}: ${event.fields.map((field) => field.join("=")).join(" ")}`;
    default:
      return event.type;
  }
}

/** What comes of one process that nobody touches. */
describe("a process by itself", () => {
  const cases: readonly (readonly [name: string, words: string, story: readonly string[], plan?: Partial<SpawnPlan>])[] = [
    [
      "exits with 0 at the end of its words",
      "print hi",
      ["0ms m spawned", '1ms m prints "hi\\n"', "1ms m prints no more", "1ms m exited 0", "1ms emptied"],
    ],
    ["sleeps in virtual time", "sleep 100ms, exit 3", ["0ms m spawned", "101ms m prints no more", "101ms m exited 3", "101ms emptied"]],
    ["kills itself", "signal SIGKILL", ["0ms m spawned", "1ms m prints no more", "1ms m killed 9", "1ms emptied"]],
    ["dumps core", "core", ["0ms m spawned", "1ms m prints no more", "1ms m dumped 11", "1ms emptied"]],
    [
      "waits for its child",
      "fork (sleep 50ms, exit 7), await-child",
      ["0ms m spawned", "51.15ms m prints no more", "51.15ms m exited 7", "51.15ms emptied"],
    ],
    [
      "reports a killed child as a shell",
      "fork (signal SIGTERM), await-child",
      ["0ms m spawned", "1.15ms m prints no more", "1.15ms m exited 143", "1.15ms emptied"],
    ],
    [
      "prints its environment",
      "env A, env B",
      ["0ms m spawned", '1ms m prints "A=x\\n"', '1ms m prints "B unset\\n"', "1ms m prints no more", "1ms m exited 0", "1ms emptied"],
      { environment: ["A=x"] },
    ],
    [
      "knows its pid in the environment",
      "env P",
      ["0ms m spawned", '1ms m prints "P=100\\n"', "1ms m prints no more", "1ms m exited 0", "1ms emptied"],
      { environment: ["P=\0pid"] },
    ],
    [
      "notifies if there is a socket",
      "notify READY=1",
      ["0ms m spawned", "1ms notified by m: READY=1", "1ms m prints no more", "1ms m exited 0", "1ms emptied"],
      { environment: ["NOTIFY_SOCKET=/n"] },
    ],
    ["notifies nobody without", "notify READY=1", ["0ms m spawned", "1ms m prints no more", "1ms m exited 0", "1ms emptied"]],
    [
      "complains about words it doesn't know",
      "dance",
      ["0ms m spawned", '1ms m prints "actor: unknown word: dance\\n"', "1ms m prints no more", "1ms m exited 64", "1ms emptied"],
    ],
    [
      "ignores a signal of its own",
      "ignore SIGTERM, signal SIGTERM",
      ["0ms m spawned", "1ms m prints no more", "1ms m killed 15", "1ms emptied"],
    ],
  ];
  for (const [name, words, story, plan] of cases) {
    test(name, () => {
      const world = tell();
      world.spawn("m", words, plan);
      world.wait(1000);
      expect(world.story).toEqual(story);
    });
  }
});

describe("a process that fails before its program", () => {
  const cases: readonly (readonly [name: string, plan: Partial<SpawnPlan>, failure: string, status: number])[] = [
    ["missing program", { path: "/missing" }, "EXEC: No such file or directory", 203],
    ["not executable", { path: "/plain" }, "EXEC: Permission denied", 203],
    ["directory", { path: "/scratch" }, "EXEC: Is a directory", 203],
    ["no program", { argv: ["/not-a-program"] }, "EXEC: Exec format error", 203],
    ["missing working directory", { workingDirectory: "/missing" }, "CHDIR: No such file or directory", 200],
    [
      "output into a missing directory",
      { stdout: { to: "file", path: "/missing/o", mode: "append" } },
      "STDOUT: No such file or directory",
      209,
    ],
    [
      "errors into a missing directory",
      { stderr: { to: "file", path: "/missing/o", mode: "append" } },
      "STDERR: No such file or directory",
      222,
    ],
    ["missing input", { stdin: { to: "file", path: "/missing", mode: "read" } }, "STDIN: No such file or directory", 208],
    ["doomed", { doomed: { step: "USER", errno: 3, error: "No such process" } }, "USER: No such process", 217],
  ];
  for (const [name, plan, failure, status] of cases) {
    test(name, () => {
      const world = tell();
      world.files.write("/plain", "");
      world.spawn("m", "hang", plan);
      world.wait(1000);
      expect(world.story).toEqual([`0ms m spawned, failed at ${failure}`, "1ms m prints no more", `1ms m exited ${status}`, "1ms emptied"]);
    });
  }
});

describe("signals", () => {
  const signal = (name: string) => parseSignal(name) as Signal;

  test("default actions: term, ignore, stop and continue", () => {
    const world = tell();
    world.spawn("a", "sleep 100ms, exit 5");
    world.wait(10);
    for (const name of ["SIGCHLD", "SIGWINCH", "SIGSTOP"]) world.kernel.kill(100, signal(name));
    world.wait(200);
    expect(world.story).toEqual(["0ms a spawned"]);
    world.kernel.kill(100, signal("SIGCONT"));
    world.wait(1);
    expect(world.story.at(-2)).toBe("210.05ms a exited 5");
  });

  test("a stopped process gets its signals when it continues, but SIGKILL at once", () => {
    const world = tell();
    world.spawn("a", "on SIGTERM (exit 4), hang");
    world.spawn("b", "hang");
    world.wait(10);
    for (const pid of [100, 101]) world.kernel.kill(pid, signal("SIGSTOP"));
    world.kernel.kill(100, signal("SIGTERM"));
    world.kernel.kill(101, signal("SIGKILL"));
    world.wait(10);
    expect(world.story.slice(2)).toEqual(["10.05ms b prints no more", "10.05ms b killed 9"]);
    world.kernel.kill(100, signal("SIGCONT"));
    world.wait(10);
    expect(world.story.slice(4)).toEqual(["20.05ms a prints no more", "20.05ms a exited 4", "20.05ms emptied"]);
  });

  test("a handler interrupts a sleep, and what is left of it follows", () => {
    const world = tell();
    world.spawn("a", "on SIGHUP (print again, sleep 10ms), sleep 100ms, print done");
    world.wait(50);
    world.kernel.kill(100, signal("SIGHUP"));
    world.wait(100);
    expect(world.story.filter((line) => line.includes(' prints "'))).toEqual(['50.05ms a prints "again\\n"', '101ms a prints "done\\n"']);
  });

  test("a signal that comes in its own handler waits for its end; so it does in a child made there", () => {
    const world = tell();
    world.spawn("a", "on SIGHUP (print in, fork (hang), sleep 10ms, print out), hang");
    world.wait(50);
    for (const _ of ["once", "again", "and once more"]) world.kernel.kill(100, signal("SIGHUP"));
    world.wait(5);
    world.kernel.kill(101, signal("SIGHUP"));
    world.kernel.kill(101, signal("SIGTERM"));
    world.wait(100);
    expect(world.story.filter((line) => line.includes(" prints "))).toEqual([
      '50.05ms a prints "in\\n"',
      '60.05ms a prints "out\\n"',
      '60.05ms a prints "in\\n"',
      '70.05ms a prints "out\\n"',
    ]);
    expect(world.kernel.members(UNIT).map(({ pid }) => pid)).toEqual([100, 102]);
  });

  test("SIGPIPE is ignored where the plan says so", () => {
    const world = tell();
    world.spawn("a", "hang");
    world.spawn("b", "hang", { ignoreSigpipe: false });
    world.wait(10);
    world.kernel.kill(100, signal("SIGPIPE"));
    world.kernel.kill(101, signal("SIGPIPE"));
    world.wait(10);
    expect(world.story.slice(2)).toEqual(["10.05ms b prints no more", "10.05ms b killed 13"]);
  });

  test("there is nobody to kill", () => expect(tell().kernel.kill(100, signal("SIGKILL"))).toBe(false));
});

describe("kill effects", () => {
  test("the named in their order, then the others; SIGHUP and SIGCONT on top", () => {
    const world = tell();
    world.spawn("main", "fork (hang), ignore SIGTERM, on SIGHUP (exit 6), hang");
    world.spawn("control", "hang");
    world.wait(10);
    world.kill({ processes: ["control", "main"] as ProcessRef[], others: true, alsoHangup: true });
    expect(world.story.at(-1)).toBe("10ms signalled control main actor");
    world.wait(10);
    expect(world.story.slice(3)).toEqual([
      "10.05ms control prints no more",
      "10.05ms control killed 15",
      "10.05ms main exited 6",
      "10.05ms main prints no more",
      "10.05ms emptied",
    ]);
  });

  test("others are spared unless meant, and whoever is gone is left out", () => {
    const world = tell();
    world.spawn("main", "fork (hang), hang");
    world.wait(10);
    world.kill({ processes: ["gone", "main"] as ProcessRef[] });
    world.wait(10);
    expect(world.story.slice(1)).toEqual(["10ms signalled main", "10.05ms main killed 15"]);
    expect(world.kernel.membersOf(UNIT)?.map(({ comm }) => comm)).toEqual(["actor"]);
  });

  test("answers come within perform, consequences never", () => {
    const world = tell();
    world.spawn("main", "exit 1");
    world.kill({ processes: ["main"] as ProcessRef[], signal: 9 as Signal });
    expect(world.events.map(({ type }) => type)).toEqual(["spawned", "signalled"]);
  });
});

test("a child of a process that is gone still belongs to the unit", () => {
  const world = tell();
  world.spawn("main", "fork (sleep 100ms, print late), exit 0");
  world.wait(1000);
  expect(world.story).toEqual([
    "0ms main spawned",
    "1ms main exited 0",
    '101.1ms main prints "late\\n"',
    "101.1ms main prints no more",
    "101.1ms emptied",
  ]);
});

test("output goes where the plan says", () => {
  const world = tell();
  world.spawn("m", "print out, eprint err", { stdout: { to: "file", path: "/scratch/o", mode: "truncate" }, stderr: { to: "log" } });
  world.spawn("n", "print out, eprint err", { stdout: { to: "null" } });
  world.wait(10);
  expect(world.files.read("/scratch/o")).toEqual({ ok: true, value: "out\n" });
  expect(world.story.filter((line) => line.includes(' prints "'))).toEqual(['1ms m prints "err\\n"']);
});

test("once: only the first of several processes", () => {
  const world = tell();
  world.spawn("a", "once /scratch/f (exit 1), exit 2");
  world.wait(10);
  world.spawn("b", "once /scratch/f (exit 1), exit 2");
  world.wait(10);
  expect(world.story.filter((line) => line.includes("exited"))).toEqual(["1ms a exited 1", "11ms b exited 2"]);
});

test("the alarm is one: a new deadline replaces the old", () => {
  const world = tell();
  const at = (milliseconds: number) => (SIMULATION_START.monotonic + milliseconds * 1000) as Monotonic;
  world.kernel.wakeAt(at(10));
  world.kernel.wakeAt(at(20));
  world.wait(30);
  world.kernel.wakeAt(at(40));
  world.kernel.wakeAt(undefined);
  world.wait(30);
  expect(world.story).toEqual(["20ms woken"]);
});

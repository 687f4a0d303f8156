/** A manager on a simulated kernel with unit files in memory: for tests that play many short histories. */
import { after, type Usec } from "../../src/core/base/time.ts";
import type { Reply, Request } from "../../src/core/control/protocol.ts";
import type { Host } from "../../src/core/exec/host.ts";
import type { Sight } from "../../src/core/kernel.ts";
import { createManager, type Manager } from "../../src/core/manager/manager.ts";
import type { ManagerEffect } from "../../src/core/manager/world.ts";
import { EventLoop } from "../../src/daemon/loop.ts";
import { createClock, SIMULATION_START } from "../../src/simulator/clock.ts";
import { createFiles } from "../../src/simulator/files.ts";
import { openSimulatedKernel, type SimulatedKernel } from "../../src/simulator/kernel.ts";
import { programOf } from "../../src/simulator/program.ts";

export interface Simulation {
  readonly manager: Manager;
  readonly kernel: SimulatedKernel;
  readonly log: readonly string[];
  /** Exceptions from within the manager, with the event that they came from. */
  readonly bugs: readonly string[];
  /** The answers that have come so far, by the order of the questions. */
  readonly replies: ReadonlyMap<number, Reply>;
  ask<V extends Request["verb"]>(verb: V, ask: Request<V>["ask"]): number;
  advance(by: Usec): void;
  /** Everything is down after `exit`. */
  readonly finished: boolean;
}

/** `noBus`: why there is no message bus. */
export function simulate(units: ReadonlyMap<string, string>, { noBus }: { readonly noBus?: string } = {}): Simulation {
  const clock = createClock(SIMULATION_START);
  const files = createFiles();
  files.write("/actor", "", "executable");
  const log: string[] = [];
  const bugs: string[] = [];
  const replies = new Map<number, Reply>();
  let asked = 0;
  let finished = false;
  const links = { wants: [], requires: [], upholds: [] };
  const manager = createManager(
    {
      read(name) {
        const text = units.get(name);
        if (text === undefined) return { found: "nothing", links };
        return { found: "file", fragment: { path: `/units/${name}`, text, modified: 1 }, dropIns: [], links };
      },
      listDropIns: () => [],
    },
    machine(() => kernel),
    clock.now(),
  );
  const kernel = openSimulatedKernel({
    clock,
    files,
    findProgram: (_, argv) => programOf(argv),
    deliver: (event) => loop.deliver(event),
    output: { write() {}, end() {} },
    ...(noBus !== undefined && { noBus }),
  });
  const loop = new EventLoop({
    manager,
    kernel,
    perform,
    onRest() {},
    onBug: (error, event) => bugs.push(`${(error as Error).stack}\n${JSON.stringify(event)}`),
  });

  function perform(effect: Exclude<ManagerEffect, { type: "kernel" }>): void {
    if (effect.type === "log") log.push(effect.message.text);
    else if (effect.type === "reply") replies.set(effect.client, effect.reply);
    else if (effect.type === "finished") finished = true;
  }

  return {
    manager,
    kernel,
    log,
    bugs,
    replies,
    ask(verb, ask) {
      asked += 1;
      loop.post({ type: "asked", client: asked, request: { id: asked, verb, ask } as Request });
      return asked;
    },
    get finished() {
      return finished;
    },
    advance: (by) => clock.advanceTo(after(clock.now().monotonic, by)),
  };
}

function machine(kernel: () => Sight): Host {
  let invocations = 0;
  const refusal = { ok: false, error: { errno: 2, error: "No such file or directory" } } as const;
  return {
    userManager: false,
    privileged: true,
    environment: {},
    uid: 0,
    gid: 0,
    userName: "root",
    defaultPath: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    notifySocket: "/run/notify",
    home: "/root",
    totalMemory: 2 ** 33,
    totalTasks: 32_768,
    memoryNote: undefined,
    canFreeze: true,
    ownLimits: {},
    specifiers: new Map(),
    readTextFile: () => refusal,
    glob: () => [],
    account: () => undefined,
    groupId: () => undefined,
    isExecutable: (path) => path === "/actor",
    newInvocationId: () => (invocations += 1).toString(16).padStart(32, "0"),
    formatTimestamp: String,
    hasChanged: () => false,
    isEnabled: () => false,
    unitOf: () => undefined,
    draw: () => 0.5,
    pid: 1,
    inspect: (pid) => kernel().inspect(pid),
    membersOf: (unit) => kernel().membersOf(unit),
    childrenOf: (unit) => kernel().childrenOf(unit),
    isPopulated: (unit) => kernel().isPopulated(unit),
    pidOf: (fd) => kernel().pidOf(fd),
    pidfdIdOf: (pid) => kernel().pidfdIdOf(pid),
    readPidFile: () => refusal,
  };
}

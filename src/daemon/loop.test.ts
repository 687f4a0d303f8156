import { expect, it } from "vitest";
import type { Instant, Monotonic, Realtime } from "../core/base/time.ts";
import type { Kernel, KernelEvent } from "../core/kernel.ts";
import type { Manager, ManagerEvent } from "../core/manager/manager.ts";
import type { ManagerEffect } from "../core/manager/world.ts";
import { EventLoop } from "./loop.ts";

const UNIT = "a.service" as Extract<KernelEvent, { type: "emptied" }>["unit"];
const EMPTIED: KernelEvent = { type: "emptied", unit: UNIT };
const ASKED: ManagerEvent = { type: "asked", client: 7, request: { id: 3, verb: "manager-status", ask: {} } };

interface Script {
  readonly handle?: (event: ManagerEvent) => readonly ManagerEffect[];
  readonly settle?: () => readonly ManagerEffect[];
  readonly proceed?: () => readonly ManagerEffect[] | undefined;
  readonly nextDeadline?: () => Monotonic | undefined;
  readonly catchUp?: () => void;
  /** Microseconds that pass from one look at the clock to the next. */
  readonly tick?: number;
}

/** A loop between a manager and a kernel that do what the test says, and what the manager was told, in order. */
function play(script: Script): { readonly loop: EventLoop; readonly told: string[]; readonly performed: ManagerEffect[] } {
  const told: string[] = [];
  const performed: ManagerEffect[] = [];
  let time = 0;
  const now = (): Instant => ({ monotonic: (time += script.tick ?? 1) as Monotonic, realtime: time as Realtime });
  const manager: Manager = {
    handle(event) {
      told.push(event.type === "kernel" ? event.event.type : event.type);
      return script.handle?.(event) ?? [];
    },
    settle: () => script.settle?.() ?? [],
    proceed: () => script.proceed?.(),
    nextDeadline: () => script.nextDeadline?.(),
    world: undefined as never,
  };
  const kernel: Kernel = {
    now,
    perform({ type }) {
      if (type === "release") loop.deliver({ type: "released", unit: UNIT, used: {} });
    },
    catchUp: () => script.catchUp?.(),
    wakeAt() {},
    close() {},
  };
  const loop = new EventLoop({
    manager,
    kernel,
    perform: (effect) => void performed.push(effect),
    onRest() {},
    onBug: (error) => told.push(`bug: ${(error as Error).message}`),
  });
  return { loop, told, performed };
}

it("hears what was said before a deadline that passed meanwhile", () => {
  let isDue = true;
  const { loop, told } = play({
    nextDeadline: () => (isDue ? (1 as Monotonic) : undefined),
    handle(event) {
      if (event.type === "kernel" && event.event.type === "woken") isDue = false;
      return [];
    },
    catchUp: () => loop.deliver({ type: "notified", unit: UNIT, pid: 1, uid: 0, fields: [["WATCHDOG", "1"]], fds: [] }),
  });
  loop.deliver(EMPTIED);
  expect(told).toEqual(["emptied", "notified", "woken"]);
});

it("hears of a deadline that is due already before it begins another job, but not between two jobs", () => {
  const deadlines = [1, 2] as Monotonic[];
  let jobs = 0;
  const { loop, told } = play({
    nextDeadline: () => deadlines[0],
    handle(event) {
      if (event.type === "kernel" && event.event.type === "woken") deadlines.shift();
      return [];
    },
    proceed() {
      if (jobs === 2) return undefined;
      told.push(`job ${(jobs += 1)}`);
      if (jobs === 1) deadlines.push(3 as Monotonic);
      return [];
    },
  });
  loop.deliver(EMPTIED);
  expect(told).toEqual(["emptied", "woken", "woken", "job 1", "job 2", "woken"]);
});

it("answers a client whose request meets a bug", () => {
  const { loop, told, performed } = play({
    handle() {
      throw new Error("oh");
    },
  });
  loop.post(ASKED);
  expect(told).toEqual(["asked", "bug: oh"]);
  const error = { code: "bug", about: { reason: "oh" } };
  expect(performed).toEqual([{ type: "reply", client: 7, reply: { id: 3, result: { ok: false, error } } }]);
});

it("goes on after a bug in an event of the kernel", () => {
  const { loop, told } = play({
    handle(event) {
      if (event.type === "kernel") throw new Error("oh");
      return [];
    },
  });
  loop.deliver(EMPTIED);
  loop.post(ASKED);
  expect(told).toEqual(["emptied", "bug: oh", "asked"]);
});

it("carries out the rest when one effect ends in a bug", () => {
  const list = { type: "kernel", effect: { type: "release", unit: UNIT } } as const;
  const finished = { type: "finished", status: 0 } as const;
  const { loop, told, performed } = play({
    handle: (event) => (event.type === "asked" ? [{ type: "kernel", effect: null as never }, list, finished] : []),
  });
  loop.post(ASKED);
  loop.deliver(EMPTIED);
  expect(told).toEqual(["asked", expect.stringMatching(/^bug: /), "released", "emptied"]);
  expect(performed).toEqual([finished]);
});

it("hears of a deadline also when it does not come to rest, if late", async () => {
  const { loop, told } = play({
    tick: 15_000,
    nextDeadline: () => 1 as Monotonic,
    handle() {
      if (told.length < 50) loop.deliver(EMPTIED);
      return [];
    },
  });
  loop.deliver(EMPTIED);
  while (told.length < 40) await new Promise((resolve) => setImmediate(resolve));
  expect(told.indexOf("woken")).toBeGreaterThan(0);
  expect(told.filter((event) => event === "woken").length).toBeLessThan(20);
});

it("handles the answers to what settling asks of the kernel at once", () => {
  let settled = 0;
  const { loop, told } = play({
    settle: () => (++settled === 1 ? [{ type: "kernel", effect: { type: "release", unit: UNIT } }] : []),
  });
  loop.deliver(EMPTIED);
  expect(told).toEqual(["emptied", "released"]);
});

it("listens to others though the next deadline has always passed already", async () => {
  const { loop, told } = play({ tick: 1000, nextDeadline: () => (told.length < 200 ? (1 as Monotonic) : undefined) });
  loop.deliver(EMPTIED);
  expect(told.length).toBeLessThan(50);
  loop.post(ASKED);
  while (told.length < 200) await new Promise((resolve) => setImmediate(resolve));
  expect(told.indexOf("asked")).toBeGreaterThan(0);
  expect(told.indexOf("asked")).toBeLessThan(50);
});

it.each(["jobs", "questions"])("begins %s though there are always events of the kernel to handle", async (what) => {
  let begun = 0;
  const { loop, told } = play({
    tick: 15_000,
    handle(event) {
      if (event.type === "asked") begun += 1;
      else if (told.length < 100) loop.deliver(EMPTIED);
      return [];
    },
    proceed: () => (what === "jobs" && begun < 5 ? ((begun += 1), []) : undefined),
  });
  loop.deliver(EMPTIED);
  if (what === "questions") for (let i = 0; i < 5; i++) loop.post(ASKED);
  while (told.length < 50) await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toBe(5);
});

it("handles what happens to services before what clients ask", async () => {
  const { loop, told } = play({ tick: 15_000 });
  loop.deliver(EMPTIED);
  loop.post(ASKED);
  loop.post(ASKED);
  loop.deliver({ type: "woken" });
  while (told.length < 4) await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(["emptied", "woken", "asked", "asked"]);
});

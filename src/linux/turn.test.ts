import { expect, it, vi } from "vitest";
import type { KernelEvent, ProcessRef } from "../core/kernel.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { createTurn, type TurnParts } from "./turn.ts";

const own = (name: string): { readonly unit: UnitName; readonly process: ProcessRef; readonly extra: undefined } => ({
  unit: `${name}.service` as UnitName,
  process: `${name}.service/main/1` as ProcessRef,
  extra: undefined,
});

it("tells all that was found before the time, even to one who asks to catch up in the midst of it", () => {
  const told: string[] = [];
  const found = { dead: [1, 2], said: [3, 4] };
  const ended = new Set<number>();
  const parts = {
    reaper: {
      next: () => found.dead.slice(0, 1).map((pid) => ({ pid, status: { code: "exited", status: 0 } }))[0],
      wait: () => void found.dead.shift(),
    },
    socket: { receive: () => found.said.splice(0).map((pid) => ({ pid, uid: 0, fields: [["WATCHDOG", "1"]], fds: [], closeFds() {} })) },
    descriptors: { lookAgain() {} },
    held: new Map(),
    isBusy: () => false,
    ended,
    table: {
      take: (pid: number) => [own(`p${pid}`)],
      ownersOf: (pid: number) => [own(`p${pid}`)],
      byPid: (pid: number) => own(`p${pid}`),
      count: () => 1,
    },
    memory: { takeOomKill: () => false, takeOomKills: () => [] },
    emptiness: { reaped() {}, followHints() {} },
    deliver(event: KernelEvent) {
      told.push(`${event.type} ${"unit" in event ? event.unit : ""}`);
      const isFirst = told.length === 1;
      if (isFirst) found.dead.push(5);
      if (isFirst) turn.catchUp();
      if (isFirst) told.push("caught up");
    },
  };
  const turn = createTurn(parts as unknown as TurnParts, () => told.push("time"));
  turn.run();
  expect([...ended], "who hears of it only now still knows who has ended").toEqual([1, 2, 5]);
  expect(told).toEqual([
    "notified p3.service",
    "notified p4.service",
    "exited p1.service",
    "exited p2.service",
    "exited p5.service",
    "caught up",
    "time",
  ]);
});

it("tells nothing while what it has told is still to be heard", async () => {
  const told: string[] = [];
  let busy = true;
  let said = [3];
  const parts = {
    reaper: { next: () => undefined },
    socket: { receive: () => said.splice(0).map((pid) => ({ pid, uid: 0, fields: [["READY", "1"]], fds: [], closeFds() {} })) },
    descriptors: { lookAgain() {} },
    held: new Map(),
    ended: new Set(),
    isBusy: () => busy,
    table: { ownersOf: (pid: number) => [own(`p${pid}`)] },
    memory: { takeOomKills: () => [] },
    emptiness: { followHints() {} },
    deliver: (event: KernelEvent) => told.push(event.type),
  };
  const turn = createTurn(parts as unknown as TurnParts, () => {});
  turn.run();
  turn.run();
  await new Promise((resolve) => void setTimeout(resolve, 5));
  expect(told).toEqual([]);
  busy = false;
  await vi.waitFor(() => expect(told).toEqual(["notified"]));
  busy = true;
  said = [4];
  turn.catchUp();
  expect(told, "but to who asks").toEqual(["notified", "notified"]);
});

it("knows of an orphan that has been waited for to which unit it belonged, as what it has said is heard only then", () => {
  const told: KernelEvent[] = [];
  const asked: number[] = [];
  const exited = { code: "exited", status: 0 };
  const dead = [6, 7, 8].map((pid) => ({ pid, status: exited }));
  const said = [7];
  const parts = {
    reaper: { next: () => dead[0], wait: () => void dead.shift() },
    socket: { receive: () => said.splice(0).map((pid) => ({ pid, uid: 0, fields: [["READY", "1"]], fds: [], closeFds() {} })) },
    descriptors: { lookAgain() {} },
    held: new Map(),
    ended: new Set(),
    isBusy: () => false,
    tracker: {
      unitOf(pid: number) {
        asked.push(pid);
        return dead.some((one) => one.pid === pid) ? "web.service" : undefined;
      },
    },
    table: { take: () => [], byPid: () => undefined, ownersOf: () => [] },
    memory: { takeOomKills: () => [] },
    emptiness: { reaped() {}, followHints() {} },
    deliver: (event: KernelEvent) => told.push(event),
    warn: (text: string) => expect.fail(text),
  };
  createTurn(parts as unknown as TurnParts, () => {}).catchUp();
  expect(told).toMatchObject([{ type: "notified", unit: "web.service", pid: 7 }]);
  expect(asked, "of those that have said nothing it is not asked: without cgroups a chain of forks would outrun us").toEqual([7]);
});

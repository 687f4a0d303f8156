import { expect, test } from "vitest";
import { START, UNIT as unit, liveProcess, playEvents } from "../../../../test/support/service.ts";
import type { ProcessRef, Used } from "../../kernel.ts";
import { type Service, type ServiceData, type ServiceSubState, newService } from "./state.ts";
import type { ServiceEvent } from "./transition.ts";

const control = liveProcess("control", "ExecStartPre");

function happen(name: ServiceSubState, data: Partial<ServiceData>, event: ServiceEvent): readonly [Service, readonly string[]] {
  const { service, done } = playEvents(name, [event], { config: { Restart: "on-failure" }, data });
  return [service, done];
}

test("what is down has nothing to do when it is woken", () => {
  expect(happen("dead", {}, { type: "woken", unit } as ServiceEvent)).toEqual([newService(START), []]);
});

test("what a run has used is kept, and all else as it was", () => {
  const used = { cpuUsec: 7 } as unknown as Used;
  const [{ data }, done] = happen("dead", { restarts: 3 }, { type: "released", unit, used } as ServiceEvent);
  expect([data.used, data.restarts, done]).toEqual([used, 3, []]);
});

// Source: systemctl(1), reset-failed.
test("with reset-failed all that went wrong is forgotten, and restarts are counted on", () => {
  const before = { result: "timeout", reloadResult: "exit-code", restarts: 3, forgetRestarts: true } as const;
  const [{ state, data }] = happen("failed", before, { type: "reset-failed" });
  expect(state.name).toBe("dead");
  expect(data).toMatchObject({ result: "success", reloadResult: "success", restarts: 0, forgetRestarts: false });
  expect(happen("running", before, { type: "reset-failed" })[0].state.name).toBe("running");
});

test("a restart that can't be queued fails the service, for want of resources, and is the last", () => {
  const [{ state, data }, done] = happen("auto-restart", {}, { type: "restart-impossible", error: "oh" });
  expect([state.name, data.result]).toEqual(["failed", "resources"]);
  expect(done).toContain("restart-impossible");
});

test("a process that can't be made fails its command; one that nobody waits for does not", () => {
  const event = { type: "spawn-failed", unit, error: "oh" } as const;
  const [{ state, data }, done] = happen("start-pre", { control }, { ...event, process: control.process } as ServiceEvent);
  expect([state.name, data.result, data.control]).toEqual(["auto-restart", "resources", undefined]);
  expect(done[0]).toBe("spawn-failed");
  const other = { ...event, process: "a.service/control/2" as ProcessRef } as ServiceEvent;
  expect(happen("start-pre", { control }, other)[1]).toEqual([]);
});

test("a PID file is watched on the way up only", () => {
  const member = { pid: 7, comm: "a", process: control.process };
  const signal = { type: "signalled", unit, purpose: "stop-sigterm", signal: 15, others: true, members: [member], nobodyLeft: false };
  const waiting = { awaitsPidFile: true, signalling: "stop-sigterm" } as const;
  const [{ state, data }, done] = happen("start-post", waiting, signal as unknown as ServiceEvent);
  expect([state.name, data.awaitsPidFile, done.includes("unwatch-file")]).toEqual(["stop-sigterm", undefined, true]);
  const [still, nothing] = happen("start-post", waiting, { type: "fd-hung-up", unit, fd: 9 } as unknown as ServiceEvent);
  expect([still.data.awaitsPidFile, nothing]).toEqual([true, []]);
});

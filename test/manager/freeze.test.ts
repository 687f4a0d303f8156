/** What can't be recorded from systemd 257: it waits for ever for a process that it makes in a frozen unit, and has nobody left at its end. */
import { expect, test } from "vitest";
import { msec, sec } from "../../src/core/base/time.ts";
import { type Simulation, simulate } from "../support/simulation.ts";

const start = (unit: string) => ({ verb: "start", units: [unit], mode: "replace", wait: false }) as const;

/** But for the good ends of processes, which are told at debug level. */
const said = ({ log }: Simulation): readonly string[] => log.filter((line) => !line.includes("process exited"));

test("a frozen service is thawed when a process of its own is needed to bring it down", () => {
  const unit = "[Service]\nExecStart=/actor on SIGTERM (exit 0), hang\nRuntimeMaxSec=2s\nExecStop=/actor sleep 100ms\n";
  const simulation = simulate(new Map([["a.service", unit]]));
  simulation.ask("enqueue", start("a.service"));
  simulation.advance(sec(1));
  const asked = simulation.ask("freeze", { units: ["a.service"], verb: "freeze" });
  simulation.advance(sec(10));
  expect(simulation.bugs).toEqual([]);
  expect(simulation.replies.get(asked)?.result).toEqual({ ok: true, value: { refused: [] } });
  expect(said(simulation).slice(-4)).toEqual([
    "a.service: Unit now frozen.",
    "a.service: Service reached runtime time limit. Stopping.",
    "a.service: Unit now thawed.",
    "a.service: Failed with result 'timeout'.",
  ]);
});

test("at a shutdown a frozen service is thawed and stopped in order", () => {
  const simulation = simulate(new Map([["a.service", "[Service]\nExecStart=/actor on SIGTERM (sleep 100ms, exit 0), hang\n"]]));
  simulation.ask("enqueue", start("a.service"));
  simulation.advance(sec(1));
  simulation.ask("freeze", { units: ["a.service"], verb: "freeze" });
  simulation.advance(msec(10));
  simulation.ask("exit", {});
  simulation.advance(sec(1));
  expect(simulation.bugs).toEqual([]);
  expect(simulation.finished).toBe(true);
  expect(said(simulation).slice(-4)).toEqual([
    "a.service: Unit now thawed.",
    "Stopping a.service...",
    "a.service: Deactivated successfully.",
    "Stopped a.service.",
  ]);
});

test("where there are no control groups it is said that they are wanting, beside systemd's sentence", () => {
  const simulation = simulate(new Map([["a.service", "[Service]\nExecStart=/actor hang\n"]]));
  Object.assign(simulation.manager.world.host, { canFreeze: false });
  const asked = simulation.ask("freeze", { units: ["a.service", "b.target"], verb: "freeze" });
  simulation.advance(sec(1));
  expect(simulation.replies.get(asked)?.result).toMatchObject({
    value: { refused: [{ error: { code: "no-freezer" } }, { error: { code: "no-such-unit" } }] },
  });
});

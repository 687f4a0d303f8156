import { expect, test } from "vitest";
import { type Monotonic, msec, usec } from "../core/base/time.ts";
import { createClock, SIMULATION_START } from "./clock.ts";

const at = (microseconds: number): Monotonic => (SIMULATION_START.monotonic + microseconds) as Monotonic;

test("calls come by time, and at the same time in the order they were asked for", () => {
  const clock = createClock(SIMULATION_START);
  const calls: string[] = [];
  clock.at(at(20), () => calls.push("second"));
  clock.at(at(10), () => calls.push("first"));
  clock.at(at(20), () => calls.push("third"));
  clock.advanceTo(at(30));
  expect(calls).toEqual(["first", "second", "third"]);
});

test("a call sees the time it was asked for, and both clocks pass alike", () => {
  const clock = createClock(SIMULATION_START);
  const seen: number[] = [];
  clock.in(msec(5), () => seen.push(clock.now().monotonic - SIMULATION_START.monotonic, clock.now().realtime - SIMULATION_START.realtime));
  clock.advanceTo(at(9_000));
  expect(seen).toEqual([5_000, 5_000]);
  expect(clock.now().monotonic).toBe(at(9_000));
});

test("what a call asks for within the time that passes is called too", () => {
  const clock = createClock(SIMULATION_START);
  const calls: string[] = [];
  clock.in(usec(10), () => clock.in(usec(10), () => calls.push("within")));
  clock.in(usec(15), () => clock.in(usec(10), () => calls.push("beyond")));
  clock.advanceTo(at(20));
  expect(calls).toEqual(["within"]);
  expect(clock.nextDue()).toBe(at(25));
});

test("what is taken back is not called", () => {
  const clock = createClock(SIMULATION_START);
  const calls: string[] = [];
  const cancel = clock.at(at(10), () => calls.push("cancelled"));
  clock.at(at(10), () => calls.push("kept"));
  cancel();
  cancel();
  clock.advanceTo(at(10));
  expect(calls).toEqual(["kept"]);
});

test("a time that is over means as soon as time passes, and time never goes back", () => {
  const clock = createClock(SIMULATION_START);
  clock.advanceTo(at(100));
  const times: number[] = [];
  clock.at(at(50), () => times.push(clock.now().monotonic));
  clock.advanceTo(at(100));
  clock.advanceTo(at(10));
  expect(times).toEqual([at(100)]);
  expect(clock.now().monotonic).toBe(at(100));
});

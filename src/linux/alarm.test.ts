import { expect, it } from "vitest";
import type { Monotonic } from "../core/base/time.ts";
import { openAlarm } from "./alarm.ts";
import type { Libc } from "./ffi.ts";
import type { Reactor } from "./reactor.ts";

it("leaves its descriptor alone once that is closed: the number may be somebody else's by then", () => {
  const calls: string[] = [];
  const libc = {
    timerfdCreate: () => 3,
    timerfdSet: () => void calls.push("set"),
    close: () => void calls.push("close"),
  } as unknown as Libc;
  const reactor: Reactor = { add: () => 0, remove: () => {}, close: () => {} };
  const alarm = openAlarm(libc, reactor, () => {});
  if (!alarm.ok) throw new Error(alarm.error.message);
  alarm.value.set(1 as Monotonic);
  alarm.value.close();
  alarm.value.set(2 as Monotonic);
  expect(calls).toEqual(["set", "close"]);
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { UnitName } from "../../core/values/unit-name.ts";
import { watchEmptiness } from "./emptiness.ts";
import type { Emptied, MemberTracker } from "./tracker.ts";

const WEB = "web.service" as UnitName;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A unit whose last process is waited for, with what each look says; and when it was told to be empty, in milliseconds. */
function playLooks(look: (time: number, patient: boolean) => Emptied): { readonly told: readonly number[]; readonly looks: () => number } {
  const begin = performance.now();
  const told: number[] = [];
  let looks = 0;
  const tracker = {
    kind: "proc",
    watch: () => false,
    emptyAmong(_: readonly UnitName[], patient: boolean) {
      looks += 1;
      return look(performance.now() - begin, patient);
    },
  } as Partial<MemberTracker> as MemberTracker;
  const emptiness = watchEmptiness(tracker, () => told.push(performance.now() - begin));
  emptiness.populated(WEB);
  emptiness.ownProcessesGone(WEB);
  emptiness.reaped();
  vi.advanceTimersByTime(10_000);
  return { told, looks: () => looks };
}

const EMPTY: Emptied = { empty: [WEB], again: false };
const AGAIN: Emptied = { empty: [], again: true };

it("tells at once what can be seen", () => {
  expect(playLooks(() => EMPTY).told).toEqual([0]);
});

it("asks again by itself when it could not be seen", () => {
  const { told } = playLooks((time) => (time < 150 ? AGAIN : EMPTY));
  expect(told).toEqual([160]);
});

it("asks again in doubt, but not for ever", () => {
  const { told, looks } = playLooks((_, patient) => (patient ? AGAIN : EMPTY));
  expect(told).toEqual([2000]);
  expect(looks()).toBeLessThan(120);
});

it("does not ask again when somebody is there", () => {
  const { told, looks } = playLooks(() => ({ empty: [], again: false }));
  expect([told, looks()]).toEqual([[], 1]);
});

import { afterEach, expect, it, vi } from "vitest";
import type { UnitName } from "../../core/values/unit-name.ts";
import { chooseVictim, openMemoryGuard } from "./memory-guard.ts";

afterEach(() => void vi.useRealTimers());

const held = (...bytes: number[]) => bytes.map((amount, i) => ({ pid: i + 1, bytes: amount }));

it.each([
  ["nobody", [], 10, {}, undefined],
  ["just within the limit", [4, 6], 10, {}, undefined],
  ["one over it", [11], 10, {}, 1],
  ["the largest of several", [4, 6, 5], 10, {}, 2],
  ["pages shared between them count once", [6, 6, 6], 10, { 1: 3, 2: 3, 3: 3 }, undefined],
  ["the largest share", [6, 6, 6], 10, { 1: 3, 2: 3, 3: 5 }, 3],
  ["a share that cannot be read counts in full", [6, 6], 10, { 1: 5 }, 2],
  ["one alone is not asked for its share", [11], 10, { 1: 1 }, 1],
])("%s", (_, bytes, max, shares: Record<number, number>, victim) => {
  expect(chooseVictim(held(...bytes), max, (pid) => shares[pid])).toBe(victim);
});

it.each([undefined, []])("goes on looking when it saw %s", (unseen) => {
  vi.useFakeTimers();
  const unit = "a.service" as UnitName;
  const killed: number[] = [];
  let seen: readonly number[] | undefined = unseen;
  const kill = (_: UnitName, pid: number): boolean => killed.push(pid) > 0;
  const guard = openMemoryGuard(
    4096,
    () => seen,
    kill,
    () => {},
  );
  guard.enter(unit, { max: 1 });
  vi.advanceTimersByTime(100);
  seen = [process.pid];
  vi.advanceTimersByTime(100);
  guard.close();
  expect(killed[0]).toBe(process.pid);
});

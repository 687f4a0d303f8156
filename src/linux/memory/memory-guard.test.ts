import { expect, it } from "vitest";
import { chooseVictim } from "./memory-guard.ts";

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

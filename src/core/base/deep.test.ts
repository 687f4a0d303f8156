import { expect, it } from "vitest";
import { type Deep, runDeep } from "./deep.ts";

function* depthOf(depth: number, log: string[]): Deep<number> {
  if (depth === 0) return 0;
  if (depth < 0) throw new Error("too deep");
  try {
    return 1 + (yield depthOf(depth - 1, log));
  } finally {
    if (depth > 99_998) log.push(`left ${depth}`);
  }
}

it("goes deeper than the stack, and returns in order", () => {
  const log: string[] = [];
  expect(runDeep(depthOf(100_000, log))).toBe(100_000);
  expect(log).toEqual(["left 99999", "left 100000"]);
});

it("what is thrown passes through the callers, who may catch it", () => {
  const log: string[] = [];
  function* failing(depth: number): Deep<number> {
    try {
      return yield depth === 0 ? depthOf(-1, log) : failing(depth - 1);
    } finally {
      log.push(`left ${depth}`);
    }
  }
  expect(() => runDeep(failing(2))).toThrow("too deep");
  expect(log).toEqual(["left 0", "left 1", "left 2"]);
  function* catching(): Deep<number> {
    try {
      return yield failing(0);
    } catch {
      return yield depthOf(3, log);
    }
  }
  expect(runDeep(catching())).toBe(3);
});

import { expect, test } from "vitest";
import type { Monotonic } from "../core/base/time.ts";
import { limitWarnings } from "./limit-warnings.ts";

test("of a flood the first warnings are told, of the others how many, and then it begins anew", () => {
  const told: string[] = [];
  const later: (() => void)[] = [];
  let seconds = 0;
  const warn = limitWarnings({
    warn: (text) => void told.push(text),
    now: () => (seconds * 1e6) as Monotonic,
    after: (_, run) => void later.push(run),
  });
  for (let i = 1; i <= 1000; i++) warn(`warning ${i}`);
  expect(told).toEqual(Array.from({ length: 20 }, (_, i) => `warning ${i + 1}`));
  expect(later).toHaveLength(1);
  seconds = 31;
  later.pop()?.();
  expect(told.splice(0).at(-1)).toBe("Suppressed 980 further warnings, the first of them: warning 21");
  warn("once more");
  expect(told).toEqual(["once more"]);
  for (let i = 1; i <= 100; i++) warn("again");
  expect(later).toHaveLength(1);
  later.pop()?.();
  expect(told.at(-1)).toBe("Suppressed 81 further warnings, the first of them: again");
});

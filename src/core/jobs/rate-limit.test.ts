import { expect, test } from "vitest";
import { type Monotonic, sec } from "../base/time.ts";
import { type RateLimit, type RateWindow, countHit } from "./rate-limit.ts";

/** Seconds at which hits come, and whether each is allowed. */
const CASES: readonly (readonly [name: string, limit: RateLimit, hits: readonly (readonly [at: number, allowed: boolean])[]])[] = [
  [
    "a burst is allowed, one more is not",
    { interval: sec(10), burst: 2 },
    [
      [0, true],
      [1, true],
      [2, false],
      [9, false],
    ],
  ],
  [
    "the window closes an interval after the first hit",
    { interval: sec(5), burst: 2 },
    [
      [0, true],
      [4, true],
      [5, false],
      [5.1, true],
      [5.2, true],
      [5.3, false],
    ],
  ],
  [
    "refused hits do not keep the window open",
    { interval: sec(2), burst: 1 },
    [
      [0, true],
      [1, false],
      [1.9, false],
      [2.1, true],
    ],
  ],
  [
    "an interval of 0 is no limit",
    { interval: sec(0), burst: 1 },
    [
      [0, true],
      [0, true],
      [0, true],
    ],
  ],
  [
    "a burst of 0 is no limit",
    { interval: sec(10), burst: 0 },
    [
      [0, true],
      [0, true],
    ],
  ],
  [
    "an infinite interval counts for ever",
    { interval: Infinity as never, burst: 1 },
    [
      [0, true],
      [1e6, false],
    ],
  ],
];

test.each(CASES)("%s", (_, limit, hits) => {
  let window: RateWindow | undefined;
  const allowed = hits.map(([at]) => {
    const counted = countHit(limit, window, sec(at) as number as Monotonic);
    window = counted.window;
    return counted.allowed;
  });
  expect(allowed).toEqual(hits.map(([, expected]) => expected));
});

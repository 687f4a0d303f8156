import { expect, test } from "vitest";
import { UTC } from "../../core/log/zone.ts";
import { formatTimestamp } from "../../core/log/format-timestamp.ts";
import { formatRelative } from "./times.ts";

const [S, MIN, H, D] = [1e6, 60e6, 3600e6, 86_400e6];

// Source: systemd.time(7) and systemctl 257; the bounds are those of FORMAT_TIMESTAMP_RELATIVE.
test.each([
  [0, "now"],
  [1, "1us ago"],
  [999, "999us ago"],
  [473_900, "473ms ago"],
  [1.9 * S, "1s ago"],
  [59 * S, "59s ago"],
  [MIN, "1min 0s ago"],
  [4 * MIN + 41 * S, "4min 41s ago"],
  [5 * MIN + 59 * S, "5min ago"],
  [59 * MIN, "59min ago"],
  [H, "1h 0min ago"],
  [5 * H + 59 * MIN, "5h 59min ago"],
  [6 * H + 59 * MIN, "6h ago"],
  [24 * H, "24h ago"],
  [25 * H, "1 day 1h ago"],
  [47 * H, "1 day 23h ago"],
  [2 * D, "2 days ago"],
  [6 * D, "6 days ago"],
  [7 * D, "1 week 0 days ago"],
  [8 * D, "1 week 1 day ago"],
  [20 * D, "2 weeks 6 days ago"],
  [31 * D, "1 month 0 days ago"],
  [62 * D, "2 months 1 day ago"],
  [366 * D, "1 year 0 months ago"],
  [800 * D, "2 years 2 months ago"],
  [-(59 * MIN + 59 * S), "59min left"],
])("%d µs: %s", (span, expected) => {
  expect(formatRelative(span)).toBe(expected);
});

test("a moment", () => {
  expect(formatTimestamp(Date.UTC(2026, 10, 24, 4, 7, 20) * 1000 + 999_999, UTC)).toBe("Tue 2026-11-24 04:07:20 UTC");
  const berlin = { offset: () => 60, name: () => "CET" };
  expect(formatTimestamp(Date.UTC(2026, 10, 22, 23, 30, 5) * 1000, berlin)).toBe("Mon 2026-11-23 00:30:05 CET");
});

import { expect, test } from "vitest";
import { formatBytes } from "./sizes.ts";

// As journalctl 257 --disk-usage and systemctl 257 print sizes.
test.each([
  [0, "0B"],
  [1023, "1023B"],
  [1024, "1K"],
  [393_216, "384K"],
  [1_258_291, "1.1M"],
  [1_258_292, "1.2M"],
  [8 * 1024 ** 2, "8M"],
  [1.19 * 1024 ** 3, "1.1G"],
  [1024 ** 4 - 1, "1023.9G"],
])("%d is %s", (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

import { describe, expect, test } from "vitest";
import { parsePid } from "./pid.ts";

describe("a process id", () => {
  const cases: readonly (readonly [text: string, pid: number | string])[] = [
    ["1", 1],
    [" 4711\n", 4711],
    ["0x10", 16],
    ["010", 8],
    ["0", "Numerical result out of range"],
    ["-5", "Numerical result out of range"],
    ["99999999999999999999", "Numerical result out of range"],
    ["2147483648", "Numerical result out of range"],
    ["", "Invalid argument"],
    ["12 and more", "Invalid argument"],
    ["nonsense", "Invalid argument"],
  ];
  for (const [text, pid] of cases) {
    test(JSON.stringify(text), () =>
      expect(parsePid(text)).toEqual(typeof pid === "number" ? { ok: true, value: pid } : { ok: false, error: pid }),
    );
  }
});

import { expect, test } from "vitest";
import { memoryAmount, tasksAmount } from "./amount.ts";
import type { ReadContext } from "./value-kind.ts";

const context = undefined as unknown as ReadContext;
const G = 1024 ** 3;

// What systemd 257 made of MemoryMax=.
test.each<readonly [string, number]>([
  ["512M", 536870912],
  ["1G 500M", 1598029824],
  ["1.5G", 1.5 * G],
  ["1.5", 1],
  ["1K1B", 1025],
  ["1B", 1],
  ["1E", 1152921504606846976],
  ["infinity", Infinity],
  ["5 M", 5242880],
  ["1.M", 1048576],
  ["0.5K", 512],
  ["1G1M1K1", 1074791425],
  ["12M34", 12582946],
  ["007", 7],
])("MemoryMax=%s is %d bytes", (text, bytes) => {
  expect(memoryAmount.parse(text, context)).toEqual({ ok: true, value: { absolute: bytes } });
});

test.each<readonly [string, number]>([
  ["100%", 1],
  ["50.5%", 0.505],
  ["5‰", 0.005],
])("MemoryMax=%s is a share", (text, share) => {
  expect(memoryAmount.parse(text, context)).toEqual({ ok: true, value: { share } });
});

test.each([
  ["500M 1G", "Invalid memory limit '500M 1G', ignoring: Invalid argument"],
  ["33.333%", "Invalid memory limit '33.333%', ignoring: Invalid argument"],
  ["101%", "Invalid memory limit '101%', ignoring: Invalid argument"],
  ["1k", "Invalid memory limit '1k', ignoring: Invalid argument"],
  ["max", "Invalid memory limit 'max', ignoring: Invalid argument"],
  ["1MM", "Invalid memory limit '1MM', ignoring: Invalid argument"],
  [".5G", "Invalid memory limit '.5G', ignoring: Invalid argument"],
  ["50 %", "Invalid memory limit '50 %', ignoring: Invalid argument"],
  ["0x10", "Invalid memory limit '0x10', ignoring: Invalid argument"],
  ["16E", "Invalid memory limit '16E', ignoring: Numerical result out of range"],
  ["-5M", "Invalid memory limit '-5M', ignoring: Numerical result out of range"],
  ["99999999999999999999", "Invalid memory limit '99999999999999999999', ignoring: Numerical result out of range"],
  ["0%", "Memory limit '0%' out of range, ignoring."],
  ["0", "Memory limit '0' out of range, ignoring."],
])("MemoryMax=%s is refused", (text, sentence) => {
  expect(memoryAmount.parse(text, context).ok).toBe(false);
  expect(memoryAmount.complaint(text, "MemoryMax", context)).toBe(sentence);
});

test.each<readonly [string, unknown]>([
  ["512", { absolute: 512 }],
  ["0x10", { absolute: 16 }],
  ["010", { absolute: 8 }],
  ["50%", { share: 0.5 }],
  ["infinity", { absolute: Infinity }],
])("TasksMax=%s", (text, value) => {
  expect(tasksAmount.parse(text, context)).toEqual({ ok: true, value });
});
test.each([
  ["1K", "Invalid maximum tasks value '1K', ignoring: Invalid argument"],
  ["3.5", "Invalid maximum tasks value '3.5', ignoring: Invalid argument"],
  ["-1", "Invalid maximum tasks value '-1', ignoring: Numerical result out of range"],
  ["0", "Maximum tasks value '0' out of range, ignoring."],
])("TasksMax=%s is refused", (text, sentence) => {
  expect(tasksAmount.parse(text, context).ok).toBe(false);
  expect(tasksAmount.complaint(text, "TasksMax", context)).toBe(sentence);
});

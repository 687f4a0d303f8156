import { expect, test } from "vitest";
import { countLimit, niceLimit, secondsLimit, sizeLimit, usecLimit } from "./limit.ts";
import type { ReadContext } from "./value-kind.ts";

const context = undefined as unknown as ReadContext;
const KINDS = { LimitNOFILE: countLimit, LimitCORE: sizeLimit, LimitCPU: secondsLimit, LimitRTTIME: usecLimit, LimitNICE: niceLimit };

// What systemd 257 showed: soft and hard.
test.each<readonly [keyof typeof KINDS, string, number, number]>([
  ["LimitNOFILE", "1024", 1024, 1024],
  ["LimitNOFILE", "1024:2048", 1024, 2048],
  ["LimitNOFILE", "infinity", Infinity, Infinity],
  ["LimitNOFILE", "1024:infinity", 1024, Infinity],
  ["LimitNOFILE", "0x400", 1024, 1024],
  ["LimitCORE", "1K:1M", 1024, 1048576],
  ["LimitCORE", "1.5M", 1572864, 1572864],
  ["LimitCPU", "90", 90, 90],
  ["LimitCPU", "1.5s", 2, 2],
  ["LimitCPU", "1min:2min", 60, 120],
  ["LimitCPU", "100ms", 1, 1],
  ["LimitRTTIME", "5", 5, 5],
  ["LimitRTTIME", "5ms", 5000, 5000],
  ["LimitNICE", "5", 5, 5],
  ["LimitNICE", "+5", 15, 15],
  ["LimitNICE", "-5", 25, 25],
  ["LimitNICE", "40", 40, 40],
  ["LimitNICE", "+19", 1, 1],
])("%s=%s", (key, text, soft, hard) => {
  expect(KINDS[key].parse(text, context)).toEqual({ ok: true, value: { soft, hard } });
});

const soft = "Soft resource limit chosen higher than hard limit, ignoring: ";
test.each<readonly [keyof typeof KINDS, string, string]>([
  ["LimitNOFILE", "2048:1024", `${soft}2048:1024`],
  ["LimitNOFILE", "infinity:1024", `${soft}infinity:1024`],
  ["LimitNICE", "-5:+5", `${soft}-5:+5`],
  ["LimitNOFILE", "1K", "Failed to parse LimitNOFILE=1K, ignoring: Invalid argument"],
  ["LimitNOFILE", "1024:", "Failed to parse LimitNOFILE=1024:, ignoring: Invalid argument"],
  ["LimitNOFILE", ":1024", "Failed to parse LimitNOFILE=:1024, ignoring: Invalid argument"],
  ["LimitNOFILE", "1024 : 2048", "Failed to parse LimitNOFILE=1024 : 2048, ignoring: Invalid argument"],
  ["LimitNOFILE", "1:2:3", "Failed to parse LimitNOFILE=1:2:3, ignoring: Invalid argument"],
  ["LimitNOFILE", "-1", "Failed to parse LimitNOFILE=-1, ignoring: Numerical result out of range"],
  ["LimitNICE", "41", "Failed to parse LimitNICE=41, ignoring: Numerical result out of range"],
  ["LimitNICE", "-21", "Failed to parse LimitNICE=-21, ignoring: Numerical result out of range"],
])("%s=%s is refused", (key, text, sentence) => {
  expect(KINDS[key].parse(text, context).ok).toBe(false);
  expect(KINDS[key].complaint(text, key, context)).toBe(sentence);
});

import { expect, test } from "vitest";
import { readZoneFile } from "./zone-file.ts";

/** A zone file as zic(8) writes one, of a zone that changed at 100 and 200 s, with names at 0 and 4 of "STD\0DST\0". */
function zoneFile(): Uint8Array {
  const part = (width: 4 | 8): number[] => {
    const time = (seconds: number): number[] => [...Array.from({ length: width - 1 }, () => 0), seconds];
    const number = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
    const header = [0x54, 0x5a, 0x69, 0x66, 0x32, ...Array.from({ length: 15 }, () => 0)];
    const counts = [0, 0, 0, 2, 2, 8].flatMap(number);
    const types = [...number(3600), 0, 0, ...number(7200), 1, 4];
    return [...header, ...counts, ...time(100), ...time(200), 1, 0, ...types, ...new TextEncoder().encode("STD\0DST\0")];
  };
  return Uint8Array.from([...part(4), ...part(8)]);
}

test.each([
  ["before the first change", 50, 3600, "STD"],
  ["after the first", 150, 7200, "DST"],
  ["after the last", 250, 3600, "STD"],
  ["after the last, when the rule says summer", 250, 7200, "DST"],
  ["an offset that the file does not know", 250, 1800, undefined],
])("%s", (_, seconds, offset, name) => {
  expect(readZoneFile(zoneFile())?.(seconds, offset)).toBe(name);
});

test.each([
  ["empty", new Uint8Array()],
  ["something else", new TextEncoder().encode("no zone file, but long enough to look at")],
  ["cut short", zoneFile().slice(0, 60)],
])("%s is no zone file", (_, bytes) => {
  expect(readZoneFile(bytes)).toBeUndefined();
});

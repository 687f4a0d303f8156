import { expect, it } from "vitest";
import { parseControl, parseFields } from "./notify-socket.ts";

it.each<[string, readonly (readonly [string, string])[]]>([
  ["READY=1", [["READY", "1"]]],
  [
    "READY=1\nSTATUS=a=b\n",
    [
      ["READY", "1"],
      ["STATUS", "a=b"],
    ],
  ],
  ["READY=1\0", [["READY", "1"]]],
  ["STATUS=", [["STATUS", ""]]],
  [
    "STATUS=one\rtwo\r\nREADY=1\r\n",
    [
      ["STATUS", "one"],
      ["READY", "1"],
    ],
  ],
  ["=x\nnothing\n\nA=1", [["A", "1"]]],
  ["", []],
])("%j", (text, fields) => {
  expect(parseFields(text)).toEqual(fields);
});

/** One control message, padded to a multiple of 8. */
function message(level: number, type: number, ...numbers: number[]): Buffer {
  const length = 16 + 4 * numbers.length;
  const buffer = Buffer.alloc((length + 7) & ~7);
  buffer.writeUInt32LE(length, 0);
  buffer.writeInt32LE(level, 8);
  buffer.writeInt32LE(type, 12);
  numbers.forEach((number, i) => buffer.writeInt32LE(number, 16 + 4 * i));
  return buffer;
}

it.each<[string, Buffer, ReturnType<typeof parseControl>]>([
  ["nothing", Buffer.alloc(0), { pid: undefined, uid: 65534, fds: [] }],
  ["credentials", message(1, 2, 77, 1000, 0), { pid: 77, uid: 1000, fds: [] }],
  [
    "descriptors, then credentials",
    Buffer.concat([message(1, 1, 5, 6, 7), message(1, 2, 77, 1000, 0)]),
    { pid: 77, uid: 1000, fds: [5, 6, 7] },
  ],
  ["another level", message(41, 1, 5), { pid: undefined, uid: 65534, fds: [] }],
  ["a length of 0", Buffer.alloc(64), { pid: undefined, uid: 65534, fds: [] }],
  ["cut short", message(1, 1, 5, 6, 7).subarray(0, 24), { pid: undefined, uid: 65534, fds: [5, 6] }],
])("control messages: %s", (_, control, expected) => {
  expect(parseControl(control)).toEqual(expected);
});

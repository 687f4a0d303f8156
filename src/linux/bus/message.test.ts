import fc from "fast-check";
import { expect, it } from "vitest";
import { type BusMessage, createMessageReader, encodeCall } from "./message.ts";

function read(bytes: Buffer, pieces: readonly number[] = []): readonly BusMessage[] {
  const found: BusMessage[] = [];
  const take = createMessageReader((message) => found.push(message));
  let at = 0;
  for (const length of [...pieces, bytes.length]) {
    take(bytes.subarray(at, at + length));
    at += length;
  }
  return found;
}

/** Written out by hand. Source: the D-Bus specification, Message Format. */
const HELLO = [
  "6c 01 00 01 00 00 00 00 01 00 00 00 6d 00 00 00",
  "01 01 6f 00 15 00 00 00 2f 6f 72 67 2f 66 72 65 65 64 65 73 6b 74 6f 70 2f 44 42 75 73 00 00 00",
  "02 01 73 00 14 00 00 00 6f 72 67 2e 66 72 65 65 64 65 73 6b 74 6f 70 2e 44 42 75 73 00 00 00 00",
  "03 01 73 00 05 00 00 00 48 65 6c 6c 6f 00 00 00",
  "06 01 73 00 14 00 00 00 6f 72 67 2e 66 72 65 65 64 65 73 6b 74 6f 70 2e 44 42 75 73 00 00 00 00",
].join(" ");

it("writes a call as the specification has it", () => {
  expect(encodeCall(1, "Hello", []).toString("hex")).toBe(HELLO.replaceAll(" ", ""));
});

it("reads what it writes, in whatever pieces it comes", () => {
  const value = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !text.includes("\0")),
    fc.nat(2 ** 32 - 1),
  );
  const pieces = fc.array(fc.nat(30), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), pieces, (values, lengths) => {
      const bytes = Buffer.concat([encodeCall(7, "First", values), encodeCall(8, "Second", [])]);
      const seen = read(bytes, lengths).map(({ type, member, values: found }) => ({ type, member, found }));
      expect(seen).toEqual([
        { type: "other", member: "First", found: values },
        { type: "other", member: "Second", found: [] },
      ]);
    }),
  );
});

it("passes over what is too long, without keeping it", () => {
  const long = encodeCall(1, "Long", ["x".repeat(70_000)]);
  const bytes = Buffer.concat([long, encodeCall(2, "Next", [])]);
  for (const pieces of [[], [20], [16, 1000, 69_000], [long.length]]) {
    expect(read(bytes, pieces).map(({ member }) => member)).toEqual(["Next"]);
  }
});

it("makes nothing but a refusal of what is no message", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const bytes = Buffer.from(noise);
      const start = bytes[0];
      try {
        read(bytes);
      } catch (error) {
        expect(start === 0x6c || start === 0x42 || (error as Error).message.includes("not the D-Bus protocol")).toBe(true);
      }
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, encodeText } from "./text.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

test.each([
  ["plain", "6162", "ab"],
  ["two bytes", "c3a4", "ä"],
  ["three bytes", "e282ac", "€"],
  ["four bytes", "f09f9880", "😀"],
  ["NUL", "00", "\0"],
  ["a stray byte", "61ff62", "a\udcffb"],
  ["half a character at the end", "e282", "\udce2\udc82"],
  ["half a character before another", "e282c3a4", "\udce2\udc82ä"],
  ["longer than needed", "c080", "\udcc0\udc80"],
  ["half of a surrogate pair", "eda080", "\udced\udca0\udc80"],
  ["beyond Unicode", "f4908080", "\udcf4\udc90\udc80\udc80"],
  ["the last code point", "f48fbfbf", "\u{10ffff}"],
])("%s", (_, bytes, text) => {
  expect(decodeText(hex(bytes))).toBe(text);
  expect(encodeText(text)).toEqual(hex(bytes));
});

test("no byte is lost", () => {
  const rude = fc.oneof(
    fc.uint8Array(),
    fc.array(fc.constantFrom(0x00, 0x41, 0x80, 0xbf, 0xc3, 0xa4, 0xe2, 0xed, 0xf0, 0xf4, 0xff)).map((b) => Uint8Array.from(b)),
  );
  fc.assert(fc.property(rude, (bytes) => void expect(encodeText(decodeText(bytes))).toEqual(bytes)));
});

test("valid UTF-8 is read as everybody reads it", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void expect(decodeText(new TextEncoder().encode(text))).toBe(text)));
});

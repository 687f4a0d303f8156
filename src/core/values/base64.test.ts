import { expect, test } from "vitest";
import { fromBase64, toBase64 } from "./base64.ts";

test.each([
  ["", ""],
  ["f", "Zg=="],
  ["fo", "Zm8="],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg=="],
  ["ÿ\u0000", "/wA="],
])("%j is %s", (text, encoded) => {
  const bytes = [...text].map((character) => character.charCodeAt(0));
  expect(toBase64(bytes)).toBe(encoded);
  expect(fromBase64(encoded)).toEqual(bytes);
});

test.each(["Zg", "Z===", "Zg==Zg==", "!!!!", "Zm9"])("%s is none", (text) => {
  expect(fromBase64(text)).toBeUndefined();
});

/**
 * Bytes that may or may not be UTF-8, as a string that loses none of them: a byte that belongs to no character stands in it as
 * U+DC80…U+DCFF, which no valid UTF-8 gives (Python's `surrogateescape`).
 */

/** Never fails; the reverse is `encodeText`. */
export function decodeText(bytes: Uint8Array): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const [code, size] = characterAt(bytes, at);
    text += String.fromCodePoint(code);
    at += size;
  }
  return text;
}

export function encodeText(text: string): Uint8Array {
  // A UTF-16 unit takes at most three bytes.
  const bytes = new Uint8Array(text.length * 3);
  let end = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) bytes[end++] = code;
    else if (code >= 0xdc80 && code <= 0xdcff) bytes[end++] = code - 0xdc00;
    else end = encodeCharacter(code, bytes, end);
  }
  return bytes.subarray(0, end);
}

/** Whether it holds bytes that are no UTF-8. */
export const hasStrayBytes = (text: string): boolean => /[\udc80-\udcff]/u.test(text);

/** What to write to a descriptor: only a text that holds bytes which are no UTF-8 needs an encoding of our own. */
export const bytesOf = (text: string): string | Uint8Array => (hasStrayBytes(text) ? encodeText(text) : text);

/** The character at `at` and how many bytes it takes; U+DC80… for a byte that begins none. */
function characterAt(bytes: Uint8Array, at: number): readonly [code: number, size: number] {
  const first = bytes[at]!;
  if (first < 0x80) return [first, 1];
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const stray = [0xdc00 + first, 1] as const;
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return stray;
  let code = first & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) {
    const next = bytes[at + i]!;
    if ((next & 0xc0) !== 0x80) return stray;
    code = (code << 6) | (next & 0x3f);
  }
  return isWellEncoded(code, size) ? [code, size] : stray;
}

/** Not longer than needed, no half of a surrogate pair, not beyond Unicode. */
function isWellEncoded(code: number, size: number): boolean {
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  return code >= least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

function encodeCharacter(code: number, bytes: Uint8Array, at: number): number {
  const size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (let i = size - 1; i > 0; i--) {
    bytes[at + i] = 0x80 | (code & 0x3f);
    code >>= 6;
  }
  bytes[at] = ((0xf00 >> size) & 0xff) | code;
  return at + size;
}

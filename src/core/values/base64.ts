const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A core without Node has no Buffer. */
export function toBase64(bytes: readonly number[]): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const digits = [a >> 2, ((a & 3) << 4) | ((b ?? 0) >> 4), (((b ?? 0) & 15) << 2) | ((c ?? 0) >> 6), (c ?? 0) & 63];
    text += digits.map((digit, index) => (index > (b === undefined ? 1 : c === undefined ? 2 : 3) ? "=" : DIGITS[digit])).join("");
  }
  return text;
}

/** Blanks between the digits don't count. Undefined if it isn't base64. */
export function fromBase64(text: string): readonly number[] | undefined {
  const digits = text.replaceAll(/\s/g, "");
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 4) {
    const part = digits.slice(at, at + 4);
    const [a = 0, b = 0, c = 0, d = 0] = [...part].map((digit) => Math.max(DIGITS.indexOf(digit), 0));
    const three = [(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d];
    bytes.push(...three.slice(0, part.endsWith("==") ? 1 : part.endsWith("=") ? 2 : 3));
  }
  return bytes;
}

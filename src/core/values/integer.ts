import { type Result, err, ok } from "../base/result.ts";
import { failedToParseNumber } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

const BASES: readonly (readonly [form: RegExp, base: number])[] = [
  [/^0x([0-9a-f]+)$/i, 16],
  [/^0b([01]+)$/i, 2],
  [/^0o([0-7]+)$/i, 8],
  [/^0([0-7]*)$/, 8],
  [/^([1-9][0-9]*)$/, 10],
];

/** Decimal, `0x` hexadecimal, `0b` binary, `0o` or a leading zero octal; `undefined` when it is none or too large to be exact. */
export function readUnsigned(text: string): number | undefined {
  const digits = text.startsWith("+") ? text.slice(1) : text;
  for (const [form, base] of BASES) {
    const found = form.exec(digits);
    if (found === null) continue;
    const value = found[1] === "" ? 0 : Number.parseInt(found[1] ?? "", base);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  return undefined;
}

/** Whether it is a whole number at all, of whatever size and sign. */
export function isNumber(text: string): boolean {
  const digits = text.replace(/^[+-]/, "");
  return BASES.some(([form]) => form.test(digits));
}

/** As `readUnsigned`, with a sign. */
export function readInteger(text: string): number | undefined {
  if (!text.startsWith("-")) return readUnsigned(text);
  if (text.startsWith("-+")) return undefined;
  const value = readUnsigned(text.slice(1));
  return value === undefined ? undefined : 0 - value;
}

export const unsigned: ValueKind<number> = {
  name: "unsigned integer",
  parse: (text) => inRange(readUnsigned(text), 0, 0xffffffff),
  format: String,
  complaint: failedToParseNumber(isNumber),
  examples: [
    ["0", 0],
    ["5", 5],
    ["0x10", 16],
    ["010", 8],
  ],
};

/** A whole number from `min` to `max`. */
export function integerIn(min: number, max: number, about: Pick<ValueKind<number>, "complaint" | "emptyResets">): ValueKind<number> {
  return {
    name: `integer from ${min} to ${max}`,
    parse: (text) => inRange(readInteger(text), min, max),
    format: String,
    ...about,
    examples: [
      [String(min), min],
      [String(max), max],
    ],
  };
}

function inRange(value: number | undefined, min: number, max: number): Result<number, string> {
  return value !== undefined && value >= min && value <= max ? ok(value) : err(`expected a whole number from ${min} to ${max}`);
}

import { err, ok } from "../base/result.ts";
import { failedToParse } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

/** One word out of `words`. */
export function oneOf<const W extends readonly [string, ...string[]]>(...words: W): ValueKind<W[number]> {
  return {
    name: words.join(" | "),
    parse: (text) => (words.includes(text) ? ok(text as W[number]) : err(`expected one of ${words.join(", ")}`)),
    format: (value) => value,
    complaint: failedToParse,
    examples: words.map((word) => [word, word] as const),
  };
}

/** The same, for directives whose complaint doesn't name them: `Failed to parse kill mode specification, ignoring: x`. */
export function oneOfNamed<const W extends readonly [string, ...string[]]>(
  what: string,
  options: Pick<ValueKind<string>, "emptyResets" | "remark">,
  ...words: W
): ValueKind<W[number]> {
  return { ...oneOf(...words), ...options, complaint: (text) => `Failed to parse ${what}, ignoring: ${text}` };
}

import { err, ok } from "../base/result.ts";
import type { ValueKind } from "./value-kind.ts";

/** One word out of `words`. `what` is systemd's name for it in its complaint: `service restart specifier`. */
export function oneOf<const W extends readonly [string, ...string[]]>(what: string, ...words: W): ValueKind<W[number]> {
  return {
    name: words.join(" | "),
    parse: (text) => (words.includes(text) ? ok(text as W[number]) : err(`expected one of ${words.join(", ")}`)),
    format: (value) => value,
    complaint: (text) => `Failed to parse ${what}, ignoring: ${text}`,
    examples: words.map((word) => [word, word] as const),
  };
}

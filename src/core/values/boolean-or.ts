import { err, ok } from "../base/result.ts";
import { boolean, readBoolean } from "./boolean.ts";
import { failedToParse } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

/** A boolean, or one of further words: `ProtectHome=read-only`. Its value is `yes`, `no` or the word. */
export function booleanOr<const W extends readonly [string, ...string[]]>(...words: W): ValueKind<"yes" | "no" | W[number]> {
  return {
    name: `boolean | ${words.join(" | ")}`,
    parse(text) {
      if (words.includes(text)) return ok(text as W[number]);
      const value = readBoolean(text);
      return value === undefined ? err(`expected yes, no or one of ${words.join(", ")}`) : ok(value ? "yes" : "no");
    },
    format: (value) => value,
    complaint: failedToParse,
    examples: [["on", "yes"], ["0", "no"], ...words.map((word) => [word, word] as const)],
  };
}

/** A boolean that can be left to the system: an empty assignment does that. */
export const optionalBoolean: ValueKind<boolean> = { ...boolean, emptyResets: true };

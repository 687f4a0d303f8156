import { err, ok } from "../base/result.ts";
import { failedToParse } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

/** Source: systemd.syntax(7), boolean arguments. */
export const boolean: ValueKind<boolean> = {
  name: "boolean",
  parse(text) {
    const value = readBoolean(text);
    return value === undefined ? err("expected yes or no") : ok(value);
  },
  format: (value) => (value ? "yes" : "no"),
  complaint: failedToParse,
  examples: [
    ["yes", true],
    ["Off", false],
    ["1", true],
    ["f", false],
  ],
};

export function readBoolean(text: string): boolean | undefined {
  if (/^(1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(0|no|n|false|f|off)$/i.test(text) ? false : undefined;
}

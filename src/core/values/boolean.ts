import { err, ok } from "../base/result.ts";
import type { ValueKind } from "./value-kind.ts";

/** Source: systemd.syntax(7), boolean arguments. */
export const boolean: ValueKind<boolean> = {
  name: "boolean",
  parse(text) {
    if (/^(1|yes|y|true|t|on)$/i.test(text)) return ok(true);
    if (/^(0|no|n|false|f|off)$/i.test(text)) return ok(false);
    return err("expected yes or no");
  },
  format: (value) => (value ? "yes" : "no"),
  complaint: (text) => `Failed to parse boolean value, ignoring: ${text}`,
  examples: [["yes", true], ["Off", false], ["1", true], ["f", false]],
};

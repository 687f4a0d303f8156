import { err, ok } from "../base/result.ts";
import { failedToParseNumber } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

/** File permission bits, written in octal. Source: systemd.exec(5), UMask=. */
export const mode: ValueKind<number> = {
  name: "octal mode",
  parse(text) {
    const value = /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
    return value <= 0o7777 ? ok(value) : err("expected an octal mode such as 0022");
  },
  format: (value) => value.toString(8).padStart(4, "0"),
  complaint: failedToParseNumber((text) => /^[0-7]+$/.test(text)),
  examples: [
    ["0022", 0o022],
    ["755", 0o755],
  ],
};

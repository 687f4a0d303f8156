import { err, ok } from "../base/result.ts";
import { readBoolean } from "./boolean.ts";
import { failedToParse } from "./complaint.ts";
import type { ValueKind } from "./value-kind.ts";

/** How long something is kept for a service: not at all, over its restarts, or for good. Source: systemd.exec(5), RuntimeDirectoryPreserve=. */
export const preserveMode: ValueKind<"no" | "restart" | "yes"> = {
  name: "boolean or restart",
  parse: (text) => {
    if (text === "restart") return ok(text);
    const isKept = readBoolean(text);
    return isKept === undefined ? err("expected a boolean or restart") : ok(isKept ? "yes" : "no");
  },
  format: (value) => value,
  complaint: failedToParse,
  examples: [
    ["no", "no"],
    ["off", "no"],
    ["restart", "restart"],
    ["true", "yes"],
  ],
};

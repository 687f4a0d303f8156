import { checkedText } from "./text.ts";
import type { ValueKind } from "./value-kind.ts";

/** A well-known name on the bus. Source: systemd.service(5), BusName=. */
export const busName: ValueKind<string> = {
  ...checkedText({
    name: "bus name",
    expected: "expected a bus name such as org.example.Web",
    isValid: (name) => name.length <= 255 && /^[A-Za-z_-][A-Za-z0-9_-]*(?:\.[A-Za-z_-][A-Za-z0-9_-]*)+$/.test(name),
    complaint: (written) => `Invalid bus name, ignoring: ${written}`,
    unresolved: (written) => `Failed to resolve unit specifiers in ${written}, ignoring: Invalid slot`,
    example: "org.example.Web",
  }),
  emptyResets: false,
};

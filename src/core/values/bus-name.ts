import { checkedText } from "./text.ts";
import type { ValueKind } from "./value-kind.ts";

const WELL_KNOWN = /^[A-Za-z_-][A-Za-z0-9_-]*(?:\.[A-Za-z_-][A-Za-z0-9_-]*)+$/;
/** As the bus gives each connection one. */
const UNIQUE = /^:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;

/** A name on the bus. Source: systemd.service(5), BusName=. */
export const busName: ValueKind<string> = {
  ...checkedText({
    name: "bus name",
    expected: "expected a bus name such as org.example.Web",
    isValid: (name) => name.length <= 255 && (WELL_KNOWN.test(name) || UNIQUE.test(name)),
    complaint: (written) => `Invalid bus name, ignoring: ${written}`,
    unresolved: (written) => `Failed to resolve unit specifiers in ${written}, ignoring: Invalid slot`,
    example: "org.example.Web",
  }),
  emptyResets: false,
};

import { checkedText } from "./text.ts";
import type { ValueKind } from "./value-kind.ts";

/** A user or group by name or number; whether it exists shows when a process is started. Source: systemd.exec(5), User=. */
export const userName: ValueKind<string> = {
  ...checkedText({
    name: "name or number",
    expected: "expected the name or number of a user or group",
    // Wider than useradd(8) allows: names from directories may hold @ and spaces inside.
    isValid: (name) => /^(?:\d+|[^\s/:\u0000-\u001f\u007f.-][^/:\u0000-\u001f\u007f]*)$/u.test(name) && !/\s$/.test(name) && name !== "65535" && name !== "4294967295",
    complaint: (written) => `Invalid user/group name or numeric ID: ${written}`,
    example: "www-data",
  }),
  isFatal: () => true,
};

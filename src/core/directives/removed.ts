import { rawLines } from "../values/text.ts";
import { type Additive, list } from "./directive.ts";

export const GIVEN_UP = "systemd itself is giving it up.";

/** Systemd itself has given it up: whatever is written is thrown away, which is said. */
export const removed = (since: number): Additive<readonly string[]> =>
  list(
    {
      ...rawLines,
      read: (_written, _context, key) => ({
        items: [],
        complaints: [{ message: `Support for option ${key}= has been removed and it is ignored`, severity: "info" }],
      }),
      keeps: true,
      examples: [],
    },
    { summary: "Has no effect any more.", support: "ignored", since, note: GIVEN_UP, shown: false },
  );

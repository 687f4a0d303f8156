import { type Result, err, ok } from "../base/result.ts";

const SUFFIXES = ["E", "P", "T", "G", "M", "K", "B", ""] as const;
const POWER: { readonly [S in (typeof SUFFIXES)[number]]: number } = { E: 6, P: 5, T: 4, G: 3, M: 2, K: 1, B: 0, "": 0 };
const PART = /[ \t\n\r]*(\d+)(?:\.(\d*))?[ \t\n\r]*([EPTGMKB]?)/y;
const EXPECTED = "expected a size such as 512M, 1.5G or a number of bytes";

/** Bytes: a sum of `NUMBER[SUFFIX]` in descending order, base 1024: `1G 500M`. Source: systemd.resource-control(5), MemoryMax=. */
export function parseByteSize(text: string): Result<number, string> {
  const whole = text.trim();
  if (whole === "") return err(EXPECTED);
  let total = 0;
  let below = -1;
  for (let at = 0; at < whole.length;) {
    PART.lastIndex = at;
    const part = PART.exec(whole);
    if (part === null) return err(EXPECTED);
    const [, digits = "", fraction, suffix = ""] = part;
    const rank = SUFFIXES.indexOf(suffix as (typeof SUFFIXES)[number]);
    // Each part has to be of a smaller unit than the one before.
    if (rank <= below) return err(EXPECTED);
    below = rank;
    total += Math.floor(Number(`${digits}.${fraction ?? "0"}`) * 1024 ** POWER[suffix as (typeof SUFFIXES)[number]]);
    if (total >= 2 ** 64) return err(EXPECTED);
    at = PART.lastIndex;
  }
  return ok(total);
}

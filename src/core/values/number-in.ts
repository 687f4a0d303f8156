import { failedToParseNumber } from "./complaint.ts";
import { integerIn, isNumber } from "./integer.ts";
import type { ValueKind } from "./value-kind.ts";

/** A whole number from `min` to `max`; an empty assignment brings back what it was. */
export const unsignedIn = (min: number, max: number): ValueKind<number> =>
  integerIn(min, max, { complaint: failedToParseNumber(isNumber), emptyResets: true });

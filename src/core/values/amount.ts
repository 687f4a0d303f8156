import { type Result, err, ok } from "../base/result.ts";
import { parseByteSize } from "./byte-size.ts";
import { reason } from "./complaint.ts";
import { isNumber, readUnsigned } from "./integer.ts";
import type { ValueKind } from "./value-kind.ts";

/** A limit of its own (`Infinity`: none), or a share, 0…1, of all that the machine has. */
export type Amount = { readonly absolute: number } | { readonly share: number };

export const UNLIMITED: Amount = { absolute: Infinity };

const format = (amount: Amount): string => {
  if ("share" in amount) return `${Number((amount.share * 100).toFixed(2))}%`;
  return amount.absolute === Infinity ? "infinity" : String(amount.absolute);
};

/** Source: systemd.resource-control(5), MemoryMax=. */
export const memoryAmount: ValueKind<Amount> = {
  name: "size, percentage or infinity",
  parse(text) {
    const read = readAmount(text, (size) => {
      const bytes = parseByteSize(size);
      return bytes.ok && bytes.value > 0 ? bytes.value : undefined;
    });
    return read ?? err("expected a size such as 512M, a percentage or infinity");
  },
  format,
  complaint: (text) =>
    isZero(text)
      ? `Memory limit '${text}' out of range, ignoring.`
      : `Invalid memory limit '${text}', ignoring: ${reason(isTooLarge(text))}`,
  emptyResets: true,
  examples: [
    ["512M", { absolute: 512 * 1024 * 1024 }],
    ["50%", { share: 0.5 }],
    ["infinity", UNLIMITED],
  ],
};

/** An amount that may also be nothing, as of what is protected or swapped. Source: systemd.resource-control(5), MemoryLow=, MemorySwapMax=. */
export const memoryAmountOrNone: ValueKind<Amount> = {
  ...memoryAmount,
  parse: (text, context) => (isZero(text) ? ok({ absolute: 0 }) : memoryAmount.parse(text, context)),
  complaint: (text) => `Invalid memory limit '${text}', ignoring: ${reason(isTooLarge(text))}`,
  examples: [...memoryAmount.examples, ["0", { absolute: 0 }]],
};

/** Out of `total`; a share is cut off at whole `units`. */
export function amountOf(amount: Amount, total: number, unit: number): number {
  return "absolute" in amount ? amount.absolute : Math.floor((total * amount.share) / unit) * unit;
}

/** Source: systemd.resource-control(5), TasksMax=. */
export const tasksAmount: ValueKind<Amount> = {
  name: "number, percentage or infinity",
  parse: (text) =>
    readAmount(text, (count) => readUnsigned(count) || undefined) ?? err("expected a number above 0, a percentage or infinity"),
  format,
  complaint: (text) =>
    isZero(text)
      ? `Maximum tasks value '${text}' out of range, ignoring.`
      : `Invalid maximum tasks value '${text}', ignoring: ${reason(isNumber(text))}`,
  emptyResets: true,
  examples: [
    ["512", { absolute: 512 }],
    ["15%", { share: 0.15 }],
    ["infinity", UNLIMITED],
  ],
};

const isZero = (text: string): boolean => /^0+[EPTGMKB%]?$/.test(text);
const isTooLarge = (text: string): boolean => /^(?:\d*-\d.*|\d+[EPTGMKB]?)$/.test(text);

function readAmount(text: string, absolute: (text: string) => number | undefined): Result<Amount, string> | undefined {
  if (text === "infinity") return ok(UNLIMITED);
  const [, percentage, sign = ""] = /^(\d{1,3}(?:\.\d{1,2})?)([%\u2030])$/u.exec(text) ?? [];
  if (percentage !== undefined) {
    const share = Number(percentage) / (sign === "%" ? 100 : 1000);
    return share > 0 && share <= 1 ? ok({ share }) : undefined;
  }
  const value = absolute(text);
  return value === undefined ? undefined : ok({ absolute: value });
}

import { err, ok } from "../base/result.ts";
import { type Usec, usec } from "../base/time.ts";
import { failedToParseNumber } from "./complaint.ts";
import { isNumber, readUnsigned } from "./integer.ts";
import { formatTimeSpan } from "./time-span.ts";
import type { ValueKind } from "./value-kind.ts";

/** 1…10000; 0 stands for `idle`. Source: systemd.resource-control(5), CPUWeight=, IOWeight=. */
export function weight(allowsIdle: boolean): ValueKind<number> {
  return {
    name: `weight 1…10000${allowsIdle ? " or idle" : ""}`,
    parse(text) {
      if (allowsIdle && text === "idle") return ok(0);
      const value = readUnsigned(text);
      return value !== undefined && value >= 1 && value <= 10_000 ? ok(value) : err("expected a number from 1 to 10000");
    },
    format: (value) => (value === 0 ? "idle" : String(value)),
    complaint: failedToParseNumber(isNumber),
    emptyResets: true,
    examples: [["100", 100]],
  };
}

/** CPU time a second. Source: systemd.resource-control(5), CPUQuota=. */
export const cpuQuota: ValueKind<Usec> = {
  name: "percentage",
  parse(text) {
    const percent = /^(\d+(?:\.\d{1,2})?)%$/.exec(text)?.[1];
    const value = percent === undefined ? 0 : Math.round(Number(percent) * 10_000);
    return value > 0 ? ok(usec(value)) : err("expected a percentage above 0 such as 50%");
  },
  format: formatTimeSpan,
  complaint: (text) => `Invalid CPU quota '${text}', ignoring.`,
  emptyResets: true,
  examples: [
    ["50%", usec(500_000)],
    ["200%", usec(2_000_000)],
  ],
};

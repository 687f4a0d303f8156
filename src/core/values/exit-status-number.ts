import { err, ok } from "../base/result.ts";
import { reason } from "./complaint.ts";
import { isNumber, readUnsigned } from "./integer.ts";
import type { ValueKind } from "./value-kind.ts";

/** One exit status, 0…255; systemd 257 takes no names here. Source: systemd.unit(5), FailureActionExitStatus=. */
export const exitStatusNumber: ValueKind<number> = {
  name: "exit status",
  parse(text) {
    const value = readUnsigned(text);
    return value !== undefined && value <= 255 ? ok(value) : err("expected an exit status from 0 to 255");
  },
  format: String,
  complaint(text) {
    return `Failed to parse exit status '${text}', ignoring: ${reason(isNumber(text))}`;
  },
  emptyResets: true,
  examples: [
    ["0", 0],
    ["255", 255],
  ],
};

import { err, ok } from "../base/result.ts";
import { reason } from "./complaint.ts";
import { exitStatusByName } from "./exit-status.ts";
import { isNumber, readUnsigned } from "./integer.ts";
import type { ValueKind } from "./value-kind.ts";

/** One exit status, 0…255. Source: systemd.unit(5), FailureActionExitStatus=. */
export const exitStatusNumber: ValueKind<number> = {
  name: "exit status",
  parse(text) {
    const value = exitStatusByName(text) ?? readUnsigned(text);
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

import type { Position } from "../base/source.ts";
import type { UnitName } from "../values/unit-name.ts";
import { row } from "./message-row.ts";

const INVALID_CONFIGURATION = "c772d24e9a884cbeb9ea12625c306c01";

/** What the manager says of itself. Source: systemd 257 src/core/main.c and manager.c. */
export const MANAGER_MESSAGES = {
  "reload-requested": row(6, () => "Reloading..."),
  "reload-finished": row(6, (a: { readonly ms: number }) => `Reloading finished in ${a.ms} ms.`),
  /** StartLimitAction=exit or JobTimeoutAction=exit. */
  exiting: row(
    4,
    (a: { readonly isForced: boolean; readonly reason: string }) => `Exiting${a.isForced ? " immediately" : ""}: ${a.reason}`,
  ),
  "action-skipped": row(
    5,
    (a: { readonly action: string }) => `Shutdown is already active. Skipping emergency action request ${a.action}.`,
  ),
  /** What only Upkeep says: it is not its machine. */
  "action-on-machine": row(
    4,
    (a: { readonly unit: UnitName; readonly directive: string; readonly action: string }) =>
      `${a.unit}: ${a.directive}=${a.action} ends this manager; the machine is left as it is.`,
  ),
  /** A unit file's own mistake: `/etc/systemd/system/web.service:7: Unknown key 'Foo' in section [Service], ignoring.` */
  "unit-file-warning": row(
    4,
    (a: { readonly sentence: string; readonly at?: Position; readonly hint?: string | undefined }) => a.sentence,
    {
      fields: ({ at, hint }) => ({
        ...(at !== undefined && at.line > 0 && { MESSAGE_ID: INVALID_CONFIGURATION, CONFIG_FILE: at.file, CONFIG_LINE: String(at.line) }),
        ...(hint !== undefined && { UPKEEP_HINT: hint }),
      }),
    },
  ),
  /** What only Upkeep says: limits that can't be enforced here, a setting not acted on … */
  notice: row(5, (a: { readonly sentence: string }) => a.sentence),
} as const;

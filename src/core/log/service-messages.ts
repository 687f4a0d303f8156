import type { UnitName } from "../values/unit-name.ts";
import { row } from "./message-row.ts";

interface OnUnit {
  readonly unit: UnitName;
}
interface OnState extends OnUnit {
  /** The sub-state, such as `stop-sigterm`. */
  readonly state: string;
}
/** What is done about a phase that took too long. */
interface OnTimeout extends OnUnit {
  readonly next: "Terminating" | "Aborting" | "Killing" | "Skipping SIGKILL" | "Skipping SIGKILL. Entering failed mode";
}
interface OnResult extends OnUnit {
  /** As in Result=: exit-code, signal, timeout … */
  readonly result: string;
}
interface OnError extends OnUnit {
  /** As strerror(3) words it. */
  readonly error: string;
}

/** What happens to a service as a whole. Source: systemd 257 src/core/service.c and unit.c. */
export const SERVICE_MESSAGES = {
  /** In a user manager at debug level only. */
  deactivated: row(
    (a: OnUnit & { readonly userManager: boolean }) => (a.userManager ? 7 : 6),
    (a) => `${a.unit}: Deactivated successfully.`,
    {
      messageId: "7ad2d189f7e94e70a38c781354912448",
    },
  ),
  failed: row(4, (a: OnResult) => `${a.unit}: Failed with result '${a.result}'.`, {
    messageId: "d9b373ed55a64feb8242e02dbe79a49c",
    fields: (a) => ({ UNIT_RESULT: a.result }),
  }),
  /** ExecCondition= said no. */
  skipped: row(6, (a: OnResult) => `${a.unit}: Skipped due to '${a.result}'.`, {
    messageId: "0e4284a0caca4bfc81c0bb6786972673",
    fields: (a) => ({ UNIT_RESULT: a.result }),
  }),

  "restart-scheduled": row(
    6,
    (a: OnUnit & { readonly restarts: number; readonly onRequest?: boolean }) =>
      `${a.unit}: Scheduled restart job${a.onRequest === true ? " immediately on client request" : ""}, restart counter is at ${a.restarts}.`,
    {
      messageId: "5eb03494b6584870a536b337290809b3",
      fields: (a) => ({ N_RESTARTS: String(a.restarts) }),
    },
  ),
  "debugs-from-now": row(5, (a: OnUnit) => `${a.unit}: Service dead, subsequent restarts will be executed with debug level logging.`),
  "restart-overtaken": row(6, (a: OnUnit) => `${a.unit}: Stop job pending for unit, skipping automatic restart.`),
  "restart-impossible": row(4, (a: OnError) => `${a.unit}: Failed to schedule restart job: ${a.error}`),
  "start-limit-hit": row(4, (a: OnUnit) => `${a.unit}: Start request repeated too quickly.`),

  "command-vanished": row(
    4,
    (a: OnUnit) => `${a.unit}: Current command vanished from the unit file, execution of the command list won't be resumed.`,
  ),

  /** Whatever it is in place of active. */
  "reload-refused": row(4, (a: OnUnit) => `${a.unit}: Unit cannot be reloaded because it is inactive.`),
  "bound-unit-inactive": row(5, (a: OnUnit & { readonly other: string }) => `${a.unit}: Bound to unit ${a.other}, but unit isn't active.`),
  /** `kind`: OnFailure= or OnSuccess=. */
  triggering: row(6, (a: OnUnit & { readonly kind: string }) => `${a.unit}: Triggering ${a.kind} dependencies.`),
  "trigger-impossible": row(
    4,
    (a: OnError & { readonly kind: string; readonly other: string }) =>
      `${a.unit}: Failed to enqueue ${a.kind}${a.other} job, ignoring: ${a.error}`,
  ),

  /** `state`: condition, start-pre, start or start-post. */
  "operation-timed-out": row(4, (a: OnState & OnTimeout) => `${a.unit}: ${a.state} operation timed out. ${a.next}.`),
  "stopping-timed-out": row(4, (a: OnTimeout) => `${a.unit}: Stopping timed out. ${a.next}.`),
  /** `state`: stop-watchdog, stop-sigterm, stop-post, final-watchdog or final-sigterm. */
  "state-timed-out": row(4, (a: OnState & OnTimeout) => `${a.unit}: State '${a.state}' timed out. ${a.next}.`),
  "survived-sigkill": row(4, (a: OnUnit) => `${a.unit}: Processes still around after SIGKILL. Ignoring.`),
  "survived-final-sigkill": row(4, (a: OnUnit) => `${a.unit}: Processes still around after final SIGKILL. Entering failed mode.`),
  "reload-timed-out": row(4, (a: OnUnit) => `${a.unit}: Reload operation timed out. Killing reload process.`),
  "propagation-impossible": row(4, (a: OnError) => `${a.unit}: Failed to schedule propagation of reload, ignoring: ${a.error}`),
  "runtime-limit-reached": row(4, (a: OnUnit) => `${a.unit}: Service reached runtime time limit. Stopping.`),

  /** `limit`: a time span, as printed: `1s`. */
  "watchdog-timed-out": row(3, (a: OnUnit & { readonly limit: string }) => `${a.unit}: Watchdog timeout (limit ${a.limit})!`),
  /** The service asked for it by WATCHDOG=trigger. */
  "watchdog-triggered": row(
    3,
    (a: OnUnit & { readonly statusText?: string | undefined }) =>
      `${a.unit}: Watchdog request (last status: ${a.statusText ?? "<unset>"})!`,
  ),
  "oom-killed": row(5, (a: OnUnit) => `${a.unit}: A process of this unit has been killed by the OOM killer.`, {
    messageId: "fe6faa94e7774663a0da52717891d8ef",
  }),
} as const;

import type { UnitName } from "../values/unit-name.ts";
import { row, type Fields, type MessageRow } from "./message-row.ts";
import type { Priority } from "./record.ts";

interface OnUnit {
  readonly unit: UnitName;
}
interface OnJobOnly extends OnUnit {
  /** `type` as in JOB_TYPE: start, stop, restart, reload, verify-active … */
  readonly job: { readonly id: number; readonly type: string };
}
interface OnJob extends OnJobOnly {
  /** `id - Description`, or the id alone. */
  readonly display: string;
}
interface OnJobOf extends OnJobOnly {
  /** As in JOB_RESULT: dependency, timeout … */
  readonly result: string;
}

const STARTING = "7d4958e842da4a758f6c1cdc7b36dcc5";
const STARTED = "39f53479d3a045ac8e11786248231fbf";
const START_FAILED = "be02cf6855d2428ba40df7e9d022f03d";
const STOPPING = "de5b426a63be47a7b6ac3eaac82e2f6f";
const STOPPED = "9d1aaa27d60140bd96365438aad20286";
const RELOADING = "d34d037fff1847e6ae669a370e694725";
const RELOADED = "7b05ebc668384222baa8881179cfda54";

const jobFields = ({ job }: OnJob): Fields => ({ JOB_ID: String(job.id), JOB_TYPE: job.type });
const began = (messageId: string, text: (about: OnJob) => string): MessageRow<OnJob> => row(6, text, { messageId, fields: jobFields });
const ended = <About extends OnJob = OnJob>(
  priority: Priority,
  messageId: string,
  result: string,
  text: (about: About) => string,
): MessageRow<About> =>
  row(priority, text, {
    messageId,
    fields: (about) => ({ JOB_RESULT: result, ...jobFields(about) }),
  });

/** How jobs begin and end. Source: systemd 257 src/core/job.c, job_start_message and job_done_message. */
export const JOB_MESSAGES = {
  starting: began(STARTING, (a) => `Starting ${a.display}...`),
  started: ended(6, STARTED, "done", (a) => `Started ${a.display}.`),
  /** A oneshot service, in place of `started`. */
  finished: ended(6, STARTED, "done", (a) => `Finished ${a.display}.`),
  /** A target, in place of `started`. */
  "target-reached": ended(6, STARTED, "done", (a) => `Reached target ${a.display}.`),
  "start-failed": ended(3, START_FAILED, "failed", (a) => `Failed to start ${a.display}.`),
  "start-timed-out": ended(3, START_FAILED, "timeout", (a) => `Timed out starting ${a.display}.`),
  "start-dependency-failed": ended(4, START_FAILED, "dependency", (a) => `Dependency failed for ${a.display}.`),
  /** ExecCondition= said no, in place of `finished`. */
  "exec-condition-unmet": ended(6, STARTED, "done", (a) => `Condition check resulted in ${a.display} being skipped.`),

  stopping: began(STOPPING, (a) => `Stopping ${a.display}...`),
  stopped: ended(6, STOPPED, "done", (a) => `Stopped ${a.display}.`),
  "target-stopped": ended(6, STOPPED, "done", (a) => `Stopped target ${a.display}.`),
  "stopped-with-error": ended(3, STOPPED, "failed", (a) => `Stopped (with error) ${a.display}.`),
  "stop-timed-out": ended(3, STOPPED, "timeout", (a) => `Timed out stopping ${a.display}.`),

  reloading: began(RELOADING, (a) => `Reloading ${a.display}...`),
  reloaded: ended(6, RELOADED, "done", (a) => `Reloaded ${a.display}.`),
  "reload-failed": ended(3, RELOADED, "failed", (a) => `Reload failed for ${a.display}.`),
  "reload-job-timed-out": ended(3, RELOADED, "timeout", (a) => `Timed out reloading ${a.display}.`),

  /** What only Upkeep says: systemd would wait for ever. */
  "job-cycle-broken": row(
    4,
    (a: OnUnit & { readonly job: { readonly type: string } }) =>
      `${a.unit}: Job ${a.unit}/${a.job.type} is run out of order, since the queued jobs wait for each other in a circle.`,
  ),
  "start-frozen": ended(3, START_FAILED, "frozen", (a) => `Cannot start frozen unit ${a.display}.`),
  "stop-frozen": ended(3, STOPPED, "frozen", (a) => `Cannot stop frozen unit ${a.display}.`),
  "reload-frozen": ended(3, RELOADED, "frozen", (a) => `Cannot reload frozen unit ${a.display}.`),
  frozen: row(6, (a: OnUnit) => `${a.unit}: Unit now frozen.`),
  thawed: row(6, (a: OnUnit) => `${a.unit}: Unit now thawed.`),
  "job-failed": row(5, (a: OnJobOf) => `${a.unit}: Job ${a.unit}/${a.job.type} failed with result '${a.result}'.`, {
    fields: (a) => ({ JOB_TYPE: a.job.type, JOB_RESULT: a.result }),
  }),
  "job-timed-out": row(4, (a: OnJobOnly) => `${a.unit}: Job ${a.unit}/${a.job.type} timed out.`),
  /** What the rules of steady-state.ts have done too often. `other`: on account of which unit. */
  "upheld-too-often": row(
    4,
    (a: OnUnit & { readonly other: string }) =>
      `${a.unit}: Unit needs to be started because active unit ${a.other} upholds it, but not starting since we tried this too often recently. Will retry later.`,
  ),
  "bound-too-often": row(
    4,
    (a: OnUnit & { readonly other: string }) =>
      `${a.unit}: Unit needs to be stopped because it is bound to inactive unit ${a.other} it, but not stopping since we tried this too often recently. Will retry later.`,
  ),
  "unneeded-too-often": row(
    4,
    (a: OnUnit) => `${a.unit}: Unit not needed anymore, but not stopping since we tried this too often recently. Will retry later.`,
  ),
  "rule-impossible": row(
    4,
    (a: OnUnit & { readonly type: "start" | "stop"; readonly error: string }) =>
      `${a.unit}: Failed to enqueue ${a.type} job, ignoring: ${a.error}`,
  ),
  "dependency-skipped": row(4, (a: OnUnit & { readonly error: string }) => `${a.unit}: Cannot add dependency job, ignoring: ${a.error}`),
  "reload-skipped": row(4, (a: OnUnit & { readonly error: string }) => `${a.unit}: Cannot add dependency reload job, ignoring: ${a.error}`),
  "cycle-found": row(4, (a: OnUnit & { readonly on: string }) => `${a.unit}: Found ordering cycle on ${a.on}`),
  "cycle-link": row(4, (a: OnUnit & { readonly on: string }) => `${a.unit}: Found dependency on ${a.on}`),
  /** `deleted` and `start` are jobs, `web.service/start`. */
  "cycle-broken": row(
    3,
    (a: OnUnit & { readonly deleted: string; readonly start: string }) =>
      `${a.unit}: Job ${a.deleted} deleted to break ordering cycle starting with ${a.start}`,
  ),
  "cycle-unbreakable": row(3, (a: OnUnit & { readonly start: string }) => `${a.unit}: Unable to break cycle starting with ${a.start}`),
} as const;

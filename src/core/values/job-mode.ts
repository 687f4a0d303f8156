/** What becomes of other jobs and units when a job is queued. Source: systemctl(1), --job-mode=. */
export const JOB_MODES = [
  "fail",
  "replace",
  "replace-irreversibly",
  "isolate",
  "flush",
  "ignore-dependencies",
  "ignore-requirements",
  "triggering",
  "restart-dependencies",
] as const;
export type JobMode = (typeof JOB_MODES)[number];

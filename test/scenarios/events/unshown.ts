import type { MessageId } from "../../../src/core/log/messages.ts";

const DEBUG = "systemd says it at debug level, which its journal leaves out";
const OURS = "only Upkeep says it";
const NO_UNIT = "it is about no unit, and a scenario has what is said about its units";
const CYCLE = "where systemd begins to look for a cycle is chance";

/** Messages that no scenario has as a real systemd logged them, and why. One that is shown after all fails its test. */
export const UNSHOWN: { readonly [Id in MessageId]?: string } = {
  "stopped-with-error": "a service whose stop job is under way does not come up again",
  "job-cycle-broken": OURS,
  "cycle-found": CYCLE,
  "cycle-link": CYCLE,
  "cycle-broken": CYCLE,
  "cycle-unbreakable": CYCLE,
  "oom-killed": "the recorder's systemd has no memory controller",
  "bus-unreachable": OURS,
  "execute-failed": "systemd looks at the file before it executes it; see context/format-error among the deviations",
  "change-group-failed": "it takes a manager without rights",
  "pid-file-questionable": "it takes a symbolic link that another user made",
  "notify-refused-not-main": DEBUG,
  "notify-refused-not-exec": DEBUG,
  "fd-hung-up": DEBUG,
  "reload-requested": NO_UNIT,
  "reload-finished": NO_UNIT,
  exiting: NO_UNIT,
  "action-skipped": NO_UNIT,
  "action-on-machine": OURS,
  notice: OURS,
};

/** What systemctl says of a job that it waited for. Source: systemctl 257, as recorded in test/cli/golden. */
import type { JobOutcome } from "../../core/control/protocol.ts";
import { typeOf } from "../unit-operands.ts";
import type { Commands } from "./advice.ts";

/** By the unit's Result. The spelling of the last one is systemd 257's. */
const REASONS: Readonly<Record<string, string>> = {
  resources: "of unavailable resources or another system error",
  protocol: "the service did not take the steps required by its unit configuration",
  timeout: "a timeout was exceeded",
  "exit-code": "the control process exited with error code",
  signal: "a fatal signal was delivered to the control process",
  "core-dump": "a fatal signal was delivered causing the control process to dump core",
  watchdog: "the service failed to send watchdog ping",
  "start-limit-hit": "start of the service was attempted too often",
  "oom-kill": "of an out-of-memory (OOM) siutation",
};

/** Nothing for a job that ended well. */
export function describeJobFailure(outcome: JobOutcome, commands: Commands): readonly string[] {
  const { unit, result } = outcome;
  if (result === undefined) return [];
  switch (result) {
    case "done":
    case "skipped":
      return [];
    case "canceled":
      return [`Job for ${unit} canceled.`];
    case "timeout":
      return [`Job for ${unit} timed out.`];
    case "dependency":
      return [`A dependency job for ${unit} failed. See '${commands.journalctl} -xe' for details.`];
    case "invalid":
      return [`${unit} is not active, cannot reload.`];
    case "assert":
      return [`Assertion failed on job for ${unit}.`];
    case "unsupported":
      return [`Operation on or unit type of ${unit} not supported on this system.`];
    case "collected":
      return [`Queued job for ${unit} was garbage collected.`];
    case "once":
      return [`Unit ${unit} was started already once and can't be started again.`];
    case "frozen":
      return [`Cannot perform operation on frozen unit ${unit}.`];
    case "failed":
      return describeFailed(outcome, commands);
  }
}

function describeFailed({ unit, unitResult = "" }: JobOutcome, { systemctl, journalctl }: Commands): readonly string[] {
  if (typeOf(unit) !== "service") return [`Job failed. See "${journalctl} -xe" for details.`];
  const reason = REASONS[unitResult];
  return [
    reason === undefined ? `Job for ${unit} failed.` : `Job for ${unit} failed because ${reason}.`,
    `See "${systemctl} status ${unit}" and "${journalctl} -xeu ${unit}" for details.`,
    ...(unitResult === "start-limit-hit"
      ? [`To force a start use "${systemctl} reset-failed ${unit}"`, `followed by "${systemctl} start ${unit}" again.`]
      : []),
  ];
}

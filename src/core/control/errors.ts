/** Every refusal that a client can get. The client puts `Failed to VERB UNIT: ` in front of `sentence`. */
const see = "see-logs";

/**
 * `exitCode`: the command line's. `hint`: systemctl adds "See system logs and 'systemctl status X' for details."
 * Source: systemctl(1), EXIT STATUS; texts as systemd 257 prints them.
 */
export const CONTROL_ERRORS = {
  "no-such-unit": { exitCode: 5, hint: undefined, sentence: (about: { readonly unit: string }) => `Unit ${about.unit} not found.` },
  "not-loaded": { exitCode: 5, hint: undefined, sentence: (about: { readonly unit: string }) => `Unit ${about.unit} not loaded.` },
  masked: { exitCode: 1, hint: undefined, sentence: (about: { readonly unit: string }) => `Unit ${about.unit} is masked.` },
  "bad-setting": {
    exitCode: 1,
    hint: see,
    sentence: (about: { readonly unit: string }) => `Unit ${about.unit} has a bad unit file setting.`,
  },
  "load-error": {
    exitCode: 1,
    hint: see,
    sentence: (about: { readonly unit: string; readonly reason: string }) =>
      `Unit ${about.unit} failed to load properly, please adjust/correct and reload service manager: ${about.reason}`,
  },
  "bad-name": { exitCode: 1, hint: see, sentence: (about: { readonly unit: string }) => `Unit name ${about.unit} is not valid.` },
  "missing-instance": {
    exitCode: 1,
    hint: see,
    sentence: (about: { readonly unit: string }) => `Unit name ${about.unit} is missing the instance name.`,
  },
  "not-applicable": {
    exitCode: 3,
    hint: undefined,
    sentence: (about: { readonly unit: string; readonly job: string }) => `Job type ${about.job} is not applicable for unit ${about.unit}.`,
  },
  "dependency-only": {
    exitCode: 4,
    hint: see,
    sentence: (about: { readonly unit: string }) =>
      `Operation refused, unit ${about.unit} may be requested by dependency only (it is configured to refuse manual start/stop).`,
  },
  "no-isolate": { exitCode: 4, hint: see, sentence: (_: { readonly unit: string }) => "Operation refused, unit may not be isolated." },
  "wrong-mode": {
    exitCode: 1,
    hint: see,
    sentence: (about: { readonly mode: string; readonly only: string }) =>
      `${about.mode === "isolate" ? "Isolate" : `--job-mode=${about.mode}`} is only valid for ${about.only}.`,
  },
  destructive: {
    exitCode: 4,
    hint: see,
    sentence: (about: { readonly anchor: string; readonly unit: string; readonly queued: string; readonly wanted: string }) =>
      `Transaction for ${about.anchor} is destructive (${about.unit} has '${about.queued}' job queued, but '${about.wanted}' is included in transaction).`,
  },
  conflicting: {
    exitCode: 1,
    hint: see,
    sentence: (about: { readonly first: string; readonly second: string; readonly unit: string }) =>
      `Transaction contains conflicting jobs '${about.first}' and '${about.second}' for ${about.unit}. Probably contradicting requirement dependencies configured.`,
  },
  cyclic: {
    exitCode: 1,
    hint: see,
    sentence: (_: { readonly unit: string }) => "Transaction order is cyclic. See system logs for details.",
  },
  /** Of a kind that this version loads and shows, but can't run. */
  "not-supported": {
    exitCode: 1,
    hint: undefined,
    sentence: (about: { readonly unit: string; readonly kind: string }) =>
      `Upkeep does not run ${about.kind} units yet; ${about.unit} is only shown.`,
  },
  "not-killable": {
    exitCode: 1,
    hint: undefined,
    sentence: (_: { readonly unit: string }) => "Unit type does not support process killing.",
  },
  /** `signal`: its name, `SIGTERM`. */
  "no-value-with-signal": {
    exitCode: 1,
    hint: undefined,
    sentence: (about: { readonly signal: string }) =>
      `Value parameter only accepted for realtime signals (SIGRTMIN…SIGRTMAX), refusing for signal ${about.signal}.`,
  },
  "not-freezable": { exitCode: 1, hint: undefined, sentence: (_: { readonly unit: string }) => "Unit does not support freeze/thaw" },
  "no-freezer": {
    exitCode: 1,
    hint: undefined,
    sentence: (_: { readonly unit: string }) =>
      "Unit does not support freeze/thaw\nOnly what is in a control group can be frozen, and Upkeep can't make any here.",
  },
  "job-pending": { exitCode: 1, hint: undefined, sentence: (_: { readonly unit: string }) => "Unit has a pending job" },
  "not-active": { exitCode: 1, hint: undefined, sentence: (_: { readonly unit: string }) => "Unit is not active" },
  "freezer-busy": {
    exitCode: 1,
    hint: undefined,
    sentence: (_: { readonly unit: string }) => "Previously requested freezer operation for unit is still in progress",
  },
  "freezer-aborted": { exitCode: 1, hint: undefined, sentence: (_: { readonly unit: string }) => "Freeze operation aborted" },
  "freezer-failed": { exitCode: 1, hint: undefined, sentence: (about: { readonly reason: string }) => about.reason },
  "no-process": { exitCode: 1, hint: undefined, sentence: (about: { readonly whom: string }) => `No ${about.whom}process to kill` },
  "nobody-matches": { exitCode: 1, hint: undefined, sentence: (_: { readonly unit: string }) => "No matching processes to kill" },
  "bad-request": {
    exitCode: 1,
    hint: undefined,
    sentence: (about: { readonly reason: string }) => `The manager did not understand the request: ${about.reason}`,
  },
  "shutting-down": { exitCode: 1, hint: undefined, sentence: (_: { readonly unit: string }) => "The manager is shutting down." },
  bug: { exitCode: 70, hint: undefined, sentence: (about: { readonly reason: string }) => `This is a bug in Upkeep: ${about.reason}` },
} as const;
export type ControlErrorCode = keyof typeof CONTROL_ERRORS;
export type ControlError = {
  readonly [C in ControlErrorCode]: { readonly code: C; readonly about: Parameters<(typeof CONTROL_ERRORS)[C]["sentence"]>[0] };
}[ControlErrorCode];

export function describeError(error: ControlError): string {
  const row: { readonly sentence: (about: never) => string } = CONTROL_ERRORS[error.code];
  return row.sentence(error.about as never);
}

export const bugError = (thrown: unknown): ControlError => ({
  code: "bug",
  about: { reason: thrown instanceof Error ? thrown.message : String(thrown) },
});

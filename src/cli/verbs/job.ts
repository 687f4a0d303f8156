/** start, stop, restart and their kin: queue jobs and tell how they ended. Source: systemctl(1), EXIT STATUS; texts as systemd 257's. */
import { CONTROL_ERRORS, describeError } from "../../core/control/errors.ts";
import type { ControlError } from "../../core/control/errors.ts";
import type { JobOutcome, JobVerb } from "../../core/control/protocol.ts";
import { JOB_MODES, type JobMode } from "../../core/values/job-mode.ts";
import { isPattern } from "../../core/values/unit-name.ts";
import { readUnitOperands } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";
import { commandsOf, describeStale } from "./advice.ts";
import { describeJobFailure } from "./job-failure.ts";

/** Trying to restart a masked unit is no mistake: it doesn't run. */
const MASKED_IS_FINE: readonly string[] = ["try-restart", "try-reload-or-restart"];

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const verb = input.verb as JobVerb;
  const units = readUnitOperands(input.operands, context);
  if (units === undefined) return 1;
  const mode = input.options.has("fail") ? "fail" : (input.options.last("job-mode") ?? "replace");
  if (!isJobMode(mode)) return refuseMode(verb, mode, units, input, context);
  if (verb === "start" && units.some(isPattern) && !input.options.has("all")) warnOfPattern(input, context);
  const client = await context.client();
  const wait = !input.options.has("no-block");
  const answer = await client.ask("enqueue", { verb, units, mode, wait });
  if (!answer.ok) {
    context.err(describeError(answer.error));
    return CONTROL_ERRORS[answer.error.code].exitCode;
  }
  return report(answer.value.units, input, context);
}

const isJobMode = (mode: string): mode is JobMode => (JOB_MODES as readonly string[]).includes(mode);

/** The exit code is the first refusal's, but 1 as soon as a job failed. */
function report(outcomes: readonly JobOutcome[], input: VerbInput, context: VerbContext): ExitCode {
  const commands = commandsOf(input);
  let code: ExitCode = 0;
  for (const { unit, error } of outcomes) {
    if (error === undefined || (error.code === "masked" && MASKED_IS_FINE.includes(input.verb))) continue;
    for (const line of describeRefusal(input, unit, error)) context.err(line);
    code ||= CONTROL_ERRORS[error.code].exitCode;
  }
  for (const outcome of input.options.has("no-warn") ? [] : outcomes) {
    if (outcome.error === undefined && outcome.needsDaemonReload) context.err(describeStale(outcome.unit, commands), "warning");
  }
  for (const outcome of outcomes) {
    const lines = describeJobFailure(outcome, commands);
    if (lines.length === 0) continue;
    code = 1;
    if (!input.options.has("quiet")) for (const line of lines) context.err(line);
  }
  return code;
}

/** How systemctl calls the verb in its refusals: by the name of the method behind it. */
const METHOD: { readonly [V in JobVerb]?: string } = { "try-reload-or-restart": "reload-or-try-restart" };

function describeRefusal(input: VerbInput, unit: string, error: ControlError): readonly string[] {
  const verb = METHOD[input.verb as JobVerb] ?? input.verb;
  const refusal = `Failed to ${verb} ${unit}: ${describeError(error)}`;
  return CONTROL_ERRORS[error.code].hint === undefined ? [refusal] : [refusal, seeLogs(unit, input)];
}

function seeLogs(unit: string, input: VerbInput): string {
  return `See ${input.options.has("user") ? "user" : "system"} logs and '${commandsOf(input).systemctl} status ${unit}' for details.`;
}

function refuseMode(verb: string, mode: string, units: readonly string[], input: VerbInput, context: VerbContext): ExitCode {
  for (const unit of units) {
    context.err(`Failed to ${verb} ${unit}: Job mode ${mode} invalid`);
    context.err(seeLogs(unit, input));
  }
  return 1;
}

function warnOfPattern({ program }: VerbInput, context: VerbContext): void {
  const lines = [
    `Warning: ${program} start called with a glob pattern.`,
    "Hint: unit globs expand to loaded units, so start will usually have no effect.",
    "      Passing --all will also load units which are pulled in by other units.",
    "      See systemctl(1) for more details.",
  ];
  for (const line of lines) context.err(line, "notice");
}

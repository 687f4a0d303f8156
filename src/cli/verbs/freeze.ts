/** freeze and thaw. Source: systemctl(1); texts as systemd 257's. */
import { describeError } from "../../core/control/errors.ts";
import type { ControlError } from "../../core/control/errors.ts";
import type { FreezerVerb } from "../../core/control/protocol.ts";
import { readUnitOperands } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const verb = input.verb as FreezerVerb;
  const units = readUnitOperands(input.operands, context);
  if (units === undefined) return 1;
  const client = await context.client();
  const answer = await client.ask("freeze", { units, verb });
  if (!answer.ok) {
    context.err(`Failed to ${verb} units: ${describeError(answer.error)}`);
    return 1;
  }
  for (const { unit, error } of answer.value.refused) {
    context.err(`Failed to ${isUnknown(error) ? "add reference to" : verb} unit ${unit}: ${describeError(error)}`);
  }
  return answer.value.refused.length === 0 ? 0 : 1;
}

/** systemctl has the unit held first, and that is what fails then. */
const isUnknown = ({ code }: ControlError): boolean => UNKNOWN.includes(code);
const UNKNOWN: readonly string[] = ["no-such-unit", "masked", "bad-setting", "load-error", "bad-name", "missing-instance"];

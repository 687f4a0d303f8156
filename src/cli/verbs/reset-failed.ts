/** Source: systemctl(1), reset-failed; texts as systemd 257's. */
import { describeError } from "../../core/control/errors.ts";
import { readUnitOperands } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const units = readUnitOperands(input.operands, context);
  if (units === undefined) return 1;
  const client = await context.client();
  const answer = await client.ask("reset-failed", { units });
  if (!answer.ok) {
    context.err(`Failed to reset failed state: ${describeError(answer.error)}`);
    return 1;
  }
  for (const { unit, error } of answer.value.refused) context.err(`Failed to reset failed state of unit ${unit}: ${describeError(error)}`);
  return answer.value.refused.length === 0 ? 0 : 1;
}

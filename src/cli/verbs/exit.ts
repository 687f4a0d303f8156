/** Returns as soon as the manager has begun to stop its units. Source: systemctl(1), exit. */
import { CONTROL_ERRORS, describeError } from "../../core/control/errors.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run(_input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const client = await context.client();
  const answer = await client.ask("exit", {});
  if (answer.ok) return 0;
  context.err(`Failed to exit: ${describeError(answer.error)}`);
  return CONTROL_ERRORS[answer.error.code].exitCode;
}

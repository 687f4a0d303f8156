/** is-active and is-failed. Source: systemctl(1), is-active, is-failed; systemd 257 answers 4 if no unit is known. */
import { describeError } from "../../core/control/errors.ts";
import { readUnitOperands, untilStray } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

const QUESTIONS: { readonly [verb: string]: { readonly good: readonly string[]; readonly otherwise: ExitCode } } = {
  "is-active": { good: ["active", "reloading"], otherwise: 3 },
  "is-failed": { good: ["failed"], otherwise: 1 },
};
const UNKNOWN: ExitCode = 4;

/** Yes if one of the units is so. `is-failed` without a unit asks about the whole manager. */
export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  if (input.operands.length === 0) return askManager(input, context);
  const names = readUnitOperands(input.operands, context);
  if (names === undefined) return 1;
  const { units, problem } = untilStray(names);
  const code = problem === undefined || units.length > 0 ? await askUnits(units, input, context) : 1;
  if (problem === undefined) return code;
  context.err(`Failed to retrieve unit state: ${problem}`);
  return 1;
}

async function askUnits(units: readonly string[], input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const client = await context.client();
  const answer = await client.ask("active-state", { units });
  if (!answer.ok) {
    context.err(`Failed to retrieve unit state: ${describeError(answer.error)}`);
    return 1;
  }
  const states = answer.value.units;
  if (!input.options.has("quiet")) context.out(states.map(({ activeState }) => `${activeState}\n`).join(""));
  const question = QUESTIONS[input.verb];
  if (question === undefined) throw new Error(`no such question: ${input.verb}`);
  if (states.some(({ activeState }) => question.good.includes(activeState))) return 0;
  return states.some(({ found }) => found) ? question.otherwise : UNKNOWN;
}

async function askManager(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const client = await context.client();
  const answer = await client.ask("manager-status", {});
  if (!answer.ok) {
    context.err(`Failed to query system state: ${describeError(answer.error)}`);
    return 1;
  }
  if (!input.options.has("quiet")) context.out(`${answer.value.state}\n`);
  return answer.value.state === "degraded" ? 0 : 1;
}

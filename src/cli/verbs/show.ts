/** Source: systemctl(1), show; layout as systemd 257's. */
import { describeError } from "../../core/control/errors.ts";
import type { UnitProperties } from "../../core/control/protocol.ts";
import { readUnitOperands, untilStray } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const names = readUnitOperands(input.operands, context);
  if (names === undefined) return 1;
  const { units, problem } = untilStray(names);
  const code = problem === undefined || units.length > 0 ? await show(units, input, context) : 0;
  if (problem === undefined) return code;
  context.err(`Failed to get properties: ${problem}`);
  return 1;
}

/** No unit: the manager. */
async function show(units: readonly string[], input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const client = await context.client();
  const answer = await client.ask("show", { units });
  if (!answer.ok) {
    context.err(`Failed to get properties: ${describeError(answer.error)}`);
    return 1;
  }
  context.out(answer.value.units.map((unit) => formatProperties(unit, input)).join("\n"));
  return 0;
}

/** In the manager's order, whatever the order of `-p`. An empty value is shown only if asked for by name or with `--all`. */
function formatProperties({ properties }: UnitProperties, { options }: VerbInput): string {
  const wanted = [...options.all("property"), ...options.all("print-value")].flatMap((names) => names.split(","));
  const selected = wanted.length > 0 || options.has("property") || options.has("print-value");
  const bare = options.has("value") || options.has("print-value");
  let text = "";
  for (const [name, value] of properties) {
    if (selected ? !wanted.includes(name) : isEmpty(name, value) && !options.has("all")) continue;
    text += bare ? `${value}\n` : `${name}=${value}\n`;
  }
  return text;
}

/** What has no form, lists that refuse nothing, and statuses that are not set count as empty, too. */
function isEmpty(name: string, value: string): boolean {
  if (value === "" || value === "[unprintable]" || value === "~") return true;
  return value === "[not set]" && name.endsWith("ActionExitStatus");
}

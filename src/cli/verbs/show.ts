/** Source: systemctl(1), show; layout as systemd 257's. */
import { describeError } from "../../core/control/errors.ts";
import type { UnitProperties } from "../../core/control/protocol.ts";
import { readUnitOperands } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const units = readUnitOperands(input.operands, context);
  if (units === undefined) return 1;
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
    if (selected ? !wanted.includes(name) : value === "" && !options.has("all")) continue;
    text += bare ? `${value}\n` : `${name}=${value}\n`;
  }
  return text;
}

/** Source: systemctl(1), cat; texts as systemd 257's. */
import { describeError } from "../../core/control/errors.ts";
import type { UnitStatus } from "../../core/control/protocol.ts";
import { paint } from "../terminal.ts";
import { readUnitOperands } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";
import { commandsOf, type Commands } from "./advice.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const units = readUnitOperands(input.operands, context);
  if (units === undefined) return 1;
  const client = await context.client();
  const answer = await client.ask("status", { units });
  if (!answer.ok) {
    context.err(`Failed to read the units: ${describeError(answer.error)}`);
    return 1;
  }
  let code: ExitCode = 0;
  let first = true;
  for (const unit of answer.value.units) {
    const pages = readPages(unit, input, context);
    if (pages === undefined) {
      context.err(`No files found for ${unit.unit}.`);
      code = 1;
      continue;
    }
    context.out((first ? "" : "\n") + pages.join("\n"));
    first = false;
  }
  return code;
}

/** A page a file; undefined: there is none. */
function readPages(unit: UnitStatus, input: VerbInput, context: VerbContext): readonly string[] | undefined {
  if (unit.loadState === "masked") return [`${paint(context.terminal, "highlight", `# Unit ${unit.unit} is masked`)}.\n`];
  const paths = unit.fragmentPath === undefined ? unit.dropInPaths : [unit.fragmentPath, ...unit.dropInPaths];
  if (paths.length === 0) return undefined;
  if (unit.needsDaemonReload) for (const line of staleLines(unit.unit, commandsOf(input))) context.err(line, "warning");
  return paths.flatMap((path) => {
    const text = context.readText(path);
    if (text === undefined) {
      context.err(`Failed to open ${path}.`, "warning");
      return [];
    }
    return [`${paint(context.terminal, "highlight", `# ${path}`)}\n${text === "" || text.endsWith("\n") ? text : `${text}\n`}`];
  });
}

const staleLines = (unit: string, { systemctl }: Commands): readonly string[] => [
  `# Warning: ${unit} changed on disk, the version systemd has loaded is outdated.`,
  "# This output shows the current version of the unit's original fragment and drop-in files.",
  "# If fragments or drop-ins were added or removed, they are not properly reflected in this output.",
  `# Run '${systemctl} daemon-reload' to reload units.`,
];

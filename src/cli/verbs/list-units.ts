/** Source: systemctl(1), list-units. */
import { describeError } from "../../core/control/errors.ts";
import type { UnitRow } from "../../core/control/protocol.ts";
import type { Options } from "../getopt.ts";
import { formatStates, formatUnitTypes, LOAD_STATES, UNIT_TYPES } from "../output/known-states.ts";
import { formatUnitJson, formatUnitList } from "../output/list-units.ts";
import { typeOf } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const { options } = input;
  const values = describeValues(options);
  if (values !== undefined) {
    context.out(values);
    return 0;
  }
  const filter = readFilter(options);
  if (typeof filter === "string") {
    for (const line of filter.split("\n")) context.err(line);
    return 1;
  }
  const client = await context.client();
  const answer = await client.ask("list-units", { patterns: input.operands });
  if (!answer.ok) {
    context.err(`Failed to list units: ${describeError(answer.error)}`);
    return 1;
  }
  const rows = answer.value.units.filter((row) => isShown(row, filter)).sort(byTypeAndName);
  context.out(format(rows, filter, options, context));
  return 0;
}

/** What `--type=help` or `--state=help` asks for. */
function describeValues(options: Options): string | undefined {
  if (wordsOf(options, "type").includes("help")) return formatUnitTypes();
  return wordsOf(options, "state").includes("help") ? formatStates() : undefined;
}

const wordsOf = (options: Options, name: string): readonly string[] =>
  options.all(name).flatMap((words) => words.split(",").filter((word) => word !== ""));

interface Filter {
  readonly all: boolean;
  readonly types: readonly string[];
  readonly states: readonly string[];
}

/** A text is the complaint about a type that does not exist. */
function readFilter(options: Options): Filter | string {
  const states = [...wordsOf(options, "state"), ...(options.has("failed") ? ["failed"] : [])];
  const types: string[] = [];
  for (const word of wordsOf(options, "type")) {
    if (UNIT_TYPES.includes(word)) types.push(word);
    else if (LOAD_STATES.includes(word)) states.push(word);
    else return `Unknown unit type or load state '${word}'.\nUse -t help to see a list of allowed values.`;
  }
  return { all: options.has("all"), types, states };
}

/** Without --all and --state, units that are inactive and have no job are left out. */
function isShown({ unit, loadState, activeState, subState, job }: UnitRow, { all, types, states }: Filter): boolean {
  if (types.length > 0 && !types.includes(typeOf(unit))) return false;
  if (states.length > 0) return [loadState, activeState, subState].some((state) => states.includes(state));
  return all || job !== undefined || activeState !== "inactive";
}

function byTypeAndName(a: UnitRow, b: UnitRow): number {
  return compare(typeOf(a.unit), typeOf(b.unit)) || compare(a.unit.toLowerCase(), b.unit.toLowerCase());
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function format(rows: readonly UnitRow[], { all, states }: Filter, options: Options, context: VerbContext): string {
  const output = options.last("output") ?? "short";
  if (output.startsWith("json")) return formatUnitJson(rows, output === "json-pretty");
  const layout = {
    legend: !options.has("no-legend") && !options.has("quiet"),
    marks: !options.has("plain"),
    full: options.has("full"),
    inactiveToo: all || states.includes("inactive"),
    byState: states.length > 0,
  };
  return formatUnitList(rows, layout, context.terminal);
}

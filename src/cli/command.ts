/** From the words of a command line to a verb and what it is given. */
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import { checkOptions, joinOptions, parseCommandLine } from "./getopt.ts";
import type { CommandLine, Options } from "./getopt.ts";
import { SYSTEMCTL_OPTIONS } from "./options.ts";
import { closestName } from "./closest-name.ts";
import type { Program, VerbInput } from "./verb.ts";
import { findVerb, VERBS, VERBS_TO_COME } from "./verbs.ts";
import type { VerbRow } from "./verbs.ts";

export interface Command {
  readonly row: VerbRow;
  readonly input: VerbInput;
}

/** `called`: the path that the program was called by. The error is the line to print; the exit code is 1. Source: systemctl(1). */
export function chooseCommand(called: string, words: readonly string[]): Result<Command, string> {
  const program = personality(called);
  if (program === "journalctl") return readRest(program, rowOf("logs"), words, undefined);
  const first = parseCommandLine(words, SYSTEMCTL_OPTIONS, { untilOperand: true });
  if (!first.ok) return err(`${program}: ${first.error}`);
  const { options, operands, ended } = first.value;
  const problem = checkOptions(SYSTEMCTL_OPTIONS, options);
  if (problem !== undefined) return err(problem);
  const [typed, ...rest] = operands;
  if (typed === undefined) return withoutVerb(program, options);
  const row = findVerb(typed);
  if (row === undefined) return err(unknownVerb(program, typed));
  return ended ? finish(program, row, { options, operands: rest, ended }) : readRest(program, row, rest, options);
}

function personality(called: string): Program {
  const name = called.slice(called.lastIndexOf("/") + 1);
  return name === "systemctl" || name === "journalctl" ? name : "upkeep";
}

function rowOf(name: string): VerbRow {
  const row = findVerb(name);
  if (row === undefined) throw new Error(`no verb ${name} in the table`);
  return row;
}

function withoutVerb(program: Program, options: Options): Result<Command, string> {
  const bare = program === "upkeep" && !options.has("failed") && !options.has("state") && !options.has("type");
  return finish(program, rowOf(bare ? "help" : "list-units"), { options, operands: [], ended: false });
}

/** The options after the verb are the verb's; those before it are systemctl's and count for every verb. */
function readRest(program: Program, row: VerbRow, words: readonly string[], before: Options | undefined): Result<Command, string> {
  const parsed = parseCommandLine(words, row.options);
  if (!parsed.ok) return err(`${program}: ${parsed.error}`);
  const options = before === undefined ? parsed.value.options : joinOptions(before, parsed.value.options);
  return finish(program, row, { ...parsed.value, options });
}

function finish(program: Program, row: VerbRow, { options, operands }: CommandLine): Result<Command, string> {
  const input = { program, options, operands };
  if (options.has("help")) return ok({ row: rowOf("help"), input: { ...input, verb: "help", operands: helpAbout(row, program) } });
  if (options.has("version")) return ok({ row: rowOf("version"), input: { ...input, verb: "version" } });
  const problem = checkOptions(row.options, options);
  if (problem !== undefined) return err(problem);
  if (operands.length < (row.least ?? 0)) return err(row.tooFew ?? "Too few arguments.");
  if (operands.length > (row.most ?? Number.POSITIVE_INFINITY)) return err("Too many arguments.");
  return ok({ row, input: { ...input, verb: row.name } });
}

/** `upkeep --help` is about all verbs, `upkeep start --help` about that one; `systemctl start --help` about all, as systemctl's. */
function helpAbout(row: VerbRow, program: Program): readonly string[] {
  if (program === "systemctl" || row.name === "help") return [];
  return row.name === "list-units" ? [] : [row.name];
}

function unknownVerb(program: Program, typed: string): string {
  if (VERBS_TO_COME.includes(typed)) return `Verb '${typed}' is not supported by this version of Upkeep yet.`;
  const known = VERBS.filter((row) => program === "upkeep" || !row.own).map((row) => row.name);
  const isBegun = known.some((name) => name.startsWith(typed));
  const close = closestName(typed, isBegun ? known : [...known, ...VERBS_TO_COME]);
  if (close === undefined) return `Unknown command verb '${typed}'.`;
  const meant = `Unknown command verb '${typed}', did you mean '${close}'?`;
  return VERBS_TO_COME.includes(close) ? `${meant} It is not supported by this version of Upkeep yet.` : meant;
}

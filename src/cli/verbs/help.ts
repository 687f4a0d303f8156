/** All of it is made from the tables. */
import type { OptionRow } from "../getopt.ts";
import { SYSTEMCTL_OPTIONS } from "../options.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";
import { findVerb, VERBS } from "../verbs.ts";
import type { VerbRow } from "../verbs.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const [about] = input.operands;
  const asked = about !== undefined || input.options.has("help") || input.program !== "upkeep";
  if (about === undefined) {
    context.out(asked ? helpOnAll(input.program) : shortHelp());
    return 0;
  }
  const row = findVerb(about);
  if (row === undefined) {
    context.err(`There is no verb '${about}'. All of them: upkeep --help`);
    return 1;
  }
  context.out(helpOn(row, input.program));
  return 0;
}

/** For somebody who typed `upkeep` and nothing else. */
function shortHelp(): string {
  const first = ["run", "daemon", "start", "stop", "restart", "status", "logs", "list-units"];
  return [
    "upkeep runs ordinary systemd unit files where systemd is not.",
    "",
    ...verbLines(VERBS.filter((row) => first.includes(row.name))),
    "",
    "Try first:   upkeep run examples/mytest.service",
    "All verbs:   upkeep --help        One of them:   upkeep help VERB",
    "",
  ].join("\n");
}

function helpOnAll(program: string): string {
  const rows = VERBS.filter((row) => program === "upkeep" || !row.own);
  return [
    `${program} [OPTIONS...] VERB [OPERANDS...]`,
    "",
    "Verbs:",
    ...verbLines(rows),
    "",
    "Options:",
    ...optionLines(SYSTEMCTL_OPTIONS.filter(({ summary }) => summary !== undefined)),
    "",
    "Long options may be shortened as long as they stay unambiguous. One verb: upkeep help VERB",
    "",
  ].join("\n");
}

function helpOn(row: VerbRow, program: string): string {
  const shown = shownOptions(row);
  const head =
    program === "journalctl"
      ? "journalctl [OPTIONS...]"
      : `${program} ${row.name} ${shown.length > 0 ? "[OPTIONS...] " : ""}${row.operands ?? ""}`;
  const lines = [head.trimEnd(), "", row.summary + "."];
  if (row.aliases !== undefined) lines.push(`Also known as: ${row.aliases.join(", ")}.`);
  const options = optionLines(shown);
  return [...lines, ...(options.length > 0 ? ["", "Options:", ...options] : []), ""].join("\n");
}

/** The options that a verb's help tells of. */
export function shownOptions({ options, relevant }: VerbRow): readonly OptionRow[] {
  return options.filter(({ name, summary }) => summary !== undefined && (relevant === undefined || relevant.split(" ").includes(name)));
}

function verbLines(rows: readonly VerbRow[]): readonly string[] {
  return rows.map((row) => `  ${`${row.name} ${row.operands ?? ""}`.padEnd(32)} ${row.summary}`);
}

function optionLines(rows: readonly OptionRow[]): readonly string[] {
  return rows.map((row) => `  ${spelling(row).padEnd(32)} ${row.summary}`);
}

/** `-n --lines=INTEGER`. */
function spelling({ name, short, shortOnly, argument, optional }: OptionRow): string {
  const letter = short === undefined ? "  " : `-${short}`;
  if (shortOnly) return `${letter} ${argument ?? ""}`;
  return `${letter} --${name}${argument === undefined ? "" : optional ? `[=${argument}]` : `=${argument}`}`;
}

/** Reads a command line as getopt_long(3) does: the table says which options there are, the words may stand in any order. */
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";

export interface OptionRow {
  /** The long name; how verbs ask for the option. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What the value is called in the help. None: the option takes no value. */
  readonly argument?: string;
  /** A value may be left out: `-n` and `-n5`, `--lines` and `--lines=5`, but not `-n 5`. */
  readonly optional?: true;
  /** With `optional`: the next word is the value after all if it looks so, as journalctl does with `-n 5`. */
  readonly nextWord?: RegExp;
  /** The option that this one is another spelling of. */
  readonly means?: string;
  /** There is only the letter; `name` is for the program. */
  readonly shortOnly?: true;
  /** For the help. None: the option is accepted, but not shown. */
  readonly summary?: string;
  /** A sentence when the value is of no use. */
  readonly check?: (value: string) => string | undefined;
}

/** The options that were given, asked for by the long name of their row. */
export interface Options {
  has(name: string): boolean;
  /** The last value given; the empty text for an option without a value. */
  last(name: string): string | undefined;
  all(name: string): readonly string[];
}

export interface CommandLine {
  readonly options: Options;
  readonly operands: readonly string[];
  /** A `--` stood before the operands: what follows is no option either. */
  readonly ended: boolean;
}

interface Reader {
  readonly rows: readonly OptionRow[];
  readonly words: readonly string[];
  next: number;
  readonly given: Map<string, string[]>;
}

/** The error is the sentence that getopt_long prints, without the program's name in front. Source: getopt_long(3), glibc. */
export function parseCommandLine(
  words: readonly string[],
  rows: readonly OptionRow[],
  { untilOperand = false }: { readonly untilOperand?: boolean } = {},
): Result<CommandLine, string> {
  const reader: Reader = { rows, words, next: 0, given: new Map() };
  const operands: string[] = [];
  let ended = false;
  while (reader.next < words.length) {
    const word = words[reader.next++] ?? "";
    if (word === "--") {
      ended = true;
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      if (untilOperand) break;
      continue;
    }
    const problem = word.startsWith("--") ? readLong(reader, word.slice(2)) : readShort(reader, word.slice(1));
    if (problem !== undefined) return err(problem);
  }
  return ok({ options: makeOptions(reader.given), operands: [...operands, ...words.slice(reader.next)], ended });
}

function makeOptions(given: ReadonlyMap<string, readonly string[]>): Options {
  return {
    has: (name) => given.has(name),
    last: (name) => given.get(name)?.at(-1),
    all: (name) => given.get(name) ?? [],
  };
}

/** Both, those of `later` counting as given later. */
export function joinOptions(earlier: Options, later: Options): Options {
  return {
    has: (name) => earlier.has(name) || later.has(name),
    last: (name) => later.last(name) ?? earlier.last(name),
    all: (name) => [...earlier.all(name), ...later.all(name)],
  };
}

/** What `row` is stored as. */
const meaning = (row: OptionRow): string => row.means ?? row.name;

function readLong(reader: Reader, text: string): string | undefined {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  const row = findLong(reader.rows, name, text);
  if (typeof row === "string") return row;
  if (equals >= 0) {
    if (row.argument === undefined) return `option '--${row.name}' doesn't allow an argument`;
    return store(reader, row, text.slice(equals + 1));
  }
  if (row.argument === undefined) return store(reader, row, "");
  if (row.optional) return store(reader, row, peekValue(reader, row));
  if (reader.next >= reader.words.length) return `option '--${row.name}' requires an argument`;
  return store(reader, row, reader.words[reader.next++] ?? "");
}

/** The row called `name`, or the only one that begins so; spellings of one option don't make a name ambiguous. */
function findLong(rows: readonly OptionRow[], name: string, typed: string): OptionRow | string {
  const long = rows.filter((row) => !row.shortOnly);
  const exact = long.find((row) => row.name === name);
  if (exact !== undefined) return exact;
  const found = long.filter((row) => row.name.startsWith(name));
  const [first] = found;
  if (first === undefined) return `unrecognized option '--${typed}'`;
  if (found.every((row) => meaning(row) === meaning(first))) return first;
  return `option '--${typed}' is ambiguous; possibilities:${found.map((row) => ` '--${row.name}'`).join("")}`;
}

/** `-qn5`: letters without a value, then perhaps one with, the rest being the value. */
function readShort(reader: Reader, letters: string): string | undefined {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters.charAt(at);
    const row = reader.rows.find((candidate) => candidate.short === letter);
    if (row === undefined) return `invalid option -- '${letter}'`;
    if (row.argument === undefined) {
      store(reader, row, "");
      continue;
    }
    const rest = letters.slice(at + 1);
    if (rest !== "") return store(reader, row, rest);
    if (row.optional) return store(reader, row, peekValue(reader, row));
    if (reader.next >= reader.words.length) return `option requires an argument -- '${letter}'`;
    return store(reader, row, reader.words[reader.next++] ?? "");
  }
  return undefined;
}

/** The next word, if it looks like the value that may be left out. */
function peekValue(reader: Reader, row: OptionRow): string {
  const next = reader.words[reader.next];
  if (next === undefined || !row.nextWord?.test(next)) return "";
  reader.next++;
  return next;
}

/** Values are checked when the verb is known, so that a misspelt option is told first. */
function store(reader: Reader, row: OptionRow, value: string): undefined {
  const values = reader.given.get(meaning(row));
  if (values === undefined) reader.given.set(meaning(row), [value]);
  else values.push(value);
}

/** The sentence about the first value that its row's check refuses. */
export function checkOptions(rows: readonly OptionRow[], options: Options): string | undefined {
  for (const row of rows) {
    if (row.check === undefined || row.means !== undefined) continue;
    for (const value of options.all(row.name)) {
      const problem = row.check(value);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

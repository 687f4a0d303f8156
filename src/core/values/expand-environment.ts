import { isVariableName } from "./environment.ts";
import { nextWord, skipBlanks } from "./words.ts";

/** The words of a command with their variables filled in. */
export interface Expansion {
  readonly argv: readonly string[];
  /** Variables that are not set and counted as empty, each once. */
  readonly unset: readonly string[];
  /** What stood in the place of a name and can't be one. */
  readonly invalid: readonly string[];
}

/**
 * `$NAME` alone is split into words, `${NAME}` anywhere is not, `$$` is a dollar sign.
 * Source: systemd.service(5), COMMAND LINES.
 */
export function expandArguments(argv: readonly string[], environment: ReadonlyMap<string, string>): Expansion {
  const lookup = new Lookup(environment);
  const words = argv.flatMap((word) => {
    const isSplit = word.startsWith("$") && word[1] !== "{" && word[1] !== "$";
    return isSplit ? splitValue(lookup.value(word.slice(1))) : [fillIn(word, lookup)];
  });
  return { argv: words, unset: [...lookup.unset], invalid: [...lookup.invalid] };
}

class Lookup {
  readonly unset = new Set<string>();
  readonly invalid = new Set<string>();
  private readonly environment: ReadonlyMap<string, string>;
  constructor(environment: ReadonlyMap<string, string>) {
    this.environment = environment;
  }
  value(name: string): string {
    const value = this.environment.get(name);
    if (value === undefined) (isVariableName(name) ? this.unset : this.invalid).add(name);
    return value ?? "";
  }
}

/** `$$` and `${NAME}` replaced. A form of the shell such as `${NAME:-x}` stays as written, and so does what is never closed. */
function fillIn(word: string, lookup: Lookup): string {
  let filled = "";
  let from = 0;
  for (let at = word.indexOf("$"); at >= 0; at = word.indexOf("$", at)) {
    const next = word[at + 1];
    const end = next === "{" ? endOfName(word, at + 2) : at + 1;
    if (end === word.length) break;
    if (next === "$") filled += `${word.slice(from, at)}$`;
    else if (next === "{" && word[end] === "}") filled += word.slice(from, at) + lookup.value(word.slice(at + 2, end));
    else {
      at = end;
      continue;
    }
    from = end + 1;
    at = from;
  }
  return filled + word.slice(from);
}

/** Of the brace or the colon that ends it, or of the text. */
function endOfName(word: string, from: number): number {
  let at = from;
  while (at < word.length && word[at] !== "}" && word[at] !== ":") at += 1;
  return at;
}

/** Quotes are taken off, and a backslash gives the character behind it; nothing in it is an error. */
function splitValue(value: string): readonly string[] {
  const words: string[] = [];
  for (let at = skipBlanks(value, 0); at < value.length;) {
    const next = nextWord(value, at, "plain");
    if (next.found !== "word") break;
    words.push(next.word);
    at = next.end;
  }
  return words;
}

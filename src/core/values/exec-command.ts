import type { Position } from "../base/source.ts";
import { isAbsolute, simplifyPath } from "./path.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type AdditiveKind, type Complaint, type Items, type ReadContext, asList } from "./value-kind.ts";
import { nextWord, quoteWord, skipBlanks } from "./words.ts";

/** With whose rights a command runs. `full`: the manager's (`+`); `no-setuid`: User= and Group= left out (`!`); `ambient`: `!!`. */
export type Privileges = "normal" | "full" | "no-setuid" | "ambient";

/** One command of `ExecStart=` and its kin: words split, prefixes read, specifiers expanded, `$` not yet. */
export interface ExecCommand {
  /** As written: absolute, or a bare name that is searched for. */
  readonly path: string;
  /** With argv[0]. */
  readonly argv: readonly string[];
  readonly ignoreFailure: boolean;
  /** Whether `$NAME` and `${NAME}` are replaced. */
  readonly expandEnvironment: boolean;
  readonly privileges: Privileges;
  /** Prefix `|`: what follows argv[0] is for the user's shell to run. Since systemd 258; 257 knows no such prefix. */
  readonly viaShell: boolean;
  readonly at: Position;
}

/** Where User= names nobody with another. */
const DEFAULT_SHELL = "/bin/sh";

/** Source: systemd.service(5), COMMAND LINES. */
export const execCommands: AdditiveKind<readonly ExecCommand[], ExecCommand> = {
  name: "command lines",
  read: readLine,
  join: asList,
  format: (commands) => commands.map(formatCommand).join(" ; "),
  examples: [],
};

/** The commands of one assignment. One that is no good ends the line; those before it stay. */
function readLine(line: string, context: ReadContext): Items<ExecCommand> {
  const commands: ExecCommand[] = [];
  const complaints: Complaint[] = [];
  for (let at = skipBlanks(line, 0); at < line.length;) {
    if (isSeparator(line, at)) {
      at = skipBlanks(line, at + 1);
      continue;
    }
    const reader = new CommandReader(line, at, context, complaints);
    const command = reader.read();
    if (command === undefined) break;
    commands.push(command);
    at = reader.at;
  }
  return { items: commands, complaints };
}

const isBlankOrEnd = (character: string | undefined): boolean => character === undefined || /[ \t\n\r]/.test(character);
const isSeparator = (line: string, at: number): boolean => line[at] === ";" && isBlankOrEnd(line[at + 1]);
/** `\;` as a word of its own is a semicolon that separates nothing. */
const isEscapedSeparator = (line: string, at: number): boolean => line.startsWith("\\;", at) && isBlankOrEnd(line[at + 2]);

class CommandReader {
  at: number;
  private readonly line: string;
  private readonly context: ReadContext;
  private readonly complaints: Complaint[];
  private ignoreFailure = false;

  constructor(line: string, at: number, context: ReadContext, complaints: Complaint[]) {
    this.line = line;
    this.at = at;
    this.context = context;
    this.complaints = complaints;
  }

  /** Undefined, and a complaint, if it can't be run. */
  read(): ExecCommand | undefined {
    // A first word that can't even be split is dropped; only what stands behind a valid beginning refuses the unit.
    const first = this.word(false);
    if (first === undefined) return undefined;
    const prefixes = readPrefixes(first);
    this.ignoreFailure = prefixes.ignoreFailure;
    if (prefixes.viaShell) return this.shellCommand(first.slice(prefixes.length), prefixes);
    const path = this.path(first.slice(prefixes.length));
    if (path === undefined) return undefined;
    const argv = this.argumentsUpToSeparator(prefixes.ownArgv0 ? [] : [path]);
    if (argv === undefined) return undefined;
    if (argv.length === 0)
      return this.refuse("Empty executable name or zeroeth argument", this.line, "after @ and the path comes the name to run under");
    const { ignoreFailure, expandEnvironment, privileges, viaShell } = prefixes;
    return { path: simplifyPath(path), argv, ignoreFailure, expandEnvironment, privileges, viaShell, at: this.context.at };
  }

  /** With the prefix `@` the shell is one that a login would get. */
  private shellCommand(written: string, { ownArgv0, ...prefixes }: Prefixes): ExecCommand | undefined {
    const first = this.expand(written);
    const begun = [ownArgv0 ? "-sh" : "sh", ...(first === undefined || first === "" ? [] : [first])];
    const argv = first === undefined ? undefined : this.argumentsUpToSeparator(begun);
    if (argv === undefined) return undefined;
    const { ignoreFailure, expandEnvironment, privileges, viaShell } = prefixes;
    return { path: DEFAULT_SHELL, argv, ignoreFailure, expandEnvironment, privileges, viaShell, at: this.context.at };
  }

  private path(written: string): string | undefined {
    const path = this.expand(written);
    if (path === undefined) return undefined;
    if (path === "") return this.refuse("Empty path in command line", this.line, "no blank may stand between a prefix and the path");
    if (/[\u0000-\u001f\u007f]/u.test(path))
      return this.refuse("Executable name contains special characters", path, "control characters can't be in it");
    if (/(?:^|\/)\.{0,2}$/.test(path)) return this.refuse("Executable path specifies a directory", path, "expected the path of a program");
    if (!isAbsolute(path) && path.includes("/")) {
      return this.refuse(
        "Neither a valid executable name nor an absolute path",
        path,
        "write the path from / on, or the bare name of a program",
      );
    }
    return path;
  }

  private argumentsUpToSeparator(argv: string[]): readonly string[] | undefined {
    while (this.at < this.line.length) {
      if (isSeparator(this.line, this.at)) {
        this.at = skipBlanks(this.line, this.at + 1);
        break;
      }
      if (isEscapedSeparator(this.line, this.at)) {
        argv.push(";");
        this.at = skipBlanks(this.line, this.at + 2);
        continue;
      }
      const word = this.word(!this.ignoreFailure);
      const argument = word === undefined ? undefined : this.expand(word);
      if (argument === undefined) return undefined;
      argv.push(argument);
    }
    // A list that has grown keeps room for more; each unit has several of these for as long as it is loaded.
    return argv.slice();
  }

  private word(fatal: boolean): string | undefined {
    const strict = nextWord(this.line, this.at, "c");
    const next = strict.found === "bad-escape" ? nextWord(this.line, this.at, "c-relaxed") : strict;
    if (next.found !== "word") {
      this.complaints.push({ message: `Unbalanced quoting, ignoring: "${this.line}"`, hint: "a quote is opened and not closed", fatal });
      return undefined;
    }
    if (next.unknownEscape) {
      const message = `Ignoring unknown escape sequences: "${next.word}"`;
      this.complaints.push({ message, hint: "the backslash is passed on; write \\\\ if that is meant" });
    }
    this.at = next.end;
    return next.word;
  }

  private expand(written: string): string | undefined {
    const expanded = expandSpecifiers(written, this.context);
    if (expanded.ok) return expanded.value;
    const ignoring = this.ignoreFailure ? ", ignoring" : "";
    const message = `Failed to resolve unit specifiers in '${written}'${ignoring}: Invalid slot`;
    this.complaints.push({ message, hint: knownSpecifiers(expanded.error), fatal: !this.ignoreFailure });
    return undefined;
  }

  private refuse(what: string, of: string, hint: string): undefined {
    const fatal = !this.ignoreFailure;
    this.complaints.push({ message: `${what}${fatal ? "" : ", ignoring"}: ${of}`, hint, fatal });
    return undefined;
  }
}

interface Prefixes extends Pick<ExecCommand, "ignoreFailure" | "expandEnvironment" | "privileges" | "viaShell"> {
  readonly ownArgv0: boolean;
  readonly length: number;
}

/** Each may stand once, in any order; of `+`, `!` and `!!` there can be one. */
function readPrefixes(word: string): Prefixes {
  const seen = new Set<string>();
  let privileges: Privileges = "normal";
  let length = 0;
  for (; length < word.length; length += 1) {
    const sign = word[length] ?? "";
    if (sign === "!" && privileges === "normal") privileges = "no-setuid";
    else if (sign === "!" && privileges === "no-setuid") privileges = "ambient";
    else if (sign === "+" && privileges === "normal") privileges = "full";
    else if ("-@:|".includes(sign) && !seen.has(sign)) seen.add(sign);
    else break;
  }
  return {
    ignoreFailure: seen.has("-"),
    expandEnvironment: !seen.has(":"),
    viaShell: seen.has("|"),
    ownArgv0: seen.has("@"),
    privileges,
    length,
  };
}

const PRIVILEGE_SIGNS: { readonly [P in Privileges]: string } = { normal: "", full: "+", "no-setuid": "!", ambient: "!!" };

/** As it can be written in a unit file. */
function formatCommand(command: ExecCommand): string {
  const { path, argv, ignoreFailure, expandEnvironment, privileges, viaShell } = command;
  const isPlain = argv[0] === (viaShell ? "sh" : path);
  const signs = `${ignoreFailure ? "-" : ""}${isPlain ? "" : "@"}${expandEnvironment ? "" : ":"}${viaShell ? "|" : ""}${PRIVILEGE_SIGNS[privileges]}`;
  const [first, ...words] = viaShell ? argv.slice(1) : [path, ...(isPlain ? argv.slice(1) : argv)];
  return [quoteArgument(signs + (first ?? "")), ...words.map(quoteArgument)].join(" ");
}

const quoteArgument = (word: string): string => quoteWord(word.replaceAll("%", "%%"));

import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type AdditiveKind, type Complaint, type Items, type ReadContext, asSet } from "./value-kind.ts";
import { shellQuoted } from "./shell-quote.ts";
import { nextWord } from "./words.ts";

/** Letters, digits and `_`, not beginning with a digit. */
export const isVariableName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

export function isAssignment(word: string): boolean {
  const sign = word.indexOf("=");
  return sign > 0 && isVariableName(word.slice(0, sign)) && !word.includes("\0");
}

/** `NAME=value` words; a later one of the same name takes the place of the earlier. Source: systemd.exec(5), Environment=. */
export const environment: AdditiveKind<readonly string[], string> = {
  name: "environment assignments",
  read: (written, context) =>
    readWords(written, context, {
      isValid: isAssignment,
      complain: (word) => ({ message: `Invalid environment assignment, ignoring: ${word}`, hint: "expected NAME=value" }),
    }),
  join: joinVariables,
  format: (words) => words.map(shellQuoted).join(" "),
  examples: [['"A=b c" D=e', ["A=b c", "D=e"]]],
};

/** One assignment a name: the last one, in the place of the first. */
export function joinVariables(assignments: readonly string[]): readonly string[] {
  return [...new Map(assignments.map((assignment) => [assignment.slice(0, assignment.indexOf("=")), assignment])).values()];
}

/** Source: systemd.exec(5), PassEnvironment=. */
export const variableNames: AdditiveKind<readonly string[], string> = {
  name: "variable names",
  read: (written, context) =>
    readWords(written, context, {
      isValid: isVariableName,
      complain: (word) => ({
        message: `Invalid environment name for PassEnvironment, ignoring: ${word}`,
        hint: "expected the name of a variable",
      }),
    }),
  join: asSet,
  format: (words) => words.join(" "),
  examples: [["HOME LANG", ["HOME", "LANG"]]],
};

/** Names, or exact assignments. Source: systemd.exec(5), UnsetEnvironment=. */
export const unsetEnvironment: AdditiveKind<readonly string[], string> = {
  name: "variable names or assignments",
  read: (written, context) =>
    readWords(written, context, {
      isValid: (word) => isVariableName(word) || isAssignment(word),
      specifiers: "unit specifiers",
      complain: (word) => ({
        message: `Invalid environment name or assignment UnsetEnvironment, ignoring: ${word}`,
        hint: "expected NAME or NAME=value",
      }),
    }),
  join: asSet,
  format: (words) => words.map(shellQuoted).join(" "),
  examples: [["HOME LANG=C", ["HOME", "LANG=C"]]],
};

interface WordRule {
  readonly isValid: (word: string) => boolean;
  readonly complain: (word: string) => Complaint;
  /** What the sentence about an unknown specifier calls them. */
  readonly specifiers?: string;
}

function readWords(written: string, context: ReadContext, rule: WordRule): Items<string> {
  const complaints: Complaint[] = [];
  const items: string[] = [];
  for (let at = 0; ;) {
    const next = nextWord(written, at, "c");
    if (next.found === "end") return { items, complaints };
    if (next.found !== "word") {
      const hint = next.found === "unbalanced" ? "a quote is not closed" : "a backslash begins no known escape; write \\\\ for a backslash";
      return { items, complaints: [...complaints, { message: `Invalid syntax, ignoring: ${written}`, hint }] };
    }
    at = next.end;
    const expanded = expandSpecifiers(next.word, context);
    if (!expanded.ok) {
      complaints.push({
        message: `Failed to resolve ${rule.specifiers ?? "specifiers"} in ${next.word}, ignoring: Invalid slot`,
        hint: knownSpecifiers(expanded.error),
      });
    } else if (rule.isValid(expanded.value)) items.push(expanded.value);
    else complaints.push(rule.complain(expanded.value));
  }
}

import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import type { AdditiveKind, Addition, Complaint, ReadContext } from "./value-kind.ts";
import { nextWord, quoteWord } from "./words.ts";

/** Letters, digits and `_`, not beginning with a digit. */
export const isVariableName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

export function isAssignment(word: string): boolean {
  const sign = word.indexOf("=");
  // Control characters other than tab and newline make a value unfit to be written anywhere.
  return sign > 0 && isVariableName(word.slice(0, sign)) && !/[\u0000-\u0008\u000b-\u001f]/u.test(word.slice(sign + 1));
}

/** `NAME=value` words; a later one of the same name takes the place of the earlier. Source: systemd.exec(5), Environment=. */
export const environment: AdditiveKind<readonly string[]> = {
  name: "environment assignments",
  none: [],
  add: (before, written, context) =>
    addWords(before, written, context, {
      isValid: isAssignment,
      join: setVariable,
      complain: (word) => ({ message: `Invalid environment assignment, ignoring: ${word}`, hint: "expected NAME=value" }),
    }),
  format: (words) => words.map(quoteWord).join(" "),
  examples: [['"A=b c" D=e', ["A=b c", "D=e"]]],
};

export function setVariable(before: readonly string[], assignment: string): readonly string[] {
  const name = assignment.slice(0, assignment.indexOf("=") + 1);
  const at = before.findIndex((other) => other.startsWith(name));
  return at < 0 ? [...before, assignment] : before.with(at, assignment);
}

/** Source: systemd.exec(5), PassEnvironment=. */
export const variableNames: AdditiveKind<readonly string[]> = {
  name: "variable names",
  none: [],
  add: (before, written, context) =>
    addWords(before, written, context, {
      isValid: isVariableName,
      join: addOnce,
      complain: (word) => ({ message: `Invalid environment name for PassEnvironment=, ignoring: ${word}`, hint: "expected the name of a variable" }),
    }),
  format: (words) => words.join(" "),
  examples: [["HOME LANG", ["HOME", "LANG"]]],
};

/** Names, or exact assignments. Source: systemd.exec(5), UnsetEnvironment=. */
export const unsetEnvironment: AdditiveKind<readonly string[]> = {
  name: "variable names or assignments",
  none: [],
  add: (before, written, context) =>
    addWords(before, written, context, {
      isValid: (word) => isVariableName(word) || isAssignment(word),
      join: addOnce,
      complain: (word) => ({ message: `Invalid environment name or assignment, ignoring: ${word}`, hint: "expected NAME or NAME=value" }),
    }),
  format: (words) => words.map(quoteWord).join(" "),
  examples: [["HOME LANG=C", ["HOME", "LANG=C"]]],
};

const addOnce = (before: readonly string[], word: string): readonly string[] => (before.includes(word) ? before : [...before, word]);

interface WordRule {
  readonly isValid: (word: string) => boolean;
  readonly join: (before: readonly string[], word: string) => readonly string[];
  readonly complain: (word: string) => Complaint;
}

function addWords(before: readonly string[], written: string, context: ReadContext, rule: WordRule): Addition<readonly string[]> {
  const complaints: Complaint[] = [];
  let value = before;
  for (let at = 0; ;) {
    const next = nextWord(written, at, "c");
    if (next.found === "end") return { value, complaints };
    if (next.found !== "word") {
      const hint = next.found === "unbalanced" ? "a quote is not closed" : "a backslash begins no known escape; write \\\\ for a backslash";
      return { value, complaints: [...complaints, { message: `Invalid syntax, ignoring: ${written}`, hint }] };
    }
    at = next.end;
    const expanded = expandSpecifiers(next.word, context);
    if (!expanded.ok) {
      complaints.push({ message: `Failed to resolve specifiers in ${next.word}, ignoring: Invalid slot`, hint: knownSpecifiers(expanded.error) });
    } else if (rule.isValid(expanded.value)) value = rule.join(value, expanded.value);
    else complaints.push(rule.complain(expanded.value));
  }
}

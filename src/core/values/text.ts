import { err, ok } from "../base/result.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { type AdditiveKind, type ValueKind, asList } from "./value-kind.ts";

export const unresolved = (text: string): string => `Failed to resolve unit specifiers in '${text}', ignoring: Invalid slot`;
export const knownSpecifiers = (what: string): string => `${what} is no known specifier; write %% for a percent sign`;

/** Any text, specifiers expanded. */
export const text: ValueKind<string> = {
  name: "text",
  parse(written, context) {
    const expanded = expandSpecifiers(written, context);
    return expanded.ok ? ok(expanded.value) : err(knownSpecifiers(expanded.error));
  },
  format: (value) => value,
  complaint: unresolved,
  emptyResets: true,
  examples: [
    ["a b", "a b"],
    ["100%%", "100%"],
  ],
};

/** Any text, line by line, exactly as written: for what is known but not read any further. */
export const rawLines: AdditiveKind<readonly string[], string> = {
  name: "text",
  read: (written) => ({ items: [written], complaints: [] }),
  join: asList,
  format: (values) => values.join(" "),
  examples: [["100%", ["100%"]]],
};

/** A pattern a line, shown with those that keep lines out (`~`) last. Source: systemd.exec(5), LogFilterPatterns=. */
export const filterPatterns: AdditiveKind<readonly string[], string> = {
  ...rawLines,
  name: "pattern",
  join: (patterns) => [...patterns.filter((each) => !each.startsWith("~")), ...patterns.filter((each) => each.startsWith("~"))],
  format: (patterns) => patterns.join("\n"),
  examples: [["~debug", ["~debug"]]],
};

/** Text that has to pass `isValid` once its specifiers are expanded. */
export function checkedText(about: {
  readonly name: string;
  readonly expected: string;
  readonly isValid: (value: string) => boolean;
  readonly complaint: (written: string, key: string) => string;
  /** The sentence about an unknown specifier, where it isn't the usual one. */
  readonly unresolved?: (written: string) => string;
  readonly example: string;
}): ValueKind<string> {
  return {
    ...text,
    name: about.name,
    parse(written, context) {
      const read = text.parse(written, context);
      return read.ok && !about.isValid(read.value) ? err(about.expected) : read;
    },
    complaint: (written, key, context) =>
      text.parse(written, context).ok ? about.complaint(written, key) : (about.unresolved ?? unresolved)(written),
    examples: [[about.example, about.example]],
  };
}

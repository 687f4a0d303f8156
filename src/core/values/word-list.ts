import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import type { AdditiveKind, Complaint } from "./value-kind.ts";
import { nextWord, quoteWord } from "./words.ts";

/** Words, each of which has to pass `isValid` after its specifiers are expanded. */
export function wordList(about: {
  readonly name: string;
  readonly expected: string;
  readonly isValid: (word: string) => boolean;
  readonly complain: (word: string, key: string) => string;
  readonly example: string;
}): AdditiveKind<readonly string[]> {
  return {
    name: about.name,
    none: [],
    add(before, written, context, key) {
      const value = [...before];
      const complaints: Complaint[] = [];
      for (let at = 0; ;) {
        const next = nextWord(written, at, "c");
        if (next.found === "end") return { value, complaints };
        if (next.found !== "word") {
          complaints.push({ message: `Invalid syntax, ignoring: ${written}`, hint: about.expected });
          return { value, complaints };
        }
        at = next.end;
        const expanded = expandSpecifiers(next.word, context);
        if (!expanded.ok) {
          const message = `Failed to resolve unit specifiers in '${next.word}', ignoring: Invalid slot`;
          complaints.push({ message, hint: knownSpecifiers(expanded.error) });
        } else if (about.isValid(expanded.value)) value.push(expanded.value);
        else complaints.push({ message: about.complain(expanded.value, key), hint: about.expected });
      }
    },
    format: (words) => words.map(quoteWord).join(" "),
    examples: [[about.example, [about.example]]],
  };
}

/** Below a directory of the system, such as `web` or `web/cache`. Source: systemd.exec(5), RuntimeDirectory=. */
export const relativeDirectories = wordList({
  name: "relative directories",
  expected: "expected relative directory names such as web or web/cache",
  isValid: (word) => !word.startsWith("/") && !word.split("/").includes(".."),
  complain: (word, key) => (word.startsWith("/") ? `${key}= path is absolute, ignoring: ${word}` : `${key}= path is not normalized, ignoring: ${word}`),
  example: "web/cache",
});

/** Source: systemd.exec(5), SupplementaryGroups=. */
export const groupNames = wordList({
  name: "group names or ids",
  expected: "expected names or numbers of groups",
  isValid: (word) => /^(?:[A-Za-z_][A-Za-z0-9_.-]*\$?|\d+)$/.test(word),
  complain: (word) => `Invalid user/group name or numeric ID, ignoring: ${word}`,
  example: "www-data",
});

/** Source: systemd.unit(5), Documentation=. */
export const documentationUris = wordList({
  name: "URIs",
  expected: "expected URIs that begin with http://, https://, file:, info: or man:",
  isValid: (word) => /^(?:https?:\/\/|file:\/|info:|man:)./.test(word),
  complain: (word) => `Invalid URL, ignoring: ${word}`,
  example: "man:sshd(8)",
});

/** Absolute paths, blanks between them. */
export const absolutePaths = wordList({
  name: "absolute paths",
  expected: "expected absolute paths",
  isValid: (word) => word.startsWith("/"),
  complain: (word, key) => `${key}= path is not absolute, ignoring: ${word}`,
  example: "/srv/data",
});

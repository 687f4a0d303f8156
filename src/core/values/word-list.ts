import { pathFault } from "./path.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type AdditiveKind, type Complaint, asList } from "./value-kind.ts";
import { shellQuoted } from "./shell-quote.ts";
import { nextWord } from "./words.ts";

/** Words, each of which has to pass `isValid` after its specifiers are expanded. */
function wordList(about: {
  readonly name: string;
  readonly expected: string;
  readonly isValid: (word: string, key: string) => boolean;
  readonly complain: (word: string, key: string) => string;
  readonly example: string;
  /** Around a word with an unknown specifier. */
  readonly quote?: string;
}): AdditiveKind<readonly string[], string> {
  return {
    name: about.name,
    read(written, context, key) {
      const quote = about.quote ?? "'";
      const items: string[] = [];
      const complaints: Complaint[] = [];
      for (let at = 0; ;) {
        const next = nextWord(written, at, "c");
        if (next.found === "end") return { items, complaints };
        if (next.found !== "word") {
          complaints.push({ message: `Invalid syntax, ignoring: ${written}`, hint: about.expected });
          return { items, complaints };
        }
        at = next.end;
        const expanded = expandSpecifiers(next.word, context);
        if (!expanded.ok) {
          const message = `Failed to resolve unit specifiers in ${quote}${next.word}${quote}, ignoring: Invalid slot`;
          complaints.push({ message, hint: knownSpecifiers(expanded.error) });
        } else if (about.isValid(expanded.value, key)) items.push(expanded.value);
        else complaints.push({ message: about.complain(expanded.value, key), hint: about.expected });
      }
    },
    join: asList,
    format: (words) => words.map(shellQuoted).join(" "),
    examples: [[about.example, [about.example]]],
  };
}

function directoryFault(word: string, key: string): string | undefined {
  const [path = ""] = word.split(":");
  if (path.startsWith("/")) return `${key}= path is absolute, ignoring: ${path}`;
  if (path.split("/").includes("..")) return `${key}= path is not normalized, ignoring: ${path}`;
  if (path.split("/")[0] === "private") return `${key}= path can't be 'private', ignoring assignment: ${word}`;
  if (key === "ConfigurationDirectory" && word.includes(":")) return `Additional parameter is not supported for ${key}, ignoring: ${word}`;
  return undefined;
}

/** Below a directory of the system, such as `web` or `web/cache`. Source: systemd.exec(5), RuntimeDirectory=. */
export const relativeDirectories = wordList({
  name: "relative directories",
  expected: "expected relative directory names such as web or web/cache",
  isValid: (word, key) => directoryFault(word, key) === undefined,
  complain: (word, key) => directoryFault(word, key) ?? "",
  example: "web/cache",
  quote: '"',
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
  isValid: (word) => pathFault(word) === undefined,
  complain: (word, key) => `${key}= path is not ${pathFault(word)}, ignoring: ${word}`,
  example: "/srv/data",
});

import { readAbsolute, pathFault, simplifyPath } from "./path.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers, unresolved } from "./text.ts";
import { type AdditiveKind, type Complaint, type Items, type ReadContext, asList } from "./value-kind.ts";
import { nextWord, quoteWord } from "./words.ts";

const EXPECTED = "expected absolute paths without ..";

/** Each may have `-` in front (no harm if it is absent) and `+` (below RootDirectory=). Source: systemd.exec(5), ReadWritePaths=. */
export const prefixedPaths: AdditiveKind<readonly string[], string> = {
  name: "absolute paths",
  read: (written, context, key) =>
    readWords(written, (word) => {
      const [, signs = "", path = ""] = /^(-?\+?)([^]*)$/.exec(word) ?? [];
      return readPath(path, key, context, (simple) => signs + simple);
    }),
  join: asList,
  format: (paths) => paths.map(quoteWord).join(" "),
  examples: [["-/var//lib +/srv", ["-/var/lib", "+/srv"]]],
};

/** `SOURCE[:DESTINATION[:rbind|norbind]]`. Source: systemd.exec(5), BindPaths=. */
export interface BindPath {
  readonly optional: boolean;
  readonly source: string;
  readonly destination: string;
  readonly recursive: boolean;
}

export const bindPaths: AdditiveKind<readonly BindPath[], BindPath> = {
  name: "paths to bind",
  read: (written, context, key) => readWords(written, (word) => readBind(word, key, context)),
  join: asList,
  format: (binds) =>
    binds.map((bind) => `${bind.optional ? "-" : ""}${bind.source}:${bind.destination}${bind.recursive ? ":rbind" : ""}`).join(" "),
  examples: [
    ["-/a:/b", [{ optional: true, source: "/a", destination: "/b", recursive: true }]],
    ["/a:/b:norbind", [{ optional: false, source: "/a", destination: "/b", recursive: false }]],
  ],
};

function readBind(word: string, key: string, context: ReadContext): Items<BindPath> {
  const optional = word.startsWith("-");
  const [from = "", to = from, ...rest] = (optional ? word.slice(1) : word).split(":");
  const option = rest.join(":");
  const source = readPath(from, key, context, (path) => path);
  if (source.items[0] === undefined) return { items: [], complaints: source.complaints };
  const destination = readPath(to, key, context, (path) => path);
  if (destination.items[0] === undefined) return { items: [], complaints: destination.complaints };
  if (option !== "" && option !== "rbind" && option !== "norbind") {
    const message = `Invalid option string, ignoring setting: ${option}`;
    return { items: [], complaints: [{ message, hint: "expected rbind or norbind" }] };
  }
  const recursive = option !== "norbind";
  return { items: [{ optional, source: source.items[0], destination: destination.items[0], recursive }], complaints: [] };
}

/** `PATH[:OPTIONS]`. Source: systemd.exec(5), TemporaryFileSystem=. */
export const temporaryFileSystems: AdditiveKind<readonly string[], string> = {
  ...prefixedPaths,
  name: "absolute paths, each with mount options",
  read: (written, context, key) =>
    readWords(written, (word) => {
      const colon = word.indexOf(":");
      const path = colon < 0 ? word : word.slice(0, colon);
      return readPath(path, key, context, (simple) => simple + (colon < 0 ? "" : word.slice(colon)));
    }),
  format: (paths) => paths.join(" "),
  examples: [["/a:ro,size=5M /b", ["/a:ro,size=5M", "/b"]]],
};

function readWords<Item>(written: string, read: (word: string) => Items<Item>): Items<Item> {
  const items: Item[] = [];
  const complaints: Complaint[] = [];
  for (let at = 0; ;) {
    const next = nextWord(written, at, "c");
    if (next.found !== "word") {
      if (next.found !== "end") complaints.push({ message: `Invalid syntax, ignoring: ${written}`, hint: EXPECTED });
      return { items, complaints };
    }
    at = next.end;
    const word = read(next.word);
    items.push(...word.items);
    complaints.push(...word.complaints);
  }
}

function readPath(written: string, key: string, context: ReadContext, make: (path: string) => string): Items<string> {
  const path = readAbsolute(written, context);
  if (path.ok) return { items: [make(simplifyPath(path.value))], complaints: [] };
  const expanded = expandSpecifiers(written, context);
  const complaint: Complaint = expanded.ok
    ? { message: `${key}= path is not ${pathFault(expanded.value)}, ignoring: ${expanded.value}`, hint: EXPECTED }
    : { message: unresolved(written), hint: knownSpecifiers(expanded.error) };
  return { items: [], complaints: [complaint] };
}

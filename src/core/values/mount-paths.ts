import { pathFault, readAbsolute } from "./path.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type AdditiveKind, type Complaint, type Items, type ReadContext, asList } from "./value-kind.ts";
import { shellQuoted } from "./shell-quote.ts";
import { nextWord } from "./words.ts";

const EXPECTED = "expected absolute paths without ..";

/** Each may have `-` in front (no harm if it is absent) and `+` (below RootDirectory=). Source: systemd.exec(5), ReadWritePaths=. */
export const prefixedPaths: AdditiveKind<readonly string[], string> = {
  name: "absolute paths",
  read: (written, context, key) =>
    readWords(
      written,
      (line) => `Failed to extract first word, ignoring: ${line}`,
      (word) => {
        const [, signs = "", path = ""] = /^(-?\+?)([^]*)$/.exec(word) ?? [];
        const read = readPath(path, key, context, (part) => `Failed to resolve unit specifiers in ${part}: Invalid slot`);
        return mapItems(read, (simple) => signs + simple);
      },
    ),
  join: asList,
  format: (paths) => paths.map(shellQuoted).join(" "),
  examples: [["-/var//lib +/srv", ["-/var/lib", "+/srv"]]],
};

/** `SOURCE[:DESTINATION[:rbind|norbind]]`. Source: systemd.exec(5), BindPaths=. */
interface BindPath {
  readonly optional: boolean;
  readonly source: string;
  readonly destination: string;
  readonly recursive: boolean;
}

export const bindPaths: AdditiveKind<readonly BindPath[], BindPath> = {
  name: "paths to bind",
  read: (written, context, key) =>
    readWords(
      written,
      (line) => `Failed to parse ${key}, ignoring: ${line}`,
      (word) => readBind(word.split(":"), key, context),
    ),
  join: asList,
  format: (binds) =>
    binds.map((bind) => `${bind.optional ? "-" : ""}${bind.source}:${bind.destination}${bind.recursive ? ":rbind" : ""}`).join(" "),
  examples: [
    ["-/a:/b", [{ optional: true, source: "/a", destination: "/b", recursive: true }]],
    ["/a:/b:norbind", [{ optional: false, source: "/a", destination: "/b", recursive: false }]],
  ],
};

/** Behind a path that is none the next part is read as the first of another. */
function readBind([first = "", ...rest]: readonly string[], key: string, context: ReadContext): Items<BindPath> {
  const unresolvable = (part: string): string => `Failed to resolve unit specifiers in "${part}", ignoring: Invalid slot`;
  const optional = first.startsWith("-");
  const source = readPath(optional ? first.slice(1) : first, key, context, unresolvable);
  if (source.items[0] === undefined)
    return rest.length === 0 ? { items: [], complaints: source.complaints } : and(source.complaints, readBind(rest, key, context));
  const [second, ...options] = rest;
  const destination = second === undefined ? source : readPath(second, key, context, unresolvable);
  if (destination.items[0] === undefined)
    return options.length === 0
      ? { items: [], complaints: destination.complaints }
      : and(destination.complaints, readBind(options, key, context));
  const option = options.join(":");
  if (option !== "" && option !== "rbind" && option !== "norbind") {
    return {
      items: [],
      complaints: [{ message: `Invalid option string, ignoring setting: ${option}`, hint: "expected rbind or norbind" }],
    };
  }
  return {
    items: [{ optional, source: source.items[0], destination: destination.items[0], recursive: option !== "norbind" }],
    complaints: [],
  };
}

const and = <Item>(before: readonly Complaint[], { items, complaints }: Items<Item>): Items<Item> => ({
  items,
  complaints: [...before, ...complaints],
});

/** `PATH[:OPTIONS]`. Source: systemd.exec(5), TemporaryFileSystem=. */
export const temporaryFileSystems: AdditiveKind<readonly string[], string> = {
  ...prefixedPaths,
  name: "absolute paths, each with mount options",
  read: (written, context, key) =>
    readWords(
      written,
      (line) => `Failed to extract first word, ignoring: ${line}`,
      (word) => {
        const [, path = "", options = ""] = /^([^:]*)([^]*)$/.exec(word) ?? [];
        const read = readPath(path, key, context, (part) => `Failed to resolve unit specifiers in ${part}, ignoring: Invalid slot`);
        return mapItems(read, (simple) => simple + options);
      },
    ),
  format: (paths) => paths.join(" "),
  examples: [["/a:ro,size=5M /b", ["/a:ro,size=5M", "/b"]]],
};

function readWords<Item>(written: string, complain: (line: string) => string, read: (word: string) => Items<Item>): Items<Item> {
  const items: Item[] = [];
  const complaints: Complaint[] = [];
  for (let at = 0; ;) {
    const next = nextWord(written, at, "c");
    if (next.found !== "word") {
      if (next.found !== "end") complaints.push({ message: complain(written.slice(at)), hint: EXPECTED });
      return { items, complaints };
    }
    at = next.end;
    const word = read(next.word);
    items.push(...word.items);
    complaints.push(...word.complaints);
  }
}

const mapItems = ({ items, complaints }: Items<string>, make: (item: string) => string): Items<string> => ({
  items: items.map(make),
  complaints,
});

function readPath(written: string, key: string, context: ReadContext, unresolvable: (part: string) => string): Items<string> {
  const path = readAbsolute(written, context);
  if (path.ok) return { items: [path.value], complaints: [] };
  const expanded = expandSpecifiers(written, context);
  const complaint: Complaint = expanded.ok
    ? { message: `${key}= path is not ${pathFault(expanded.value)}, ignoring: ${expanded.value}`, hint: EXPECTED }
    : { message: unresolvable(written), hint: knownSpecifiers(expanded.error) };
  return { items: [], complaints: [complaint] };
}

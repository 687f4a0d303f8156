/**
 * Words of a value: split at blanks, quotes taken off, escapes read. Source: systemd.syntax(7), QUOTING.
 */
import { textFromBytes, utf8 } from "./utf8.ts";

const BLANK = /[ \t\n\r]/;

/**
 * How backslashes are read. `c`: as in C, and an unknown one is an error; `c-relaxed`: an unknown one stays as written; `plain`: each
 * gives the character behind it, and a quote that is left open ends with the text.
 */
export type Escapes = "c" | "c-relaxed" | "plain";

export type NextWord =
  | { readonly found: "word"; readonly word: string; readonly end: number; readonly unknownEscape: boolean }
  | { readonly found: "end" }
  /** A quote is left open. */
  | { readonly found: "unbalanced" }
  | { readonly found: "bad-escape" };

export const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && BLANK.test(text[at] ?? "")) at += 1;
  return at;
};

/** The word that begins at or after `from`; `end` is where the next may begin. */
export function nextWord(text: string, from: number, escapes: Escapes): NextWord {
  let at = skipBlanks(text, from);
  if (at >= text.length) return { found: "end" };
  const word = new WordBuilder();
  let quote = "";
  let unknownEscape = false;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "\\" && escapes === "plain") {
      at += 1;
      word.add(text[at] ?? "");
    } else if (character === "\\") {
      const escape = readEscape(text, at + 1);
      if (escape === undefined) {
        if (escapes === "c") return { found: "bad-escape" };
        if (at + 1 >= text.length && quote !== "") return { found: "unbalanced" };
        unknownEscape = true;
        word.add(text.slice(at, at + 2));
        at += 1;
        continue;
      }
      if (escape.isByte) word.addByte(escape.value);
      else word.add(String.fromCodePoint(escape.value));
      at = escape.end - 1;
    } else if (quote !== "") {
      if (character === quote) quote = "";
      else word.add(character);
    } else if (character === '"' || character === "'") quote = character;
    else if (BLANK.test(character)) break;
    else word.add(character);
  }
  if (quote !== "" && escapes !== "plain") return { found: "unbalanced" };
  return { found: "word", word: word.text(), end: skipBlanks(text, at), unknownEscape };
}

/** Pieces of text with bytes between them that only together are UTF-8. */
class WordBuilder {
  private readonly pieces: string[] = [];
  private bytes: number[] = [];
  add(text: string): void {
    this.flush();
    this.pieces.push(text);
  }
  addByte(byte: number): void {
    this.bytes.push(byte);
  }
  text(): string {
    this.flush();
    return this.pieces.join("");
  }
  private flush(): void {
    if (this.bytes.length > 0) this.pieces.push(textFromBytes(this.bytes));
    this.bytes = [];
  }
}

const SIMPLE: { readonly [letter: string]: number } = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 0x5c,
  '"': 0x22,
  "'": 0x27,
  s: 0x20,
};
const NUMERIC: { readonly [letter: string]: RegExp } = { x: /[0-9a-fA-F]{2}/y, u: /[0-9a-fA-F]{4}/y, U: /[0-9a-fA-F]{8}/y };
const OCTAL = /[0-3][0-7]{2}/y;

interface Escape {
  readonly value: number;
  /** It names a byte rather than a character. */
  readonly isByte: boolean;
  readonly end: number;
}

/** What follows a backslash, from `at`; undefined if it is no escape. NUL can't be written. */
function readEscape(text: string, at: number): Escape | undefined {
  const letter = text[at] ?? "";
  const simple = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  if (simple !== undefined) return { value: simple, isByte: false, end: at + 1 };
  const form = Object.hasOwn(NUMERIC, letter) ? NUMERIC[letter] : undefined;
  if (form !== undefined) return numeric(text, at + 1, form, 16, letter === "x");
  return /[0-7]/.test(letter) ? numeric(text, at, OCTAL, 8, true) : undefined;
}

function numeric(text: string, at: number, form: RegExp, base: number, isByte: boolean): Escape | undefined {
  form.lastIndex = at;
  const digits = form.exec(text)?.[0];
  if (digits === undefined) return undefined;
  const value = Number.parseInt(digits, base);
  const isCharacter = isByte || (value <= 0x10ffff && (value < 0xd800 || value > 0xdfff));
  return value === 0 || !isCharacter ? undefined : { value, isByte: isByte && value >= 0x80, end: at + digits.length };
}

/** The text with its escapes read, as in C; undefined if one is unknown. Blanks and quotes stay as they are. */
export function unescapeText(text: string): string | undefined {
  const plain = new WordBuilder();
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? "";
    const escape = character === "\\" ? readEscape(text, at + 1) : undefined;
    if (character === "\\" && escape === undefined) return undefined;
    if (escape === undefined) plain.add(character);
    else if (escape.isByte) plain.addByte(escape.value);
    else plain.add(String.fromCodePoint(escape.value));
    at = escape?.end ?? at + 1;
  }
  return plain.text();
}

/** The words of a value that is nothing but words; undefined if a quote is left open or an escape is unknown. */
export function splitWords(text: string, escapes: Escapes = "c"): readonly string[] | undefined {
  const words: string[] = [];
  for (let at = 0; ;) {
    const next = nextWord(text, at, escapes);
    if (next.found === "end") return words;
    if (next.found !== "word") return undefined;
    words.push(next.word);
    at = next.end;
  }
}

/** A word as it can be written in a unit file: quoted and escaped if need be. `splitWords` of it gives the word back. */
export function quoteWord(word: string): string {
  if (word !== "" && !/[\s"'\\;\u0000-\u001f\u007f]/u.test(word) && !hasStrayBytes(word)) return word;
  let quoted = "";
  for (const character of word) {
    const point = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") quoted += `\\${character}`;
    else if (point < 0x20 || point === 0x7f || (point >= 0xdc80 && point <= 0xdcff)) {
      for (const byte of utf8(character)) quoted += `\\x${byte.toString(16).padStart(2, "0")}`;
    } else quoted += character;
  }
  return `"${quoted}"`;
}

const hasStrayBytes = (word: string): boolean => /[\ud800-\udfff]/u.test(word);

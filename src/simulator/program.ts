/**
 * What a simulated program does: words, separated by commas, acted out one after the other; then it exits with 0.
 *
 *   on SIGTERM (print bye, exit 0), sleep 100ms, notify READY=1, hang
 *
 * The program test/programs/actor does the same on a real kernel, so that one unit file tells the same story in both worlds.
 */
import { type Result, err, ok } from "../core/base/result.ts";
import { type Usec, msec, sec } from "../core/base/time.ts";
import { type Signal, parseSignal } from "../core/values/signal.ts";

export type Program = readonly Word[];

export type Word =
  /** `print TEXT`, `eprint TEXT`: a line on stdout, on stderr. */
  | { readonly do: "print"; readonly stream: "stdout" | "stderr"; readonly text: string }
  /** `args`: prints the arguments after `--`, each as `<ARGUMENT>`. */
  | { readonly do: "args" }
  /** `env NAME`: prints `NAME=VALUE` or `NAME unset`. */
  | { readonly do: "env"; readonly name: string }
  /** `cwd`: prints the working directory. */
  | { readonly do: "cwd" }
  /** `sleep 100ms`, `sleep 2s`. Signals with a handler interrupt it; what is left of it follows. */
  | { readonly do: "sleep"; readonly time: Usec }
  /** `hang`: for ever. */
  | { readonly do: "hang" }
  | { readonly do: "exit"; readonly status: number }
  /** `signal SIGKILL`: kills itself, without a core dump. */
  | { readonly do: "signal"; readonly signal: Signal }
  /** `core`: kills itself by SIGSEGV, with a core dump. */
  | { readonly do: "core" }
  | { readonly do: "ignore"; readonly signal: Signal }
  /** `on SIGHUP (print reloaded)`: acts the words out whenever the signal comes, then goes on. */
  | { readonly do: "on"; readonly signal: Signal; readonly program: Program }
  /**
   * `notify READY=1 STATUS=up`: one sd_notify(3) datagram. In its values, and in what `write` writes, `@self` and `@child` are the pids of
   * the process and of its last child, `@childid` the inode number of that one's pidfds, `@monotonic` the time in microseconds, `@<FILE>` the first line of a file, `@junk` a byte that is not UTF-8.
   * `notify-with FILE FDSTORE=1`: with an open descriptor of the file; `-` in place of one: the end for reading of a pipe whose other end is
   * open as long as the process lives; `@child`: a pidfd of the last child.
   */
  | { readonly do: "notify"; readonly fields: readonly (readonly [string, string])[]; readonly attached?: string }
  /** `barrier`: waits until all that was sent before has been taken in. */
  | { readonly do: "barrier" }
  /** `fds`: prints how many descriptors were handed over, then for each its name and the first line of its file. */
  | { readonly do: "fds" }
  /** `write FILE TEXT`: makes or replaces the file, with one line. */
  | { readonly do: "write"; readonly file: string; readonly text: string }
  /** `remove FILE` */
  | { readonly do: "remove"; readonly file: string }
  /** `fork (WORDS)`: a child that acts out words of its own; `detach (WORDS)`: one in a session of its own. */
  | { readonly do: "fork"; readonly program: Program; readonly ownSession: boolean }
  /** `await-child`: waits for the last child, then ends as a shell does: with its status, or 128 and its signal. */
  | { readonly do: "await-child" }
  /** `await-value SIGRTMIN+1`: waits for the signal, keeping it and all after it from its action, and prints its name and value. */
  | { readonly do: "await-value"; readonly signal: Signal; readonly name: string }
  /** `own-name NAME`, `drop-name NAME`: on the message bus; whoever dies drops what it owns. A name that has an owner is waited for. */
  | { readonly do: "own-name" | "drop-name"; readonly name: string }
  /** `once FILE (WORDS)`: acts the words out if the file does not exist yet, and makes it. */
  | { readonly do: "once"; readonly file: string; readonly program: Program };

/** The error is a sentence about the word that can't be read. */
export function parseProgram(text: string): Result<Program, string> {
  const words: Word[] = [];
  for (const part of splitWords(text)) {
    const word = parseWord(part);
    if (!word.ok) return word;
    words.push(word.value);
  }
  return ok(words);
}

/** What a process executed as `argv` does: its arguments up to `--` are the words. */
export function programOf(argv: readonly string[]): Result<Program, string> {
  const end = argv.indexOf("--", 1);
  return parseProgram(argv.slice(1, end < 0 ? undefined : end).join(" "));
}

/** At the commas that stand in no parentheses. */
function splitWords(text: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (char === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop()}${char}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function parseWord(part: string): Result<Word, string> {
  const [, name = "", text = ""] = /^(\S+)\s*([^]*)$/.exec(part) ?? [];
  const read = READERS[name];
  const word = read?.(text);
  if (word !== undefined) return word instanceof Bad ? err(word.sentence) : ok(word);
  return err(read === undefined ? `unknown word: ${part}` : `can't be read: ${part}`);
}

/** A word within a word was bad. */
class Bad {
  readonly sentence: string;
  constructor(sentence: string) {
    this.sentence = sentence;
  }
}

/** Undefined: what follows the name can't be read. */
const READERS: Readonly<Record<string, (text: string) => Word | Bad | undefined>> = {
  print: (text) => ({ do: "print", stream: "stdout", text }),
  eprint: (text) => ({ do: "print", stream: "stderr", text }),
  args: () => ({ do: "args" }),
  env: (name) => (name === "" ? undefined : { do: "env", name }),
  cwd: () => ({ do: "cwd" }),
  sleep: (text) => withTime(text, (time) => ({ do: "sleep", time })),
  hang: () => ({ do: "hang" }),
  exit: (text) => (/^\d{1,3}$/.test(text) ? { do: "exit", status: Number(text) & 0xff } : undefined),
  signal: (text) => withSignal(text, (signal) => ({ do: "signal", signal })),
  core: () => ({ do: "core" }),
  ignore: (text) => withSignal(text, (signal) => ({ do: "ignore", signal })),
  on: (text) => withHead(text, (head, program) => withSignal(head, (signal) => ({ do: "on", signal, program }))),
  notify: (text) => ({ do: "notify", fields: text.split(/\s+/).map(splitField) }),
  "notify-with": (text) => withText(text, (attached, fields) => ({ do: "notify", fields: fields.split(/\s+/).map(splitField), attached })),
  barrier: () => ({ do: "barrier" }),
  fds: () => ({ do: "fds" }),
  write: (text) => withText(text, (file, line) => ({ do: "write", file, text: line })),
  remove: (file) => (file === "" ? undefined : { do: "remove", file }),
  fork: (text) => withInner(text, (program) => ({ do: "fork", program, ownSession: false })),
  detach: (text) => withInner(text, (program) => ({ do: "fork", program, ownSession: true })),
  "await-child": () => ({ do: "await-child" }),
  "await-value": (name) => withSignal(name, (signal) => ({ do: "await-value", signal, name })),
  "own-name": (name) => (name === "" ? undefined : { do: "own-name", name }),
  "drop-name": (name) => (name === "" ? undefined : { do: "drop-name", name }),
  once: (text) => withHead(text, (file, program) => ({ do: "once", file, program })),
};

function withTime(text: string, make: (time: Usec) => Word): Word | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s)$/.exec(text) ?? [];
  return count === undefined ? undefined : make(unit === "ms" ? msec(Number(count)) : sec(Number(count)));
}

function withSignal(text: string, make: (signal: Signal) => Word): Word | undefined {
  const signal = parseSignal(text);
  return signal === undefined ? undefined : make(signal);
}

/** `HEAD TEXT`. */
function withText(text: string, make: (head: string, text: string) => Word): Word | undefined {
  const [, head, rest] = /^(\S+)\s+([^]*)$/.exec(text) ?? [];
  return head === undefined || rest === undefined ? undefined : make(head, rest);
}

/** `HEAD (WORDS)`. */
function withHead(text: string, make: (head: string, program: Program) => Word | undefined): Word | Bad | undefined {
  const [, head, rest] = /^(\S+)\s+([^]*)$/.exec(text) ?? [];
  return head === undefined || rest === undefined ? undefined : withInner(rest, (program) => make(head, program));
}

/** `(WORDS)`, or a single word without parentheses. */
function withInner(text: string, make: (program: Program) => Word | undefined): Word | Bad | undefined {
  const inner = parseProgram(/^\(([^]*)\)$/.exec(text)?.[1] ?? text);
  return inner.ok ? make(inner.value) : new Bad(inner.error);
}

function splitField(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

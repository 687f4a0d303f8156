import type { Diagnostic, Reading } from "../base/source.ts";
import { isAssignment, joinVariables } from "./environment.ts";

/**
 * The `NAME=value` assignments of an environment file, a later one in the place of an earlier of the same name. Never fails; what is
 * no assignment is reported. Source: systemd.exec(5), EnvironmentFile=.
 */
export function parseEnvironmentFile(text: string, file = ""): Reading<readonly string[]> {
  const reader = new EnvironmentReader(text);
  const assignments: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let found = reader.next(); found !== undefined; found = reader.next()) {
    const assignment = `${found.name}=${found.value}`;
    if (isAssignment(assignment)) assignments.push(assignment);
    else {
      diagnostics.push({
        code: "bad-environment-assignment",
        severity: "warning",
        at: { file, line: found.line, column: 1 },
        message: `Ignoring invalid environment assignment '${assignment}': ${file}`,
        hint: "a line is NAME=value; export is not understood",
      });
    }
  }
  return { value: joinVariables(assignments), diagnostics };
}

interface Found {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

const isBlank = (character: string): boolean => character === " " || character === "\t" || character === "\n" || character === "\r";
const isLineEnd = (character: string): boolean => character === "\n" || character === "\r";

class EnvironmentReader {
  private at = 0;
  private line = 1;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  next(): Found | undefined {
    for (;;) {
      while (isBlank(this.peek())) this.take();
      if (this.at >= this.text.length) return undefined;
      if (this.peek() === "#" || this.peek() === ";") {
        this.comment();
        continue;
      }
      const line = this.line;
      const name = this.name();
      // A line without an equals sign is passed over in silence.
      if (name !== undefined) return { name, value: this.value(), line };
    }
  }

  private peek = (): string => this.text[this.at] ?? "";

  private take(): string {
    const character = this.peek();
    this.at += 1;
    if (character === "\n") this.line += 1;
    return character;
  }

  private comment(): void {
    while (this.at < this.text.length && !isLineEnd(this.take()));
  }

  private name(): string | undefined {
    const start = this.at;
    while (this.at < this.text.length) {
      const character = this.take();
      if (isLineEnd(character)) return undefined;
      if (character === "=") return this.text.slice(start, this.at - 1).trimEnd();
    }
    return undefined;
  }

  /** Quoted parts may follow each other; behind the first unquoted character quotes are ordinary. */
  private value(): string {
    const parts: string[] = [];
    while (this.at < this.text.length) {
      const character = this.peek();
      if (isLineEnd(character)) break;
      if (character === "'") parts.push(this.singleQuoted());
      else if (character === '"') parts.push(this.doubleQuoted());
      else if (isBlank(character)) this.take();
      else return parts.join("") + this.unquoted();
    }
    this.take();
    return parts.join("");
  }

  private singleQuoted(): string {
    this.take();
    const start = this.at;
    while (this.at < this.text.length) {
      if (this.take() === "'") return this.text.slice(start, this.at - 1);
    }
    return this.text.slice(start);
  }

  private doubleQuoted(): string {
    const parts: string[] = [];
    this.take();
    while (this.at < this.text.length) {
      const character = this.take();
      if (character === '"') break;
      if (character !== "\\") {
        parts.push(character);
        continue;
      }
      const escaped = this.take();
      // Other backslashes stay; one before a line end goes together with it.
      if (escaped !== "" && '"\\`$'.includes(escaped)) parts.push(escaped);
      else if (escaped !== "\n") parts.push(`\\${escaped}`);
    }
    return parts.join("");
  }

  /** Up to the line's end, blanks at the end left out unless a backslash stands before them. */
  private unquoted(): string {
    const parts: string[] = [];
    let keep = 0;
    while (this.at < this.text.length) {
      const character = this.take();
      if (isLineEnd(character)) break;
      if (character === "\\") {
        const escaped = this.take();
        if (!isLineEnd(escaped)) parts.push(escaped);
        keep = parts.length;
        continue;
      }
      parts.push(character);
      if (!isBlank(character)) keep = parts.length;
    }
    return parts.slice(0, keep).join("");
  }
}

import type { Diagnostic, Position, Reading } from "../base/source.ts";
import type { UnitDocument, UnitLine } from "./document.ts";
import { type LogicalLine, readLines } from "./lines.ts";

/** Which sections there are. */
export interface Sections {
  /** Those that matter: the contents of others are not looked at. */
  readonly knows: (section: string) => boolean;
  /** The one of the unit's own type, such as `Timer`, known or not; undefined if that type has none. */
  readonly own: string | undefined;
}

const ANY: Sections = { knows: () => true, own: "Service" };

/** Reads any text at all; lines that mean nothing become `malformed` and a diagnostic. Source: systemd.syntax(7). */
export function parseUnitFile(text: string, file: string, sections: Sections = ANY): Reading<UnitDocument> {
  const reader = new Reader(file, sections);
  for (const line of readLines(text)) {
    reader.read(line);
    if (!reader.broken) continue;
    if (line.end < text.length) reader.lines.push({ kind: "unread", text: text.slice(line.end) });
    break;
  }
  return { value: { file, lines: reader.lines, broken: reader.broken }, diagnostics: reader.diagnostics };
}

/** The text that the document was read from, byte for byte. */
export const printUnitFile = (document: UnitDocument): string => document.lines.map(({ text }) => text).join("");

/** Which section a line stands in: a known one, one that is passed over, or none yet. */
type Place = "known" | "ignored" | "outside";

class Reader {
  readonly lines: UnitLine[] = [];
  readonly diagnostics: Diagnostic[] = [];
  broken = false;
  private place: Place = "outside";
  private readonly file: string;
  private readonly sections: Sections;

  constructor(file: string, sections: Sections) {
    this.file = file;
    this.sections = sections;
  }

  read(line: LogicalLine): void {
    this.lines.push(this.classify(line));
  }

  private classify(line: LogicalLine): UnitLine {
    const { text, joined } = line;
    if (line.kind === "comment") return { kind: "comment", text };
    const from = skip(joined);
    const content = joined.slice(from, trimmedEnd(joined));
    if (content === "") return { kind: "blank", text };
    const at = this.position(line, from);
    if (line.kind === "too-long") return this.breakOff(line, at, "line-too-long", "Line too long", "a line may have up to 1 MiB");
    if (content.includes("\ufffd")) {
      return this.malformed(text, at, "not-utf-8", `String is not UTF-8 clean, ignoring assignment: ${content}`, "save the file as UTF-8");
    }
    return content.startsWith("[") ? this.section(line, content, at) : this.assignment(line, content, from, at);
  }

  private section(line: LogicalLine, content: string, at: Position): UnitLine {
    if (!content.endsWith("]") || content.length < 2) {
      const hint = "a section header ends in ] and has nothing behind it, no comment either; the whole file is refused for this";
      return this.breakOff(line, at, "bad-section-header", `Invalid section header '${content}'`, hint);
    }
    const name = content.slice(1, -1);
    const { knows, own } = this.sections;
    this.place = knows(name) ? "known" : "ignored";
    if (this.place === "ignored" && name !== own && !name.startsWith("X-")) {
      const hint = `sections are [Unit]${own === undefined ? "" : `, [${own}]`} and [Install]; own ones begin with X-`;
      this.report("warning", "unknown-section", at, `Unknown section '${name}'. Ignoring.`, hint);
    }
    return { kind: "section", name, text: line.text, at };
  }

  private assignment(line: LogicalLine, content: string, from: number, at: Position): UnitLine {
    const { text } = line;
    if (this.place === "outside") {
      return this.malformed(
        text,
        at,
        "outside-of-section",
        "Assignment outside of section. Ignoring.",
        "it has to stand below a header such as [Service]",
      );
    }
    const sign = content.indexOf("=");
    if (this.place === "ignored" && sign <= 0) return { kind: "malformed", text };
    if (sign < 0) return this.malformed(text, at, "missing-equals", "Missing '=', ignoring line.", "a line is NAME=value");
    if (sign === 0) return this.malformed(text, at, "missing-key", "Missing key name before '=', ignoring line.", "a line is NAME=value");
    const key = content.slice(0, trimmedEnd(content.slice(0, sign)));
    const valueFrom = sign + 1 + skip(content.slice(sign + 1));
    return { kind: "assignment", key, value: content.slice(valueFrom), text, at, valueAt: this.position(line, from + valueFrom) };
  }

  private malformed(text: string, at: Position, code: string, message: string, hint: string): UnitLine {
    this.report("warning", code, at, message, hint);
    return { kind: "malformed", text };
  }

  private breakOff(line: LogicalLine, at: Position, code: string, message: string, hint: string): UnitLine {
    this.broken = true;
    this.report("error", code, at, message, hint);
    return { kind: "unread", text: line.text };
  }

  private report(severity: Diagnostic["severity"], code: string, at: Position, message: string, hint: string): void {
    this.diagnostics.push({ code, severity, at, message, hint });
  }

  /** Where the character at `offset` of the joined text stands in the file. */
  private position(line: LogicalLine, offset: number): Position {
    const piece = line.pieces.findLast(({ from }) => from <= offset) ?? { from: 0, line: line.line, column: 1 };
    return { file: this.file, line: piece.line, column: piece.column + offset - piece.from };
  }
}

const isBlank = (character: string | undefined): boolean =>
  character === " " || character === "\t" || character === "\n" || character === "\r";

function skip(text: string): number {
  let at = 0;
  while (at < text.length && isBlank(text[at])) at += 1;
  return at;
}

function trimmedEnd(text: string): number {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1])) end -= 1;
  return end;
}

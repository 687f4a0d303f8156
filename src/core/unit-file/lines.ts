/**
 * Lines as systemd counts them, those that continue each other put together.
 *
 * *Physical line*: up to a newline, a carriage return, both, or NUL. *Logical line*: a physical line that ends in a backslash goes on
 * with the next; comments on the way are left out.
 */

export interface LogicalLine {
  readonly kind: "comment" | "content" | "too-long";
  /** As in the file, line ends included. */
  readonly text: string;
  /** Without line ends; a blank stands for each backslash that joined. */
  readonly joined: string;
  /** Of the first physical line; the first is 1. */
  readonly line: number;
  /** Where in the whole text the next begins. */
  readonly end: number;
  /** Where in `joined` the text of which physical line begins. */
  readonly pieces: readonly Piece[];
}

interface Piece {
  readonly from: number;
  readonly line: number;
  readonly column: number;
}

/** systemd takes no longer ones. */
const LONGEST = 1024 * 1024;
const MARK = "\ufeff";
const ENDS = ["\n", "\r", "\0"] as const;

export function* readLines(text: string): Generator<LogicalLine> {
  const physical = new PhysicalLines(text);
  for (let first = physical.next(); first !== undefined; first = physical.next()) {
    yield COMMENT.test(first.content) ? single(text, first) : logicalLine(text, first, physical);
  }
}

const COMMENT = /^[ \t]*[#;]/;

interface PhysicalLine {
  readonly start: number;
  readonly end: number;
  /** Without its end, and without a byte order mark. */
  readonly content: string;
  readonly column: number;
  readonly line: number;
}

class PhysicalLines {
  private at = 0;
  private line = 0;
  private readonly text: string;
  /** Where the next of each of ENDS stands: looked for once, not once a line. */
  private readonly found = [-1, -1, -1];
  constructor(text: string) {
    this.text = text;
  }
  next(): PhysicalLine | undefined {
    const { text, at: start } = this;
    if (start >= text.length) return undefined;
    const end = this.nextEnd(start);
    this.at = Math.min(text.length, end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1));
    this.line += 1;
    const from = start === 0 && text.startsWith(MARK) ? 1 : start;
    return { start, end: this.at, content: text.slice(from, end), column: from - start + 1, line: this.line };
  }
  private nextEnd(start: number): number {
    let nearest = this.text.length;
    for (const [index, end] of ENDS.entries()) {
      let at = this.found[index] ?? -1;
      if (at < start) {
        at = this.text.indexOf(end, start);
        if (at < 0) at = this.text.length;
        this.found[index] = at;
      }
      nearest = Math.min(nearest, at);
    }
    return nearest;
  }
}

function single(text: string, { start, end, content, column, line }: PhysicalLine): LogicalLine {
  return { kind: "comment", text: text.slice(start, end), joined: content, line, end, pieces: [{ from: 0, line, column }] };
}

function logicalLine(text: string, first: PhysicalLine, rest: PhysicalLines): LogicalLine {
  const parts: string[] = [];
  const pieces: Piece[] = [];
  let length = 0;
  let last = first;
  for (let next: PhysicalLine | undefined = first; next !== undefined && length <= LONGEST; next = rest.next()) {
    last = next;
    if (next !== first && COMMENT.test(next.content)) continue;
    pieces.push({ from: length, line: next.line, column: next.column });
    const goesOn = continues(next.content);
    parts.push(goesOn ? `${next.content.slice(0, -1)} ` : next.content);
    length += next.content.length;
    if (!goesOn) break;
  }
  const kind = length > LONGEST ? "too-long" : "content";
  return { kind, text: text.slice(first.start, last.end), joined: parts.join(""), line: first.line, end: last.end, pieces };
}

/** Whether it ends in an odd number of backslashes. */
function continues(content: string): boolean {
  let at = content.length;
  while (at > 0 && content[at - 1] === "\\") at -= 1;
  return (content.length - at) % 2 === 1;
}

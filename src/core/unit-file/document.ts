import type { Position } from "../base/source.ts";

/** A unit file as written: the texts of its lines, one after the other, are the file's. */
export interface UnitDocument {
  readonly file: string;
  readonly lines: readonly UnitLine[];
  /** A line in it made the rest unreadable; from there on lines are `unread`. */
  readonly broken: boolean;
}

/** One line, or several that continue each other; `text` holds all of them with their ends. */
export type UnitLine =
  | { readonly kind: "blank" | "comment" | "malformed" | "unread"; readonly text: string }
  | { readonly kind: "section"; readonly name: string; readonly text: string; readonly at: Position }
  | AssignmentLine;

interface AssignmentLine {
  readonly kind: "assignment";
  readonly key: string;
  /** Continuation lines joined, comments among them left out. */
  readonly value: string;
  readonly text: string;
  /** Where the key stands. */
  readonly at: Position;
  /** Where the value begins. */
  readonly valueAt: Position;
}

/** One assignment as the directives see it: which section it stood in. */
export interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly at: Position;
  readonly valueAt: Position;
}

/** In the order written; what stands before the first section is none. */
export function assignmentsOf(document: UnitDocument): readonly Assignment[] {
  const assignments: Assignment[] = [];
  let section: string | undefined;
  for (const line of document.lines) {
    if (line.kind === "section") section = line.name;
    else if (line.kind === "assignment" && section !== undefined) {
      assignments.push({ section, key: line.key, value: line.value, at: line.at, valueAt: line.valueAt });
    }
  }
  return assignments;
}

/** Where in which file something was written. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = "error" | "warning" | "note" | "info";

/** What is wrong with a piece of text, for the person who wrote it. */
export interface Diagnostic {
  /** Stable, such as `bad-value`; what scripts and the reference go by. */
  readonly code: string;
  readonly severity: Severity;
  readonly at: Position;
  /** systemd's sentence where systemd has one, without the `FILE:LINE: ` in front. */
  readonly message: string;
  /** What the writer may have meant, or what would be right. */
  readonly hint?: string;
}

/** With its place in front, where it has one: `/etc/web.service:3: Unknown key …`. */
export const placed = ({ at, message }: Diagnostic): string => (at.line > 0 ? `${at.file}:${at.line}: ${message}` : message);

/** A reading that always gives something, along with what was wrong on the way. */
export interface Reading<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

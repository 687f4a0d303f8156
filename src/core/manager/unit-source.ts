import type { UnitName } from "../values/unit-name.ts";

/** A file of a unit as it lies on disk. */
export interface SourceFile {
  readonly path: string;
  /** Decoded as UTF-8; what is none became U+FFFD. */
  readonly text: string;
  /** Microseconds since 1970 of its last change, to tell later whether it changed (NeedDaemonReload). */
  readonly modified: number;
}

/** What the search path holds for a name. */
export type UnitFiles =
  | { readonly found: "file"; readonly fragment: SourceFile; readonly dropIns: readonly SourceFile[]; readonly links: UnitLinks }
  /** No file, but perhaps links that pull other units in. `passedOver`: what lies there in its place, in a sentence. */
  | { readonly found: "nothing"; readonly links: UnitLinks; readonly passedOver?: string }
  /** A link to /dev/null or an empty file. */
  | { readonly found: "masked"; readonly path: string }
  /** There is something, but it can't be read: `error` is a sentence for a person (a directory, no permission, too large …). */
  | { readonly found: "unreadable"; readonly path: string; readonly error: string };

/** Names linked from `X.wants/`, `X.requires/` and `X.upholds/`. */
export interface UnitLinks {
  readonly wants: readonly string[];
  readonly requires: readonly string[];
  readonly upholds: readonly string[];
}

export const NO_LINKS: UnitLinks = { wants: [], requires: [], upholds: [] };

/**
 * The manager's second port: where unit files come from. It is a call, not an effect, since loading happens in the middle of
 * building a transaction, as in systemd; what it returns is plain data, so that a replay can answer from a recording.
 */
export interface UnitSource {
  read(name: UnitName): UnitFiles;
  /** The paths of the drop-ins that `read` would read; undefined where nobody can say now. */
  listDropIns(name: UnitName): readonly string[] | undefined;
}

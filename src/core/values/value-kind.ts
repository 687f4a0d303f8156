import type { Result } from "../base/result.ts";
import type { Position } from "../base/source.ts";
import type { UnitName } from "./unit-name.ts";

/** What a value may need to know of where it stands: to expand `%n`, `%i` and their like, and to remember its place. */
export interface ReadContext {
  readonly unit: UnitName;
  /** By letter, for those that don't follow from the name alone: `t` → /run, `h` → /root … */
  readonly specifiers: ReadonlyMap<string, string>;
  readonly at: Position;
}

/** How one kind of value is read, written, described and tested: the only place that knows. */
export interface ValueKind<T> {
  /** As a person would name it: `time span`. */
  readonly name: string;
  /** The error says what was expected, for the hint; systemd's own sentence is `complaint`'s. */
  readonly parse: (text: string, context: ReadContext) => Result<T, string>;
  /** What `show` prints. */
  readonly format: (value: T) => string;
  /** systemd's sentence about a bad value, e.g. `Failed to parse RestartSec= value, ignoring: maybe`. */
  readonly complaint: (text: string, key: string, context: ReadContext) => string;
  /** An empty assignment brings the initial value back; otherwise it is read like any other text. */
  readonly emptyResets?: boolean;
  /** A bad value refuses the unit instead of being ignored. Says for which texts. */
  readonly isFatal?: (text: string) => boolean;
  /** Run as tests: what `text` is read as. */
  readonly examples: readonly (readonly [text: string, value: T])[];
}

/** A kind of value to which every assignment adds: a list, a set. */
export interface AdditiveKind<T> {
  readonly name: string;
  /** What it is without any assignment, and after an empty one. */
  readonly none: T;
  /** An empty assignment does not start over; dependencies are such. */
  readonly keeps?: boolean;
  readonly add: (before: T, text: string, context: ReadContext, key: string) => Addition<T>;
  readonly format: (value: T) => string;
  readonly examples: readonly (readonly [text: string, value: T])[];
}

/** What an assignment made of the value, and what of it was no good. */
export interface Addition<T> {
  readonly value: T;
  readonly complaints: readonly Complaint[];
}

export interface Complaint {
  /** systemd's sentence. */
  readonly message: string;
  /** What was expected. */
  readonly hint?: string;
  /** It refuses the unit. */
  readonly fatal?: boolean;
}

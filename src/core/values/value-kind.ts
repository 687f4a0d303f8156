import type { Result } from "../base/result.ts";
import type { UnitName } from "./unit-name.ts";

/** What a value may need to know of the unit it stands in, to expand `%n`, `%i` and their like. */
export interface ReadContext {
  readonly unit: UnitName;
  /** By letter, for those that don't follow from the name alone: `t` → /run, `h` → /root … */
  readonly specifiers: ReadonlyMap<string, string>;
}

/** How one kind of value is read, written, described and tested: the only place that knows. */
export interface ValueKind<T> {
  /** As a person would name it: `time span`. */
  readonly name: string;
  /** The error says what was expected, for the hint; systemd's own sentence is `complaint`'s. */
  readonly parse: (text: string, context: ReadContext) => Result<T, string>;
  /** What `show` prints. */
  readonly format: (value: T) => string;
  /** systemd's sentence about a bad value, e.g. `Failed to parse boolean value, ignoring: maybe`. */
  readonly complaint: (text: string, key: string) => string;
  /** Run as tests: what `text` is read as. */
  readonly examples: readonly (readonly [text: string, value: T])[];
}

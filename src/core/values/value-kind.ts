import type { Result } from "../base/result.ts";
import type { Position, Severity } from "../base/source.ts";
import type { UnitName } from "./unit-name.ts";

/** What a value may need to know of where it stands: to expand `%n`, `%i` and their like, and to remember its place. */
export interface ReadContext {
  readonly unit: UnitName;
  /** By letter, for those that don't follow from the name alone: `t` → /run, `h` → /root … */
  readonly specifiers: ReadonlyMap<string, string>;
  readonly at: Position;
  /** It is for a user's manager. */
  readonly ofUser?: boolean;
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
  /** What systemd says about a value that is taken, but should be written differently: a warning, unless it says what else. */
  readonly remark?: (text: string, key: string) => string | Pick<Complaint, "message" | "severity"> | undefined;
  /** An empty assignment brings the initial value back; otherwise it is read like any other text. */
  readonly emptyResets?: boolean;
  /** A bad value refuses the unit instead of being ignored; `unreadable`: it makes a file of it that can't be read. Says for which texts. */
  readonly isFatal?: (text: string, context: ReadContext) => boolean | "unreadable";
  /** Run as tests: what `text` is read as. */
  readonly examples: readonly (readonly [text: string, value: T])[];
}

/** A kind of value to which every assignment adds items: a list, a set. */
export interface AdditiveKind<T, Item> {
  readonly name: string;
  /** What one assignment adds. */
  readonly read: (text: string, context: ReadContext, key: string) => Items<Item>;
  /** The value that all items make together; of none, what it is without any assignment. */
  readonly join: (items: readonly Item[]) => T;
  /** An empty assignment does not start over; dependencies are such. */
  readonly keeps?: boolean;
  readonly format: (value: T) => string;
  readonly examples: readonly (readonly [text: string, value: T])[];
}

export interface Items<Item> {
  readonly items: readonly Item[];
  /** What of the text was no good. */
  readonly complaints: readonly Complaint[];
}

export interface Complaint {
  /** systemd's sentence. */
  readonly message: string;
  /** What was expected. */
  readonly hint?: string;
  /** It refuses the unit; `unreadable`: as a file that can't be read. */
  readonly fatal?: boolean | "unreadable";
  /** What it is, where it is neither fatal nor a warning. */
  readonly severity?: Severity;
}

/** A list is just its items. */
export const asList = <Item>(items: readonly Item[]): readonly Item[] => items;
/** Each item once, in the order in which they first came. */
export const asSet = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];

import type { Realtime } from "../core/base/time.ts";
import type { Priority } from "../core/log/record.ts";
import { matchesGlob } from "../core/values/glob.ts";
import type { StreamAbout } from "./writer.ts";

/** Which records are asked for; what is left out doesn't matter. */
export interface LogQuery {
  /** Names or globs; a record must be about one of them. */
  readonly units?: readonly string[];
  readonly identifiers?: readonly string[];
  /** From the more important to the less, both included. */
  readonly priorities?: { readonly from: Priority; readonly to: Priority };
  readonly invocation?: string;
  readonly since?: Realtime;
  readonly until?: Realtime;
  /** No more than so many, the newest. */
  readonly newest?: number;
  readonly reverse?: boolean;
}

/** Whether records of a stream can be among what is asked for. */
export function compileQuery({ units, identifiers }: LogQuery): (about: StreamAbout) => boolean {
  const isUnit = matchAny(units);
  const isIdentifier = matchAny(identifiers);
  return (about) => isUnit(about.unit) && isIdentifier(about.identifier);
}

function matchAny(patterns: readonly string[] | undefined): (text: string | undefined) => boolean {
  if (patterns === undefined || patterns.length === 0) return () => true;
  return (text) => text !== undefined && patterns.some((pattern) => matchesGlob(text, pattern));
}

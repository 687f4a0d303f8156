import type { Realtime } from "../core/base/time.ts";
import type { Priority } from "../core/log/record.ts";
import { isPattern, matchesPattern } from "../core/values/unit-name.ts";
import type { StreamAbout } from "./writer.ts";

/** Which records are asked for; what is left out doesn't matter. */
export interface LogQuery {
  /** Names or globs; a record must be about one of them. */
  readonly units?: readonly string[];
  /** As they are: only units have patterns. */
  readonly identifiers?: readonly string[];
  /** From the more important to the less, both included. */
  readonly priorities?: { readonly from: Priority; readonly to: Priority };
  readonly invocation?: string;
  /** What the message must match. */
  readonly grep?: RegExp;
  readonly since?: Realtime;
  readonly until?: Realtime;
  /** No more than so many, the newest. */
  readonly newest?: number;
  readonly reverse?: boolean;
}

/** Whether records of a stream can be among what is asked for. */
export function compileQuery({ units, identifiers }: LogQuery): (about: StreamAbout) => boolean {
  return ({ unit, identifier }) => isUnitAmong(unit, units) && (!identifiers?.length || identifiers.includes(identifier));
}

function isUnitAmong(unit: string | undefined, asked: readonly string[] | undefined): boolean {
  if (!asked?.length) return true;
  return unit !== undefined && asked.some((name) => (isPattern(name) ? matchesPattern(unit, name) : name === unit));
}

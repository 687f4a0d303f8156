import type { Position } from "../base/source.ts";
import type { AdditiveKind } from "./value-kind.ts";

/** With whose rights a command runs. `full`: the manager's (`+`); `no-setuid`: User= and Group= left out (`!`); `ambient`: `!!`. */
export type Privileges = "normal" | "full" | "no-setuid" | "ambient";

/** One command of `ExecStart=` and its kin: words split, prefixes read, specifiers expanded, `$` not yet. */
export interface ExecCommand {
  /** As written: absolute, or a bare name that is searched for. */
  readonly path: string;
  /** With argv[0]. */
  readonly argv: readonly string[];
  readonly ignoreFailure: boolean;
  /** Whether `$NAME` and `${NAME}` are replaced. */
  readonly expandEnvironment: boolean;
  readonly privileges: Privileges;
  /** Prefix `|`: the user's shell runs it. */
  readonly viaShell: boolean;
  readonly at: Position;
}
export declare const execCommands: AdditiveKind<readonly ExecCommand[]>;

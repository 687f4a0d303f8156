import type { Diagnostic, Position } from "../base/source.ts";
import type { InstallConfig } from "../directives/install.ts";
import type { ServiceConfig } from "../directives/service.ts";
import type { UnitConfig } from "../directives/unit.ts";
import type { DependencyKind } from "../jobs/dependency.ts";
import type { LoadState } from "../units/unit.ts";
import type { UnitKind, UnitName } from "../values/unit-name.ts";
import type { UnitFiles } from "./unit-source.ts";

/** A unit as its files have it: what it is to be, nothing of what it is doing. */
export interface LoadedUnit {
  readonly name: UnitName;
  readonly kind: UnitKind;
  readonly loadState: LoadState;
  /** systemd's sentence on why it isn't loaded: `Unit web.service not found.` */
  readonly loadError?: string;
  readonly fragmentPath?: string;
  readonly dropInPaths: readonly string[];
  /** All that were read, with the time of their last change, to tell later whether they changed. */
  readonly files: readonly { readonly path: string; readonly modified: number }[];
  readonly unit: UnitConfig;
  /** Settled. Only of services that are loaded. */
  readonly service?: ServiceConfig;
  readonly install: InstallConfig;
  /** Written, implied by links and default ones, each once. */
  readonly dependencies: readonly Dependency[];
  readonly diagnostics: readonly Diagnostic[];
  /** Where what is in effect was written, by `Service.RestartSec`. */
  readonly origins: ReadonlyMap<string, Position>;
  /** A line for each directive that was written and that this version does not act on. */
  readonly notes: readonly string[];
}

export interface Dependency {
  readonly kind: DependencyKind;
  readonly unit: UnitName;
}

/** What loading must know of the machine. */
export interface LoadHost {
  readonly mode: "system" | "user";
  /** By letter, all that don't follow from the unit's name: `t` → /run, `h` → /root, `H` → the host's name … */
  readonly specifiers: ReadonlyMap<string, string>;
}

/** Never fails: what can't be loaded says so in `loadState` and `loadError`. */
export declare function loadUnit(name: UnitName, files: UnitFiles, host: LoadHost): LoadedUnit;

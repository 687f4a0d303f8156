import type { UnitConfig } from "../directives/unit.ts";
import type { DependencyKind } from "../jobs/dependency.ts";
import { type UnitKind, type UnitName, isTemplate, isUnitName, unitKind } from "../values/unit-name.ts";
import { resolveTemplate } from "../values/unit-names.ts";
import type { UnitLinks } from "./unit-source.ts";

export interface Dependency {
  readonly kind: DependencyKind;
  readonly unit: UnitName;
  /**
   * A target waits for what it pulls in. It doesn't if the other unit has DefaultDependencies=no or waits for the target itself, which
   * only shows once that one is loaded too.
   */
  readonly isDefault?: true;
}

/**
 * What the unit depends on: as written, by links, and by default, each once. Of the implicit ones only those between services and
 * targets: there are no slices, sockets or mounts to wait for. Source: systemd.unit(5), systemd.service(5), systemd.target(5), DEFAULT DEPENDENCIES.
 */
export function dependenciesOf(name: UnitName, unit: UnitConfig, links: UnitLinks, mode: "system" | "user"): readonly Dependency[] {
  const kind = unitKind(name);
  const own = [...written(unit), ...linked(name, links)];
  const defaults = unit.DefaultDependencies ? [...defaultsOf(kind, mode), ...(kind === "target" ? waitsForPulledIn(own) : [])] : [];
  const known = new Map<string, Dependency>();
  for (const dependency of [...own, ...defaults]) {
    const key = `${dependency.kind} ${dependency.unit}`;
    if (dependency.unit !== name && !known.has(key)) known.set(key, dependency);
  }
  return [...known.values()];
}

const WRITTEN = [
  "Requires",
  "Requisite",
  "Wants",
  "BindsTo",
  "PartOf",
  "Upholds",
  "Conflicts",
  "Before",
  "After",
  "OnFailure",
  "OnSuccess",
  "PropagatesReloadTo",
  "ReloadPropagatedFrom",
  "PropagatesStopTo",
  "StopPropagatedFrom",
] as const satisfies readonly (DependencyKind & keyof UnitConfig)[];

const written = (unit: UnitConfig): readonly Dependency[] => WRITTEN.flatMap((kind) => unit[kind].map((other) => ({ kind, unit: other })));

function linked(name: UnitName, { wants, requires, upholds }: UnitLinks): readonly Dependency[] {
  const dependencies = (kind: "Wants" | "Requires" | "Upholds", others: readonly string[]): readonly Dependency[] =>
    others
      .map((other) => resolveTemplate(other, name))
      .filter(isUnit)
      .map((unit) => ({ kind, unit }));
  return [...dependencies("Wants", wants), ...dependencies("Requires", requires), ...dependencies("Upholds", upholds)];
}

const isUnit = (name: string): name is UnitName => isUnitName(name) && !isTemplate(name);

const SYSINIT = "sysinit.target" as UnitName;
const BASIC = "basic.target" as UnitName;
const SHUTDOWN = "shutdown.target" as UnitName;
const UNTIL_SHUTDOWN: readonly Dependency[] = [
  { kind: "Conflicts", unit: SHUTDOWN },
  { kind: "Before", unit: SHUTDOWN },
];
const OF_SYSTEM_SERVICES: readonly Dependency[] = [
  { kind: "Requires", unit: SYSINIT },
  { kind: "After", unit: SYSINIT },
  { kind: "After", unit: BASIC },
  ...UNTIL_SHUTDOWN,
];
const OF_USER_SERVICES: readonly Dependency[] = [{ kind: "Requires", unit: BASIC }, { kind: "After", unit: BASIC }, ...UNTIL_SHUTDOWN];

function defaultsOf(kind: UnitKind, mode: "system" | "user"): readonly Dependency[] {
  switch (kind) {
    case "service":
      return mode === "system" ? OF_SYSTEM_SERVICES : OF_USER_SERVICES;
    case "target":
      return UNTIL_SHUTDOWN;
    default:
      return [];
  }
}

const PULLS_IN: ReadonlySet<DependencyKind> = new Set(["Wants", "Requires", "Requisite", "BindsTo", "PartOf", "Upholds"]);

/** Not where the target itself comes first. */
function waitsForPulledIn(own: readonly Dependency[]): readonly Dependency[] {
  const later = new Set(own.filter(({ kind }) => kind === "Before").map(({ unit }) => unit));
  return own
    .filter(({ kind, unit }) => PULLS_IN.has(kind) && !later.has(unit))
    .map(({ unit }) => ({ kind: "After", unit, isDefault: true }));
}

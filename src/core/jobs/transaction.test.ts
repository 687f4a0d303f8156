import { expect, test } from "vitest";
import type { ControlError } from "../control/errors.ts";
import type { ActiveState } from "../units/unit.ts";
import type { UnitName } from "../values/unit-name.ts";
import { type DependencyAtom, type DependencyKind, DEPENDENCY_ATOMS, INVERSE } from "./dependency.ts";
import type { JobType } from "./job.ts";
import { type PlannedJob, type TransactionMode, type UnitGraph, buildTransaction } from "./transaction.ts";

/**
 * Units and their dependencies in a few words: `a Requires b, b After c`. States: `a=active`. Queued jobs: `a:stop`. Missing: `a?`.
 * Whatever is named and not said to be otherwise is loaded and inactive.
 */
function graphOf(text: string): UnitGraph {
  const edges: { readonly from: string; readonly kind: DependencyKind; readonly to: string }[] = [];
  const states = new Map<string, ActiveState>();
  const queued = new Map<string, JobType>();
  const missing = new Set<string>();
  for (const clause of text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean)) {
    const [from = "", kind = "", to = ""] = clause.split(" ");
    if (clause.endsWith("?")) missing.add(clause.slice(0, -1));
    else if (clause.includes("=")) states.set(...(clause.split("=") as [string, ActiveState]));
    else if (clause.includes(":")) queued.set(...(clause.split(":") as [string, JobType]));
    else edges.push({ from, kind: kind as DependencyKind, to }, { from: to, kind: INVERSE[kind as DependencyKind], to: from });
  }
  const related = (unit: string, atom: DependencyAtom): UnitName[] => {
    const found = edges
      .filter((edge) => edge.from === unit && DEPENDENCY_ATOMS[edge.kind].includes(atom))
      .map((edge) => edge.to as UnitName);
    return [...new Set(found)];
  };
  return {
    activeState: (unit) => states.get(unit) ?? "inactive",
    related,
    installed: (unit) => (queued.has(unit) ? { type: queued.get(unit) as JobType, irreversible: false } : undefined),
    admit: (unit, type): ControlError | undefined =>
      missing.has(unit) && type !== "stop" ? { code: "no-such-unit", about: { unit } } : undefined,
    all: () => [...new Set(edges.map((edge) => edge.from as UnitName))],
    ignoresIsolate: () => false,
  };
}

function outcome(text: string, anchor: string, mode: TransactionMode = "replace"): string {
  const [unit, type] = anchor.split("/") as [UnitName, JobType];
  const built = buildTransaction(graphOf(text), { unit, type }, mode);
  const named = (job: PlannedJob): string => `${job.unit}/${job.type}`;
  return built.ok ? built.value.jobs.map(named).toSorted().join(" ") : built.error.error.code;
}

test.each<[name: string, graph: string, anchor: string, jobs: string]>([
  ["a unit alone", "", "a/start", "a/start"],
  ["Requires= and Wants= are pulled in", "a Requires b, a Wants c", "a/start", "a/start b/start c/start"],
  ["what is wanted brings its own", "a Wants b, b Requires c", "a/start", "a/start b/start c/start"],
  ["a missing Requires= refuses all", "a Requires b, b?", "a/start", "no-such-unit"],
  ["a missing Wants= is passed over", "a Wants b, b?", "a/start", "a/start"],
  ["After= alone pulls in nothing", "a After b", "a/start", "a/start"],
  ["what is active already gets no job", "a Requires b, b=active", "a/start", "a/start"],
  ["the anchor keeps its job, active or not", "a=active", "a/start", "a/start"],
  ["a conflicting unit is stopped", "a Conflicts b, b=active", "a/start", "a/start b/stop"],
  ["a conflicting unit that is down needs no stop", "a Conflicts b", "a/start", "a/start"],
  ["starting the other side of a conflict stops this one", "a Conflicts b, a=active", "b/start", "a/stop b/start"],
  ["a stop takes what requires the unit along", "a Requires b, a=active, b=active", "b/stop", "a/stop b/stop"],
  ["a stop leaves what wants the unit", "a Wants b, a=active, b=active", "b/stop", "b/stop"],
  [
    "a restart restarts what requires the unit, if it runs",
    "a Requires b, c Requires b, a=active, b=active",
    "b/restart",
    "a/restart b/restart",
  ],
  ["two that are required and conflict can't be had", "a Requires b, a Requires c, b Conflicts c", "a/start", "conflicting"],
  ["of two wanted ones that conflict, the stop goes", "a Wants b, a Wants c, b Conflicts c", "a/start", "a/start b/start"],
  ["a cycle through something wanted loses that", "a Wants b, a After b, b After a", "a/start", "a/start"],
  [
    "of several wanted ones the cycle loses the one that is waited for first",
    "a Wants b, a Wants c, a After b, b After c, c After a",
    "a/start",
    "a/start c/start",
  ],
  ["a cycle through something required is refused", "a Requires b, a After b, b After a", "a/start", "cyclic"],
  ["a queued stop gives way in mode replace", "a Requires b, b:stop, b=active", "a/start", "a/start b/start"],
])("%s", (_, graph, anchor, jobs) => {
  expect(outcome(graph, anchor)).toBe(jobs);
});

test.each<[name: string, mode: TransactionMode, graph: string, anchor: string, jobs: string]>([
  ["fail refuses to undo a queued job", "fail", "a Requires b, b:stop, b=active", "a/start", "destructive"],
  ["fail leaves out a wanted unit that would stop another", "fail", "a Wants b, b Conflicts c, c=active", "a/start", "a/start"],
  ["ignore-requirements takes the unit alone", "ignore-requirements", "a Requires b", "a/start", "a/start"],
  ["ignore-dependencies does so too", "ignore-dependencies", "a Requires b, a After b", "a/start", "a/start"],
  [
    "isolate stops what is not needed",
    "isolate",
    "a Requires b, c Wants d, c=active, d=active",
    "a/start",
    "a/start b/start c/stop d/stop",
  ],
  [
    "an automatic restart restarts what requires the unit",
    "restart-dependencies",
    "a Requires b, a=active, c Wants b, c=active",
    "b/start",
    "a/restart b/start",
  ],
])("mode: %s", (_, mode, graph, anchor, jobs) => {
  expect(outcome(graph, anchor, mode)).toBe(jobs);
});

test("a chain of ten thousand units is no problem", () => {
  const next = (unit: string): UnitName[] => (unit === "u9999" ? [] : [`u${Number(unit.slice(1)) + 1}` as UnitName]);
  const chain: UnitGraph = { ...graphOf(""), related: (unit, atom) => (atom === "pull-in-start" || atom === "before" ? next(unit) : []) };
  const built = buildTransaction(chain, { unit: "u0" as UnitName, type: "start" }, "replace");
  expect(built.ok && built.value.jobs.map((job) => job.unit)).toEqual(Array.from({ length: 10_000 }, (_, i) => `u${i}`));
});

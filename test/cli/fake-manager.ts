/** A manager that knows what it is told here, and answers as the real one would. */
import type { Client } from "../../src/cli/client.ts";
import { ok } from "../../src/core/base/result.ts";
import type { ControlError } from "../../src/core/control/errors.ts";
import type { JobOutcome, ManagerStatus, Stamp, UnitRow, UnitStatus, VerbName, Verbs } from "../../src/core/control/protocol.ts";
import { isPattern, matchesPattern } from "../../src/core/values/unit-name.ts";

export type Properties = readonly (readonly [name: string, value: string])[];

export interface FakeUnit {
  readonly status?: Partial<UnitStatus>;
  readonly row?: Partial<UnitRow>;
  readonly properties?: Properties;
  /** What becomes of a job or a signal, by verb. */
  readonly outcomes?: { readonly [verb: string]: Partial<JobOutcome> };
}

export interface Fakes {
  readonly units: Readonly<Record<string, FakeUnit>>;
  readonly manager?: Partial<ManagerStatus>;
}

/** A moment of Tuesday, November 24 2026, UTC, such as `04:07:20`; `ms` are added. */
export function at(time: string, ms = 0): Stamp {
  const realtime = (Date.parse(`2026-11-24T${time}Z`) + ms) * 1000;
  return { realtime, monotonic: realtime - Date.parse("2026-11-24T00:00:00Z") * 1000 };
}
const NEVER: Stamp = { realtime: 0, monotonic: 0 };

export function unitStatus(unit: string, about: Partial<UnitStatus> = {}): UnitStatus {
  const nothing = { commands: [], documentation: [], notes: [], dropInPaths: [], needsDaemonReload: false, mainPid: 0, controlPid: 0 };
  const times = { activeEnter: NEVER, activeExit: NEVER, inactiveEnter: NEVER, inactiveExit: NEVER, now: at("05:00:00") };
  const state = { loadState: "loaded", activeState: "inactive", subState: "dead", result: "success", freezerState: "running" } as const;
  return { unit, description: unit, ...state, ...times, ...nothing, ...about };
}

type Asks = { readonly [V in VerbName]: (ask: Verbs[V]["ask"]) => Verbs[V]["answer"] };

export function fakeClient({ units, manager }: Fakes): Client {
  const names = (asked: readonly string[]): readonly string[] =>
    asked.flatMap((name) => (isPattern(name) ? Object.keys(units).filter((unit) => matchesPattern(unit, name)) : [name]));
  const notFound = (unit: string): Partial<UnitStatus> =>
    units[unit] === undefined ? { loadState: "not-found" } : (units[unit].status ?? {});
  const statusOf = (unit: string): UnitStatus => unitStatus(unit, notFound(unit));
  const refusals = (verb: string, asked: readonly string[]): readonly { readonly unit: string; readonly error: ControlError }[] =>
    names(asked).flatMap((unit) => {
      const error = units[unit] === undefined ? ({ code: "not-loaded", about: { unit } } as const) : units[unit].outcomes?.[verb]?.error;
      return error === undefined ? [] : [{ unit, error }];
    });
  const asks: Asks = {
    enqueue: ({ verb, units: asked, wait }) => ({
      units: names(asked).map((unit) => ({ unit, ...(wait ? { result: "done" } : {}), ...outcome(units[unit], unit, verb, wait) })),
    }),
    "list-units": ({ patterns }) => ({
      units: (patterns.length === 0 ? Object.keys(units) : names(patterns.map((name) => name.replace(/^[^*?[]*$/, "[]")))).map((unit) =>
        rowOf(statusOf(unit), units[unit]),
      ),
    }),
    show: ({ units: asked }) => ({
      units: names(asked).map((unit) => ({ unit, properties: units[unit]?.properties ?? [["ActiveState", "inactive"]] })),
    }),
    status: ({ units: asked }) => ({ units: names(asked).map(statusOf), journal: "/log" }),
    "unit-of": ({ pid }) => {
      const unit = Object.keys(units).find((name) => units[name]?.status?.mainPid === pid);
      return unit === undefined ? {} : { unit };
    },
    "active-state": ({ units: asked }) => ({
      units: names(asked).map((unit) => ({ unit, activeState: statusOf(unit).activeState, found: units[unit] !== undefined })),
    }),
    kill: ({ units: asked, whom }) => ({ refused: refusals(`kill ${whom}`, asked) }),
    freeze: ({ units: asked, verb }) => ({ refused: refusals(verb, asked) }),
    "reset-failed": ({ units: asked }) => ({ refused: refusals("reset-failed", asked) }),
    "daemon-reload": () => ({}),
    "manager-status": () => ({
      ...{ state: "running", version: "1.2.3", pid: 7, units: 0, jobs: 0, failed: 0, since: NEVER, now: NEVER, journal: "/log" },
      ...manager,
    }),
    exit: () => ({}),
  };
  return { ask: (verb, ask) => Promise.resolve(ok(asks[verb](ask))), close: () => {} };
}

const LOADING: readonly string[] = ["start", "restart", "try-restart", "reload", "reload-or-restart", "try-reload-or-restart"];

function outcome(unit: FakeUnit | undefined, name: string, verb: string, wait: boolean): Partial<JobOutcome> {
  if (unit === undefined) return { error: { code: LOADING.includes(verb) ? "no-such-unit" : "not-loaded", about: { unit: name } } };
  const { result, ...rest } = unit.outcomes?.[verb] ?? {};
  return wait && result !== undefined ? { ...rest, result } : rest;
}

function rowOf({ unit, description, loadState, activeState, subState }: UnitStatus, fake: FakeUnit | undefined): UnitRow {
  return { unit, description, loadState, activeState, subState, ...fake?.row };
}

/**
 * From one request to the set of jobs that carry it out.
 *
 * *Anchor*: the job that was asked for. A job *matters* when the anchor can't succeed without it: it was pulled in by Requires=,
 * not by Wants=. What doesn't matter is dropped rather than let it stand in the way.
 *
 * Source: systemd.unit(5); systemd 257, the order of steps of its transactions, seen in the recorded scenarios.
 */
import { type Deep, runDeep } from "../base/deep.ts";
import { type Result, err, ok } from "../base/result.ts";
import type { ControlError } from "../control/errors.ts";
import type { JobMode } from "../values/job-mode.ts";
import type { ActiveState } from "../units/unit.ts";
import type { UnitName } from "../values/unit-name.ts";
import type { DependencyAtom } from "./dependency.ts";
import { type JobType, collapseRequest, isRedundant, jobsConflict, mergeJobTypes } from "./job.ts";

/** All that a transaction looks at: the manager implements it over its units, tests over a few lines of text. */
export interface UnitGraph {
  activeState(unit: UnitName): ActiveState;
  related(unit: UnitName, atom: DependencyAtom): Iterable<UnitName>;
  installed(unit: UnitName): { readonly type: JobType; readonly irreversible: boolean } | undefined;
  /** Loads the unit if need be; an error if it can't have a job of this type. */
  admit(unit: UnitName, type: JobType): ControlError | undefined;
  /** All loaded units, for `isolate`. */
  all(): Iterable<UnitName>;
  /** Isolating leaves it alone. */
  ignoresIsolate(unit: UnitName): boolean;
}

export interface PlannedJob {
  readonly unit: UnitName;
  readonly type: JobType;
}
/** What was given up or passed over on the way, for the log. */
export type TransactionNote =
  | { readonly note: "dependency-skipped"; readonly unit: UnitName; readonly error: ControlError }
  | { readonly note: "reload-skipped"; readonly unit: UnitName; readonly error: ControlError }
  | { readonly note: "cycle"; readonly around: readonly PlannedJob[]; readonly dropped: PlannedJob | undefined };

export interface Transaction {
  readonly jobs: readonly PlannedJob[];
  readonly notes: readonly TransactionNote[];
}
export interface TransactionFailure {
  readonly error: ControlError;
  readonly notes: readonly TransactionNote[];
}
/**
 * `restart-dependencies`: a start that restarts what depends on the unit, as an automatic restart does. `triggering`: a stop that takes
 * sockets, timers and paths along; there are none yet. `shutdown`: an irreversible stop of one unit among all: what depends on it gets one
 * of its own.
 */
export type TransactionMode = JobMode | "shutdown";
const ALONE: ReadonlySet<TransactionMode> = new Set(["ignore-requirements", "ignore-dependencies", "shutdown"]);

interface Draft {
  readonly unit: UnitName;
  type: JobType;
  /** Whose jobs pulled this one in, and whether it matters to them. */
  readonly pulledBy: Map<Draft, boolean>;
  readonly pulls: Set<Draft>;
  conflictedBy: boolean;
  matters: boolean;
}

export function buildTransaction(graph: UnitGraph, anchor: PlannedJob, mode: TransactionMode): Result<Transaction, TransactionFailure> {
  const building = new Building(graph, mode);
  const error = building.run(anchor);
  if (error !== undefined) return err({ error, notes: building.notes });
  return ok({ jobs: building.planned(), notes: building.notes });
}

/** A class, since six steps work on one set of jobs; it lives for one call of `buildTransaction`. */
class Building {
  readonly notes: TransactionNote[] = [];
  readonly #jobs = new Map<UnitName, Draft[]>();
  readonly #graph: UnitGraph;
  readonly #mode: TransactionMode;
  #anchor: Draft | undefined;

  constructor(graph: UnitGraph, mode: TransactionMode) {
    this.#graph = graph;
    this.#mode = mode;
  }

  planned(): readonly PlannedJob[] {
    const jobs = [...this.#jobs.values()].flat();
    return jobs.filter(({ type }) => type !== "nop").map(({ unit, type }) => ({ unit, type }));
  }

  run(anchor: PlannedJob): ControlError | undefined {
    const error = runDeep(this.#add(anchor.unit, anchor.type, undefined, true, false));
    if (error !== undefined) return error;
    if (this.#mode === "isolate") this.#addIsolatingStops();
    this.#markWhatMatters();
    if (this.#mode === "fail") this.#minimizeImpact();
    this.#dropRedundant();
    return this.#breakCycles() ?? this.#merge() ?? this.#refuseDestruction();
  }

  /** `isPassedOn`: the job is the anchor, or comes of its PropagatesStopTo=; only those of such jobs are looked at. */
  *#add(
    unit: UnitName,
    type: JobType,
    by: Draft | undefined,
    matters: boolean,
    conflicts: boolean,
    isPassedOn = by === undefined,
  ): Deep<ControlError | undefined> {
    const refusal = this.#graph.admit(unit, type);
    if (refusal !== undefined) return refusal;
    const existing = this.#jobs.get(unit)?.find((job) => job.type === type);
    const job = existing ?? { unit, type, pulledBy: new Map(), pulls: new Set(), conflictedBy: false, matters: false };
    if (existing === undefined) this.#jobs.set(unit, [...(this.#jobs.get(unit) ?? []), job]);
    if (by === undefined) this.#anchor = job;
    else {
      job.pulledBy.set(by, matters || job.pulledBy.get(by) === true);
      by.pulls.add(job);
    }
    job.conflictedBy ||= conflicts;
    if (existing !== undefined) return undefined;
    if (ALONE.has(this.#mode)) return undefined;
    const error = yield* this.#addDependencies(job);
    if (error !== undefined) this.#withdraw(job);
    else if (isPassedOn) yield* this.#propagateGracefully(job);
    return error;
  }

  /** It can't be done; nor is what only it wanted. */
  #withdraw(job: Draft): void {
    const { pulls } = job;
    this.#unlink(job);
    for (const other of pulls) if (other.pulledBy.size === 0) this.#delete(other);
  }

  *#addDependencies(job: Draft): Deep<ControlError | undefined> {
    if (job.type === "start" || job.type === "restart") {
      const error = yield* this.#pullIn(job);
      if (error !== undefined) return error;
    }
    if (job.type === "stop") yield* this.#propagate(job, "propagate-stop", "stop");
    if (this.#restarts(job)) yield* this.#propagate(job, "propagate-restart", "try-restart");
    if (job.type === "reload" || job.type === "nop") yield* this.#propagateReload(job);
    return undefined;
  }

  *#pullIn(job: Draft): Deep<ControlError | undefined> {
    const related = (atom: DependencyAtom): Iterable<UnitName> => this.#graph.related(job.unit, atom);
    for (const [atom, type] of [
      ["pull-in-start", "start"],
      ["pull-in-verify", "verify-active"],
      ["pull-in-stop", "stop"],
    ] as const) {
      for (const other of related(atom)) {
        const error = yield this.#add(other, type, job, true, type === "stop");
        if (error !== undefined && error.code !== "not-applicable") return error;
      }
    }
    for (const [atom, type] of [
      ["pull-in-start-ignored", "start"],
      ["pull-in-stop-ignored", "stop"],
    ] as const) {
      for (const other of related(atom)) {
        const error = yield this.#add(other, type, job, false, false);
        if (error !== undefined) this.notes.push({ note: "dependency-skipped", unit: other, error });
      }
    }
    return undefined;
  }

  *#propagate(job: Draft, atom: DependencyAtom, request: "stop" | "try-restart"): Deep<ControlError | undefined> {
    for (const other of this.#graph.related(job.unit, atom)) {
      const type = collapseRequest(request, this.#graph.activeState(other));
      if (type !== "nop") yield this.#add(other, type, job, true, false);
    }
    return undefined;
  }

  /** Those that reload along do so if they can. A `nop` is the anchor of a unit that reloads by itself. */
  *#propagateReload(job: Draft): Deep<ControlError | undefined> {
    for (const other of this.#graph.related(job.unit, "propagates-reload-to")) {
      if (collapseRequest("try-reload", this.#graph.activeState(other)) === "nop") continue;
      const error = yield this.#add(other, "reload", job, false, false);
      if (error !== undefined) this.notes.push({ note: "reload-skipped", unit: other, error });
    }
    return undefined;
  }

  #restarts(job: Draft): boolean {
    return job.type === "restart" || (job.type === "start" && this.#mode === "restart-dependencies" && job === this.#anchor);
  }

  /** Source: systemd.unit(5), PropagatesStopTo=; that a restart stops, too, and whom it restarts, was seen of systemd 257. */
  *#propagateGracefully(job: Draft): Deep<ControlError | undefined> {
    if (job.type !== "stop" && !this.#restarts(job)) return;
    for (const other of this.#graph.related(job.unit, "propagate-stop-gracefully")) {
      const types = this.#jobs.get(other)?.map(({ type }) => type) ?? [];
      const isStoppedAnyway = types.includes("stop") || types.includes("restart");
      const type = types.includes("start") ? "restart" : "stop";
      if (!isStoppedAnyway) yield this.#add(other, type, job, true, false, true);
    }
    return undefined;
  }

  #addIsolatingStops(): void {
    for (const unit of this.#graph.all()) {
      if (this.#jobs.has(unit) || this.#graph.ignoresIsolate(unit)) continue;
      if (isRedundant("stop", this.#graph.activeState(unit)) && this.#graph.installed(unit) === undefined) continue;
      runDeep(this.#add(unit, "stop", this.#anchor, true, false));
    }
  }

  #markWhatMatters(): void {
    const pending = this.#anchor === undefined ? [] : [this.#anchor];
    for (let job = pending.pop(); job !== undefined; job = pending.pop()) {
      if (job.matters) continue;
      job.matters = true;
      for (const pulled of job.pulls) if (pulled.pulledBy.get(job) === true) pending.push(pulled);
    }
  }

  /** Mode `fail`: what the anchor doesn't need must not stop anything that runs, nor undo what is queued. */
  #minimizeImpact(): void {
    for (const job of this.#drafts()) {
      if (job.matters) continue;
      const stopsSomething = job.type === "stop" && !isRedundant("stop", this.#graph.activeState(job.unit));
      const installed = this.#graph.installed(job.unit);
      if (stopsSomething || (installed !== undefined && jobsConflict(installed.type, job.type))) this.#delete(job);
    }
  }

  /** Drops the jobs of units that are already as wanted, and then what only those pulled in. */
  #dropRedundant(): void {
    for (const [unit, jobs] of this.#jobs) {
      const installed = this.#graph.installed(unit);
      const needed = (job: Draft): boolean =>
        job === this.#anchor ||
        !isRedundant(job.type, this.#graph.activeState(unit)) ||
        (installed !== undefined && jobsConflict(job.type, installed.type));
      if (!jobs.some(needed)) for (const job of jobs) this.#unlink(job);
    }
    this.#collectGarbage();
  }

  #collectGarbage(): void {
    const doomed = this.#drafts().filter((job) => job !== this.#anchor && job.pulledBy.size === 0);
    for (const job of doomed) this.#delete(job);
  }

  #breakCycles(): ControlError | undefined {
    for (;;) {
      const cycle = this.#findCycle();
      if (cycle === undefined) return undefined;
      const [found, ...others] = cycle;
      const dropped = [...others, found].find(
        (job) => job !== undefined && (this.#jobs.get(job.unit) ?? []).every((each) => !each.matters),
      );
      this.notes.push({
        note: "cycle",
        around: cycle.map(({ unit, type }) => ({ unit, type })),
        dropped: dropped && { unit: dropped.unit, type: dropped.type },
      });
      if (dropped === undefined) return { code: "cyclic", about: { unit: cycle[0]?.unit ?? "" } };
      for (const job of this.#jobs.get(dropped.unit) ?? []) this.#delete(job);
    }
  }

  /**
   * One cycle of the ordering among the units that have jobs here, each waiting for the next. Iterative: thousands of units may stand in
   * one line.
   */
  #findCycle(): readonly Draft[] | undefined {
    if (this.#mode === "ignore-dependencies") return undefined;
    const done = new Set<UnitName>();
    for (const start of this.#jobs.keys()) {
      if (done.has(start)) continue;
      const path: UnitName[] = [];
      const onPath = new Set<UnitName>();
      const stack: { unit: UnitName; next: Iterator<UnitName> }[] = [];
      const enter = (unit: UnitName): void => {
        path.push(unit);
        onPath.add(unit);
        stack.push({ unit, next: this.#graph.related(unit, "before")[Symbol.iterator]() });
      };
      enter(start);
      for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
        const next = top.next.next();
        if (next.done === true) {
          stack.pop();
          path.pop();
          onPath.delete(top.unit);
          done.add(top.unit);
        } else if (onPath.has(next.value)) return around(path, next.value).map((unit) => this.#first(unit));
        else if (this.#jobs.has(next.value) && !done.has(next.value)) enter(next.value);
      }
    }
    return undefined;
  }

  #first(unit: UnitName): Draft {
    const job = this.#jobs.get(unit)?.[0];
    if (job === undefined) throw new Error(`no job for ${unit}`);
    return job;
  }

  /** Leaves one job a unit. */
  #merge(): ControlError | undefined {
    for (const jobs of this.#jobs.values()) {
      for (let [first, second] = jobs; first !== undefined && second !== undefined; [first, second] = this.#jobs.get(first.unit) ?? []) {
        const [older, newer] = [first.type, second.type];
        if (first === this.#anchor || second === this.#anchor) [first, second] = first === this.#anchor ? [first, second] : [second, first];
        const merged = mergeJobTypes(first.type, second.type, this.#graph.activeState(first.unit));
        if (merged !== undefined) {
          first.type = merged;
          this.#absorb(first, second);
          continue;
        }
        const dropped = toDrop(first, second);
        if (dropped === undefined) return { code: "conflicting", about: { first: newer, second: older, unit: first.unit } };
        this.#delete(dropped);
        this.#collectGarbage();
      }
    }
    this.#dropRedundant();
    return undefined;
  }

  #absorb(kept: Draft, gone: Draft): void {
    kept.matters ||= gone.matters;
    kept.conflictedBy ||= gone.conflictedBy;
    for (const [by, matters] of gone.pulledBy) {
      kept.pulledBy.set(by, matters || kept.pulledBy.get(by) === true);
      by.pulls.add(kept);
    }
    for (const pulled of gone.pulls) {
      pulled.pulledBy.set(kept, pulled.pulledBy.get(gone) === true);
      kept.pulls.add(pulled);
    }
    this.#unlink(gone);
  }

  #refuseDestruction(): ControlError | undefined {
    for (const { unit, type } of this.#drafts()) {
      const installed = this.#graph.installed(unit);
      if (installed === undefined || !jobsConflict(installed.type, type)) continue;
      if (this.#mode !== "fail" && !installed.irreversible) continue;
      const anchor = `${this.#anchor?.unit}/${this.#anchor?.type}`;
      return { code: "destructive", about: { anchor, unit, queued: installed.type, wanted: type } };
    }
    return undefined;
  }

  #drafts(): Draft[] {
    return [...this.#jobs.values()].flat();
  }

  /** Takes the job out, and with it the jobs that can't do without it. */
  #delete(job: Draft): void {
    const pending = [job];
    for (let doomed = pending.pop(); doomed !== undefined; doomed = pending.pop()) {
      if (this.#jobs.get(doomed.unit)?.includes(doomed) !== true) continue;
      const needing = [...doomed.pulledBy].filter(([, matters]) => matters).map(([by]) => by);
      this.#unlink(doomed);
      const unneeded = [...doomed.pulls].filter((pulled) => pulled.pulledBy.size === 0);
      for (const other of [...needing, ...unneeded]) if (other !== this.#anchor) pending.push(other);
    }
  }

  #unlink(job: Draft): void {
    const rest = (this.#jobs.get(job.unit) ?? []).filter((each) => each !== job);
    if (rest.length === 0) this.#jobs.delete(job.unit);
    else this.#jobs.set(job.unit, rest);
    for (const by of job.pulledBy.keys()) by.pulls.delete(job);
    for (const pulled of job.pulls) pulled.pulledBy.delete(job);
  }
}

/** The end of the path, from `start` on, as a circle that begins there and goes against the path. */
const around = (path: readonly UnitName[], start: UnitName): readonly UnitName[] => [
  start,
  ...path.slice(path.indexOf(start) + 1).toReversed(),
];

/** Of two jobs that contradict each other, the one that can be spared: rather the stop, unless a Conflicts= of another unit asked for it. */
function toDrop(a: Draft, b: Draft): Draft | undefined {
  if (a.matters && b.matters) return undefined;
  if (a.matters) return b;
  if (b.matters) return a;
  const [stop, other] = a.type === "stop" ? [a, b] : [b, a];
  return stop.conflictedBy ? other : stop;
}

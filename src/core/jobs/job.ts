/**
 * What a job is, and what two jobs of one unit make together.
 *
 * *Installed*: the one job that a unit has. *Superset*: a job that does all that another would.
 * Source: systemd 257's transaction rules as systemctl(1), --job-mode= and org.freedesktop.systemd1(5) describe them.
 */
import { unreachable } from "../base/assert.ts";
import type { ActiveState } from "../units/unit.ts";

export type JobType = "start" | "verify-active" | "stop" | "reload" | "restart" | "nop";
/** What may be asked for; it becomes a JobType once the unit's state is known. */
export type JobRequest = JobType | "try-restart" | "try-reload" | "reload-or-start";

/** `reload-or-start` can come out of a merge as well: it is settled by the state at that moment. */
const MERGED: { readonly [A in JobType]: { readonly [B in JobType]?: JobRequest } } = {
  start: { start: "start", "verify-active": "start", reload: "reload-or-start", restart: "restart" },
  "verify-active": { start: "start", "verify-active": "verify-active", reload: "reload", restart: "restart" },
  stop: { stop: "stop" },
  reload: { start: "reload-or-start", "verify-active": "reload", reload: "reload", restart: "restart" },
  restart: { start: "restart", "verify-active": "restart", reload: "restart", restart: "restart" },
  nop: { nop: "nop" },
};

/** The one job that does what both would, `state` being the unit's; `undefined` when they contradict each other. */
export function mergeJobTypes(a: JobType, b: JobType, state: ActiveState): JobType | undefined {
  const merged = MERGED[a][b];
  return merged === undefined ? undefined : collapseRequest(merged, state);
}

export const jobsConflict = (a: JobType, b: JobType): boolean => a !== "nop" && b !== "nop" && MERGED[a][b] === undefined;

export const isSuperset = (a: JobType, b: JobType, state: ActiveState): boolean => mergeJobTypes(a, b, state) === a;

const isUp = (state: ActiveState): boolean => state === "active" || state === "reloading";
const isDown = (state: ActiveState): boolean => state === "inactive" || state === "failed";

export function collapseRequest(request: JobRequest, state: ActiveState): JobType {
  switch (request) {
    case "try-restart":
      return isUp(state) || state === "activating" ? "restart" : "nop";
    case "try-reload":
      return isUp(state) ? "reload" : "nop";
    case "reload-or-start":
      return isUp(state) ? "reload" : "start";
    default:
      return request;
  }
}

/** Whether a unit in `state` is already where the job would bring it. */
export function isRedundant(type: JobType, state: ActiveState): boolean {
  switch (type) {
    case "start":
    case "verify-active":
      return isUp(state);
    case "stop":
      return isDown(state);
    case "reload":
      return state === "reloading";
    case "restart":
      // Whatever the state is, a restart gives the unit a new run.
      return false;
    case "nop":
      return true;
    default:
      return unreachable(type);
  }
}

/** Given that unit A is ordered after unit B: whether A's job (of type `a`) waits for B's. Else B's waits for A's. */
export const laterWaits = (a: JobType): boolean => a !== "stop" && a !== "restart";

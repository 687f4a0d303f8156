/** What is said when a job begins and when it ends. */
import type { JobResult } from "../control/protocol.ts";
import { type MessageId, type MessageAbout, message } from "../log/messages.ts";
import { type Job, type Unit, type World, displayName, logMessage } from "./world.ts";

type JobMessage = Extract<
  MessageId,
  | "starting"
  | "started"
  | "finished"
  | "target-reached"
  | "start-failed"
  | "start-timed-out"
  | "start-dependency-failed"
  | "start-frozen"
  | "stopping"
  | "stopped"
  | "target-stopped"
  | "stopped-with-error"
  | "stop-frozen"
  | "reload-frozen"
  | "stop-timed-out"
  | "reloading"
  | "reloaded"
  | "exec-condition-unmet"
  | "reload-failed"
  | "reload-job-timed-out"
>;

function sayOfJob(world: World, id: JobMessage, unit: Unit, job: Pick<Job, "id" | "type">): void {
  const about = { unit: unit.name, display: displayName(unit), job: { id: job.id, type: job.type } };
  logMessage(world, message(id, about as MessageAbout<JobMessage>));
}

const BEGINNING: { readonly [type: string]: JobMessage } = {
  start: "starting",
  stop: "stopping",
  restart: "stopping",
  reload: "reloading",
};

/** `Starting web.service...`. A target's job has ended by then, but for a restart, which goes on as a start. */
export function announceBeginning(world: World, unit: Unit, job: Job, type: Job["type"]): void {
  const id = BEGINNING[type];
  // A restart begins as the stop that it is at first.
  if (id !== undefined) sayOfJob(world, id, unit, { id: job.id, type: type === "restart" ? "stop" : type });
}

/** For those that the unit itself has nothing to say about. */
export function announceFailure(world: World, unit: Unit, job: Job, result: JobResult): void {
  logMessage(world, message("job-failed", { unit: unit.name, job: { id: job.id, type: job.type }, result }));
}

export function announceEnd(world: World, unit: Unit, job: Job, result: JobResult): void {
  const id = endMessage(unit, job, result);
  if (id !== undefined) sayOfJob(world, id, unit, job);
}

function endMessage(unit: Unit, job: Job, result: JobResult): JobMessage | undefined {
  switch (job.type) {
    case "start":
      return result === "done" ? startedMessage(unit) : START_FAILED[result];
    case "stop":
    case "restart":
      if (result === "done") return unit.loaded.kind === "target" ? "target-stopped" : "stopped";
      return STOP_FAILED[result];
    case "reload":
      return RELOAD_END[result];
    case "verify-active":
    case "nop":
      return undefined;
    default:
      return job.type satisfies never;
  }
}

function startedMessage(unit: Unit): JobMessage | undefined {
  if (unit.loaded.kind === "target") return "target-reached";
  if (unit.conditions?.areMet === false) return "exec-condition-unmet";
  return unit.loaded.service?.Type === "oneshot" ? "finished" : "started";
}

type Ends = { readonly [R in JobResult]?: JobMessage };
const START_FAILED: Ends = {
  failed: "start-failed",
  timeout: "start-timed-out",
  dependency: "start-dependency-failed",
  frozen: "start-frozen",
};
const STOP_FAILED: Ends = { failed: "stopped-with-error", timeout: "stop-timed-out", frozen: "stop-frozen" };
const RELOAD_END: Ends = { done: "reloaded", failed: "reload-failed", timeout: "reload-job-timed-out", frozen: "reload-frozen" };

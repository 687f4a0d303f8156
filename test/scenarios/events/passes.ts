/**
 * Names what a service went through, in the words of the table (rows.ts): `STATE: EVENT`. One thing that happens may have several
 * names, when several circumstances of it matter.
 */
import { isPast } from "../../../src/core/base/time.ts";
import type { ExitStatus, KernelEvent } from "../../../src/core/kernel.ts";
import type { ServiceContext, ServiceEffect } from "../../../src/core/units/service/draft.ts";
import { type Role, resultOf } from "../../../src/core/units/service/exit.ts";
import type { CommandDirective, LiveProcess, Service, ServiceSubState } from "../../../src/core/units/service/state.ts";
import type { ServiceEvent } from "../../../src/core/units/service/transition.ts";

export function namePasses(context: ServiceContext, service: Service, event: ServiceEvent): readonly string[] {
  const state = event.type === "spawn-failed" ? stateOfCommand(service, event) : service.state.name;
  return nameEvents(context, service, event).map((name) => `${state}: ${name}`);
}

const STATE_OF = {
  ExecCondition: "condition",
  ExecStartPre: "start-pre",
  ExecStart: "start",
  ExecStartPost: "start-post",
  ExecReload: "reload",
  ExecStop: "stop",
  ExecStopPost: "stop-post",
} as const satisfies { readonly [D in CommandDirective]: ServiceSubState };

/** It is not entered without its first command. */
function stateOfCommand({ state, data }: Service, event: Extract<KernelEvent, { type: "spawn-failed" }>): ServiceSubState {
  const asked = askedFor(data, event);
  return asked === undefined ? state.name : STATE_OF[asked.directive];
}

const askedFor = (
  { main, control }: Service["data"],
  { process }: Extract<KernelEvent, { type: "spawn-failed" }>,
): LiveProcess | undefined => [main, control].find((each) => each?.process === process);

/** What can only be told from what came of the event. */
export function nameOutcome({ state }: Service, event: ServiceEvent, effects: readonly ServiceEffect[]): readonly string[] {
  const names: string[] = [];
  if (event.type === "signalled" && event.members.length === 0) names.push(`${event.purpose}: nobody got the signal`);
  const ids = effects.map((effect) => (effect.type === "log" ? effect.message.id : undefined));
  if (ids.includes("left-running")) names.push(`${state.name}: others stay`);
  const next = effects.slice(ids.indexOf("left-over")).find((effect) => effect.type === "became" || effect.type === "spawn");
  const became = next?.type === "spawn" ? next.entering?.became : next;
  if (ids.includes("left-over") && became !== undefined) names.push(`${became.to.name}: others are there before the start`);
  return names;
}

function nameEvents(context: ServiceContext, service: Service, event: ServiceEvent): readonly string[] {
  switch (event.type) {
    case "exited":
      return nameExit(context, service, event);
    case "spawn-failed":
      return nameSpawnFailure(service, event);
    case "emptied":
      return service.data.main === undefined && service.data.control === undefined ? ["the last of the others ends"] : [];
    case "notified":
      return event.fields.map(([name, value]) => nameField(name, value));
    case "woken":
      return nameAlarm(context, service);
    case "limit-hit":
      return ["a start job, beyond the start limit"];
    case "hurry":
      return ["a start job does not wait for RestartSec="];
    case "restart-queued":
      return [event.onRequest ? "a restart is queued on request" : "a restart is queued"];
    case "restart-overtaken":
      return ["a stop job waits as the restart is due"];
    case "restart-impossible":
      return ["the restart can't be queued"];
    case "reset-failed":
      return ["reset-failed"];
    // `nameJob` has a name for these.
    case "start":
    case "stop":
    case "reload":
    case "spawned":
    case "released":
    case "oom-killed":
    // `nameOutcome` has one for this.
    case "signalled":
    // Not in the table.
    case "bus-name-changed":
    case "bus-unreachable":
    case "executed":
    case "fd-hung-up":
    case "file-changed":
    case "freezer-changed":
    case "reconfigured":
    case "unused":
      return [];
    default:
      return event satisfies never;
  }
}

/** `job`: its type, e.g. `start`. */
export const nameJob = (service: Service, job: string): string => `${service.state.name}: a ${job} job`;

function nameExit({ config }: ServiceContext, { state, data }: Service, event: Extract<KernelEvent, { type: "exited" }>): string[] {
  const { main, control } = data;
  const isMain = main?.process === event.process;
  const ended = isMain ? main : control?.process === event.process ? control : undefined;
  if (ended === undefined) return [];
  const role: Role = isMain && config.Type !== "oneshot" ? "daemon" : "command";
  const command = config[ended.directive][ended.index];
  const isGood = command?.ignoreFailure === true || resultOf(event.status, role, config.SuccessExitStatus) === "success";
  const more = isGood && ended.index + 1 < config[ended.directive].length ? ", and more commands follow" : "";
  if (!isMain) {
    const how = isGood ? "well" : state.name === "condition" && saysNo(event.status) ? "with a no" : "badly";
    const name = `the control process ends ${how}${more}`;
    return [name, `${name}, ${main === undefined ? "main is gone" : "main is there"}`];
  }
  const name = `main ends ${isGood ? "well" : "badly"}${more}`;
  if (state.name === "start") return [`${name}, Type=${config.Type}`];
  return [name, `${name}, ${control === undefined ? "no control process" : "a control process is there"}`];
}

const saysNo = (exit: ExitStatus): boolean => exit.code === "exited" && exit.status < 255;

function nameSpawnFailure({ data }: Service, event: Extract<KernelEvent, { type: "spawn-failed" }>): string[] {
  const asked = askedFor(data, event);
  if (asked === undefined) return [];
  return [`no process can be made for ${asked.index === 0 ? "the first" : "a later"} command`];
}

/** Values that matter are named, others are `=`. */
function nameField(name: string, value: string): string {
  const isNamed = /^(READY|STOPPING)=1$|^WATCHDOG=(1|trigger)$/.test(`${name}=${value}`);
  return `${name}=${isNamed ? value : ""}`;
}

function nameAlarm({ config, now }: ServiceContext, { state, data }: Service): string[] {
  if (!isPast(state.deadline, now.monotonic)) return isPast(data.watchdog, now.monotonic) ? ["the watchdog's time is up"] : [];
  const kill = config.SendSIGKILL ? "" : ", SendSIGKILL=no";
  return [
    "time is up",
    `time is up${kill}`,
    `time is up, TimeoutStartFailureMode=${config.TimeoutStartFailureMode}${kill}`,
    `time is up, TimeoutStopFailureMode=${config.TimeoutStopFailureMode}${kill}`,
  ];
}

import type { ControlError } from "../control/errors.ts";
import type { Verbs } from "../control/protocol.ts";
import type { KernelEvent, LiveRole, ProcessRef } from "../kernel.ts";
import { message } from "../log/messages.ts";
import { SIGNAL, type Signal, signalName } from "../values/signal.ts";
import type { UnitName } from "../values/unit-name.ts";
import { type Unit, type World, logMessage } from "./world.ts";

type Ask = Verbs["kill"]["ask"];

/** The first that is not glibc's own. Source: signal(7), Real-time signals. */
const SIGRTMIN = 34;

/** Sends the signal; it is no job, and how the service takes it is its own affair. Source: systemctl(1), kill. */
export function killUnits(world: World, names: readonly string[], ask: Ask): Verbs["kill"]["answer"]["refused"] {
  return names.flatMap((name) => {
    const unit = world.units.get(name as UnitName);
    const error: ControlError | undefined = unit === undefined ? { code: "not-loaded", about: { unit: name } } : killUnit(world, unit, ask);
    return error === undefined ? [] : [{ unit: name, error }];
  });
}

function killUnit(world: World, unit: Unit, { whom, signal, value }: Ask): ControlError | undefined {
  if (unit.service === undefined) return { code: "not-killable", about: { unit: unit.name } };
  if (value !== undefined && signal < SIGRTMIN)
    return { code: "no-value-with-signal", about: { signal: `SIG${signalName(signal as Signal)}` } };
  const { main, control } = unit.service.data;
  const wanted = whom.replace("-fail", "");
  if (wanted === "main" && main === undefined) return { code: "no-process", about: { whom: "main " } };
  if (wanted === "control" && control === undefined) return { code: "no-process", about: { whom: "control " } };
  const isKnown = main !== undefined || control !== undefined;
  if (whom === "all-fail" && !isKnown && world.host.isPopulated(unit.name) === false)
    return { code: "nobody-matches", about: { unit: unit.name } };
  const processes: ProcessRef[] = [];
  // The control process comes first, unlike in a stop.
  if (wanted !== "main" && control !== undefined) processes.push(control.process);
  if (wanted !== "control" && main !== undefined) processes.push(main.process);
  world.effects.push({
    type: "kernel",
    effect: {
      type: "kill",
      unit: unit.name,
      processes,
      others: wanted === "all" && value === undefined,
      signal: signal as Signal,
      ...(value === undefined ? {} : { value }),
      alsoHangup: false,
      named: true,
      purpose: "client",
    },
  });
  return undefined;
}

export function onClientKilled(world: World, unit: Unit, event: Extract<KernelEvent, { type: "signalled" }>): void {
  const signal = `SIG${signalName(event.signal)}`;
  const isKillOfAll = event.others && event.signal === SIGNAL.KILL;
  for (const { pid, comm, process } of event.members) {
    const role = roleOf(unit, process);
    const about = { unit: unit.name, signal, pid, comm };
    if (role !== undefined) logMessage(world, message("client-killed", { ...about, role }));
    else if (!isKillOfAll) logMessage(world, message("client-killed-other", about));
  }
  if (isKillOfAll && !event.nobodyLeft) logMessage(world, message("client-killed-cgroup", { unit: unit.name }));
}

function roleOf(unit: Unit, process: ProcessRef | undefined): LiveRole | undefined {
  if (process === undefined) return undefined;
  if (process === unit.service?.data.main?.process) return "main";
  return process === unit.service?.data.control?.process ? "control" : undefined;
}

/** Freezes and thaws units for clients. Source: systemctl(1), freeze, thaw; texts as systemd 257's. */
import type { ControlError } from "../control/errors.ts";
import type { FreezerVerb, Verbs } from "../control/protocol.ts";
import type { KernelEvent } from "../kernel.ts";
import { parseUnitName, isTemplate } from "../values/unit-name.ts";
import { drive } from "./drive-service.ts";
import { canFreeze } from "./freezer.ts";
import { loadError } from "./jobs.ts";
import { getUnit } from "./units.ts";
import { type Unit, type World, activeState, say } from "./world.ts";

type Refused = Verbs["freeze"]["answer"]["refused"];

/** `answer` is called when the kernel is through with all of them. */
export function askFreezer(world: World, verb: FreezerVerb, names: readonly string[], answer: (refused: Refused) => void): void {
  const errors = new Map<string, ControlError>();
  let open = names.length;
  const done = (name: string, error: ControlError | undefined): void => {
    if (error !== undefined) errors.set(name, error);
    open -= 1;
    if (open === 0) answer(names.flatMap((unit) => (errors.has(unit) ? [{ unit, error: errors.get(unit) as ControlError }] : [])));
  };
  if (names.length === 0) answer([]);
  for (const name of names) {
    const unit = readUnit(world, name);
    const refusal = "code" in unit ? unit : (refuse(world, verb, unit) ?? begin(world, verb, unit, (error) => done(name, error)));
    if (refusal !== "begun") done(name, refusal === "nothing-to-do" ? undefined : refusal);
  }
}

/** The unit, loaded for the occasion if need be. */
function readUnit(world: World, name: string): Unit | ControlError {
  const parsed = parseUnitName(name);
  if (!parsed.ok) return { code: "bad-name", about: { unit: name } };
  if (isTemplate(parsed.value)) return { code: "missing-instance", about: { unit: name } };
  const unit = getUnit(world, parsed.value);
  world.collectQueue.add(unit.name);
  return loadError(unit) ?? unit;
}

function refuse(world: World, verb: FreezerVerb, unit: Unit): ControlError | undefined {
  const isKind = unit.loaded.kind === "service";
  if (!canFreeze(world, unit)) return { code: isKind ? "no-freezer" : "not-freezable", about: { unit: unit.name } };
  if (unit.job !== undefined) return { code: "job-pending", about: { unit: unit.name } };
  if (activeState(unit) !== "active") return { code: "not-active", about: { unit: unit.name } };
  const isUnderWay = unit.freezer.state === (verb === "freeze" ? "freezing" : "thawing");
  return isUnderWay ? { code: "freezer-busy", about: { unit: unit.name } } : undefined;
}

function begin(world: World, verb: FreezerVerb, unit: Unit, asker: (error?: ControlError) => void): "begun" | "nothing-to-do" {
  if (unit.freezer.state === (verb === "freeze" ? "frozen" : "running")) return "nothing-to-do";
  // Whoever waits for the contrary waits in vain.
  unit.freezer.asker?.({ code: "freezer-aborted", about: { unit: unit.name } });
  unit.freezer = { state: unit.freezer.state, asker };
  world.effects.push({ type: "kernel", effect: { type: verb, unit: unit.name } });
  return "begun";
}

export function onFreezer(world: World, unit: Unit, event: Extract<KernelEvent, { type: "freezer" }>): void {
  const { frozen, came } = event;
  const { asker } = unit.freezer;
  if (came === "begun") {
    unit.freezer = { state: frozen ? "freezing" : "thawing", asker };
    return;
  }
  unit.freezer = { state: frozen ? "frozen" : "running", asker: undefined };
  if (came === "done") say(world, frozen ? "frozen" : "thawed", { unit: unit.name });
  drive(world, unit, { type: "freezer-changed" });
  asker?.();
}

export function onFreezerFailed(unit: Unit, { error }: Extract<KernelEvent, { type: "freezer-failed" }>): void {
  const { state, asker } = unit.freezer;
  unit.freezer = { state, asker: undefined };
  asker?.({ code: "freezer-failed", about: { reason: error } });
}

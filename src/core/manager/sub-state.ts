import type { Unit } from "./world.ts";

/** The state below ActiveState=, which depends on the unit's kind. Source: `systemctl --state=help`. */
export const subState = (unit: Unit): string => unit.service?.state.name ?? (unit.reached ? "active" : "dead");

import { hasReload } from "../units/service/readiness.ts";
import type { Unit } from "./world.ts";

/** A service says how; units of other kinds can if they have somebody to hand it on to. Source: systemd.unit(5), PropagatesReloadTo=. */
export const canReload = ({ loaded, dependencies }: Unit): boolean =>
  loaded.kind === "service" ? hasReload(loaded.service) : (dependencies.get("PropagatesReloadTo")?.size ?? 0) > 0;

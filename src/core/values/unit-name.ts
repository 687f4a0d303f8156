import type { Brand } from "../base/brand.ts";

/** A full, valid unit name, suffix included: `web.service`, `getty@tty1.service`. */
export type UnitName = Brand<string, "UnitName">;

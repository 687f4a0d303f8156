import { installDirectives } from "./install.ts";
import { serviceDirectives } from "./service.ts";
import { unitDirectives } from "./unit.ts";

/** The sections of a service's file. */
export const serviceSections = { Unit: unitDirectives, Service: serviceDirectives, Install: installDirectives } as const;
/** The sections that every kind of unit has. */
export const unitSections = { Unit: unitDirectives, Install: installDirectives } as const;

import { row } from "./message-row.ts";

/** What the manager says of itself. Source: systemd 257 src/core/main.c and manager.c. */
export const MANAGER_MESSAGES = {
  "reload-requested": row(6, () => "Reloading..."),
  "reload-finished": row(6, (a: { readonly ms: number }) => `Reloading finished in ${a.ms} ms.`),
  /** A unit file's own mistake: `/etc/systemd/system/web.service:7: Unknown key 'Foo' in section [Service], ignoring.` */
  "unit-file-warning": row(4, (a: { readonly sentence: string }) => a.sentence),
  /** What only Upkeep says: limits that can't be enforced here, a setting not acted on … */
  notice: row(5, (a: { readonly sentence: string }) => a.sentence),
} as const;

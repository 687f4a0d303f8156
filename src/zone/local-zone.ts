import { readFileSync } from "node:fs";
import type { Realtime } from "../core/base/time.ts";
import type { TimeZone } from "../core/log/zone.ts";
import { readZoneFile } from "./zone-file.ts";
import type { ZoneNames } from "./zone-file.ts";

/** The machine's time zone, or $TZ. */
export const LOCAL: TimeZone = {
  offset: (at) => -new Date(at / 1000).getTimezoneOffset(),
  name: nameOf,
};

let names: ZoneNames | undefined | "not read" = "not read";

/** As the zone's file has it (`CET`); without one, what JavaScript makes of it (`GMT+1`). */
function nameOf(at: Realtime): string {
  if (names === "not read") names = findNames(process.env["TZ"]);
  return names?.(Math.floor(at / 1e6), LOCAL.offset(at) * 60) ?? nameInJavaScript(at);
}

/** Source: tzset(3). */
function findNames(wish: string | undefined): ZoneNames | undefined {
  const path = wish === undefined ? "/etc/localtime" : `/usr/share/zoneinfo/${wish.replace(/^:/, "") || "UTC"}`;
  try {
    return readZoneFile(readFileSync(path));
  } catch {
    // No zone files here: JavaScript's own name does.
    return undefined;
  }
}

/** Needed rarely: the first use of Intl costs 20 ms. */
function nameInJavaScript(at: Realtime): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(new Date(at / 1000));
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

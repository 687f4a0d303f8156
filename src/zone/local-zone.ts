import fs from "node:fs";
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
  const offset = LOCAL.offset(at);
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  if (timeZone === "UTC") return "UTC";
  if (names === "not read") names = findNames(timeZone);
  return names?.(Math.floor(at / 1e6), offset * 60) ?? nameInJavaScript(at);
}

function findNames(timeZone: string): ZoneNames | undefined {
  try {
    return readZoneFile(fs.readFileSync(`/usr/share/zoneinfo/${timeZone}`));
  } catch {
    // No zone files here: JavaScript's own name does.
    return undefined;
  }
}

function nameInJavaScript(at: Realtime): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(new Date(at / 1000));
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

import type { Realtime } from "../base/time.ts";
import { type TimeZone, wallTime } from "./zone.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `Sun 2026-11-22 09:00:00 UTC`. Source: systemd.time(7), PARSING TIMESTAMPS. */
export function formatTimestamp(realtime: number, zone: TimeZone): string {
  const at = realtime as Realtime;
  const { year, month, day, hour, minute, second, weekday } = wallTime(at, zone);
  const [date, time] = [
    [year, month, day],
    [hour, minute, second],
  ].map((numbers) => numbers.map((n) => String(n).padStart(2, "0")));
  return `${DAYS[weekday]} ${date?.join("-")} ${time?.join(":")} ${zone.name(at)}`;
}

/** How long ago, as systemctl prints it. Source: layout as systemd 257 has it. */
const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const YEAR = 365.25 * DAY;
const MONTH = YEAR / 12;

/** `5min 3s ago` for a moment that lies `span` microseconds back, `59min left` for one to come. */
export function formatRelative(span: number): string {
  if (span === 0) return "now";
  return span < 0 ? `${describe(-span)} left` : `${describe(span)} ago`;
}

/** Two units at most, and only one where the second would say little. */
function describe(span: number): string {
  const count = (unit: number, within = Number.POSITIVE_INFINITY): number => Math.floor((span % within) / unit);
  if (span >= YEAR) return `${named(count(YEAR), "year")} ${named(count(MONTH, YEAR), "month")}`;
  if (span >= MONTH) return `${named(count(MONTH), "month")} ${named(count(DAY, MONTH), "day")}`;
  if (span >= WEEK) return `${named(count(WEEK), "week")} ${named(count(DAY, WEEK), "day")}`;
  if (span >= 2 * DAY) return named(count(DAY), "day");
  if (span >= 25 * HOUR) return `1 day ${count(HOUR, DAY)}h`;
  if (span >= 6 * HOUR) return `${count(HOUR)}h`;
  if (span >= HOUR) return `${count(HOUR)}h ${count(MINUTE, HOUR)}min`;
  if (span >= 5 * MINUTE) return `${count(MINUTE)}min`;
  if (span >= MINUTE) return `${count(MINUTE)}min ${count(SECOND, MINUTE)}s`;
  if (span >= SECOND) return `${count(SECOND)}s`;
  return span >= 1000 ? `${count(1000)}ms` : `${span}us`;
}

const named = (count: number, name: string): string => `${count} ${name}${count === 1 ? "" : "s"}`;

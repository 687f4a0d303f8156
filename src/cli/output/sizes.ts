const UNITS = ["K", "M", "G", "T", "P", "E"];

/** `123B`, `8M`, `1.2G`: powers of 1024, cut (not rounded) to one digit. Source: systemd 257; older ones wrote `8.0M`. */
export function formatBytes(bytes: number): string {
  let scale = -1;
  let unit = 1;
  while (scale + 1 < UNITS.length && bytes >= unit * 1024) {
    unit *= 1024;
    scale++;
  }
  if (scale < 0) return `${bytes}B`;
  const tenths = Math.floor((bytes / unit) * 10) % 10;
  return `${Math.floor(bytes / unit)}${tenths > 0 ? `.${tenths}` : ""}${UNITS[scale]}`;
}

// Medians, and tables of them.

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `rows`: objects with the same keys, the first of them a name. Numbers are shown with three digits. */
export function printTable(title, rows) {
  if (rows.length === 0) return;
  const head = Object.keys(rows[0]);
  const lines = [head, ...rows.map((row) => head.map((key) => format(row[key])))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "));
  process.stdout.write(`\n${title}\n${text.map((line) => `  ${line}\n`).join("")}`);
}

function format(value) {
  if (value === undefined || Number.isNaN(value)) return "-";
  if (typeof value !== "number") return String(value);
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
}

/** Columns as wide as their widest cell, one blank between them, nothing after the last. */
import { paint } from "../terminal.ts";
import type { Colour, Terminal } from "../terminal.ts";
import { displayWidth, shortenEnd } from "./text-width.ts";

export interface Cell {
  readonly text: string;
  readonly colour?: Colour;
}

/** The last column is shortened where a line would be wider than the terminal. `header`: the first row is one. */
export function formatTable(
  rows: readonly (readonly Cell[])[],
  { terminal, header }: { readonly terminal: Terminal; readonly header: boolean },
): string {
  const widths = measure(rows);
  const lines = rows.map((row, number) => {
    const last = row.length - 1;
    const before = widths.slice(0, last).reduce((sum, width) => sum + width + 1, 0);
    const room = Math.max(terminal.columns - before, 1);
    const cells = row.map(({ text, colour }, column) => {
      const padded = column === last ? shortenEnd(text, room, terminal) : pad(text, widths[column] ?? 0);
      return paint(terminal, colour, padded);
    });
    const line = cells.join(" ");
    return header && number === 0 && terminal.colours !== "off" ? `\x1b[4m${line}\x1b[0m` : line;
  });
  return lines.map((line) => `${line}\n`).join("");
}

function measure(rows: readonly (readonly Cell[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, { text }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, displayWidth(text));
  return widths;
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(width - displayWidth(text), 0));

/** The table of units. Source: systemctl(1), list-units; layout as systemd 257's. */
import type { UnitRow } from "../../core/control/protocol.ts";
import { glyph, paint } from "../terminal.ts";
import type { Colour, Terminal } from "../terminal.ts";
import { formatTable } from "./table.ts";
import type { Cell } from "./table.ts";

export interface ListLayout {
  readonly legend: boolean;
  /** The column in front with marks. */
  readonly marks: boolean;
  /** Descriptions are not shortened. */
  readonly full: boolean;
  /** Inactive units are among those asked for. */
  readonly inactiveToo: boolean;
  /** A state was asked for. */
  readonly byState: boolean;
}

export function formatUnitList(rows: readonly UnitRow[], layout: ListLayout, terminal: Terminal): string {
  const jobs = rows.some(({ job }) => job !== undefined);
  const header = ["UNIT", "LOAD", "ACTIVE", "SUB", ...(jobs ? ["JOB"] : []), "DESCRIPTION"].map((text): Cell => ({ text }));
  const mark: Cell = { text: " " };
  const lines = rows.map((row) => cells(row, jobs, terminal));
  const table = layout.legend ? [[mark, ...header], ...lines] : lines;
  const shown = layout.marks ? table : table.map((line) => line.slice(1));
  const columns = layout.full ? Number.POSITIVE_INFINITY : terminal.columns;
  const text = formatTable(shown, { terminal: { ...terminal, columns }, header: layout.legend });
  return layout.legend ? text + legend(rows.length, jobs, terminal) + count(rows.length, layout, terminal) : text;
}

const BROKEN: readonly string[] = ["error", "not-found", "bad-setting"];

function cells({ unit, loadState, activeState, subState, job, description }: UnitRow, jobs: boolean, terminal: Terminal): readonly Cell[] {
  const colour = COLOUR_OF[activeState];
  const broken = BROKEN.includes(loadState);
  const marked = broken || (activeState !== "active" && activeState !== "inactive");
  const load: Cell = broken ? { text: loadState, colour: "yellow" } : { text: loadState };
  return [
    marked ? { text: glyph(terminal, "●"), ...tint(broken ? "yellow" : colour) } : { text: " " },
    { text: unit, ...tint(colour) },
    load,
    { text: activeState, ...tint(colour) },
    { text: subState, ...tint(colour) },
    ...(jobs ? [{ text: job ?? "" }] : []),
    { text: description },
  ];
}

const COLOUR_OF: Readonly<Record<UnitRow["activeState"], Colour | undefined>> = {
  active: undefined,
  reloading: "highlight",
  inactive: "grey",
  failed: "red",
  activating: "highlight",
  deactivating: "highlight",
  maintenance: "highlight",
};

const tint = (colour: Colour | undefined): { readonly colour?: Colour } => (colour === undefined ? {} : { colour });

function legend(units: number, jobs: boolean, terminal: Terminal): string {
  if (units === 0) return "\n";
  const arrow = glyph(terminal, "→");
  const lines = [
    `Legend: LOAD   ${arrow} Reflects whether the unit definition was properly loaded.`,
    `        ACTIVE ${arrow} The high-level unit activation state, i.e. generalization of SUB.`,
    `        SUB    ${arrow} The low-level unit activation state, values depend on unit type.`,
    ...(jobs ? [`        JOB    ${arrow} Pending job for the unit.`] : []),
  ];
  return `\n${lines.map((line) => `${paint(terminal, "grey", line)}\n`).join("")}\n`;
}

function count(units: number, layout: ListLayout, terminal: Terminal): string {
  const listed = `${units} loaded units listed.`;
  if (layout.byState && !layout.inactiveToo) return `${listed}\n`;
  const hint = layout.inactiveToo ? "" : ` ${paint(terminal, "grey", "Pass --all to see loaded but inactive units, too.")}`;
  return `${paint(terminal, units > 0 ? "highlight" : "red", listed)}${hint}\n`;
}

/** With the names that systemctl gives the columns; `job` only if one of the units has one. */
export function formatUnitJson(rows: readonly UnitRow[], pretty: boolean): string {
  const jobs = rows.some(({ job }) => job !== undefined);
  const objects = rows.map(({ unit, loadState, activeState, subState, job, description }) => {
    const state = { unit, load: loadState, active: activeState, sub: subState };
    return jobs ? { ...state, job: job ?? "", description } : { ...state, description };
  });
  if (!pretty || objects.length === 0) return `${JSON.stringify(objects)}\n`;
  return `[\n${objects.map(prettyObject).join(",\n")}\n]\n`;
}

/** systemd's pretty JSON has a blank in front of the colon, so JSON.stringify's can't be used. */
function prettyObject(object: object): string {
  const lines = Object.entries(object).map(([key, value]) => `\t\t${JSON.stringify(key)} : ${JSON.stringify(value)}`);
  return `\t{\n${lines.join(",\n")}\n\t}`;
}

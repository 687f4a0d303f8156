/** What may be printed: glyphs, colours, how wide. Source: systemd(1), $SYSTEMD_COLORS, $SYSTEMD_UTF8; https://no-color.org. */

export interface Terminal {
  /** Columns to fit lines into; Infinity: don't. */
  readonly columns: number;
  readonly colours: "off" | "16" | "256";
  readonly utf8: boolean;
}

/** What ends up in a file or a pipe: nothing shortened, no colours. */
export const PLAIN: Terminal = { columns: Number.POSITIVE_INFINITY, colours: "off", utf8: true };

type Env = Readonly<Record<string, string | undefined>>;

/** `columns`: of the terminal that stdout is, undefined if it is none. */
export function describeTerminal(env: Env, columns: number | undefined): Terminal {
  return {
    columns: columns === undefined ? Number.POSITIVE_INFINITY : (positive(env["COLUMNS"]) ?? columns),
    colours: chooseColours(env, columns !== undefined),
    utf8: isUtf8(env),
  };
}

export type Colour = "red" | "green" | "yellow" | "grey" | "highlight";

const CODES: Readonly<Record<Colour, readonly [in16: string, in256: string]>> = {
  red: ["0;1;31", "0;1;31"],
  green: ["0;1;32", "0;1;32"],
  yellow: ["0;1;33", "0;1;38:5:185"],
  grey: ["0;90", "0;38:5:245"],
  highlight: ["0;1;39", "0;1;39"],
};

export function paint(terminal: Pick<Terminal, "colours">, colour: Colour | undefined, text: string): string {
  if (terminal.colours === "off" || colour === undefined || text === "") return text;
  return `\x1b[${CODES[colour][terminal.colours === "16" ? 0 : 1]}m${text}\x1b[0m`;
}

export type Glyph = "●" | "○" | "×" | "↻" | "→" | "├─" | "└─" | "│ " | "…";
const ASCII: Readonly<Record<Glyph, string>> = {
  "●": "*",
  "○": "*",
  "×": "x",
  "↻": "*",
  "→": "->",
  "├─": "|-",
  "└─": "`-",
  "│ ": "| ",
  "…": "...",
};

export const glyph = (terminal: Terminal, wanted: Glyph): string => (terminal.utf8 ? wanted : ASCII[wanted]);

function chooseColours(env: Env, isTerminal: boolean): Terminal["colours"] {
  const wish = (env["SYSTEMD_COLORS"] ?? "").replace(/^auto-/, "");
  const few = wish === "16" || env["TERM"] === "linux";
  if (/^(0|no|n|false|f|off)$/i.test(wish)) return "off";
  if (/^(1|yes|y|true|t|on|16|256|24bit)$/i.test(wish) && !env["SYSTEMD_COLORS"]?.startsWith("auto-")) return few ? "16" : "256";
  if (!isTerminal || env["NO_COLOR"] || env["TERM"] === "dumb") return "off";
  return few ? "16" : "256";
}

/** As long as nobody says otherwise, everything can do UTF-8. */
function isUtf8(env: Env): boolean {
  const wish = env["SYSTEMD_UTF8"];
  if (wish) return !/^(0|no|n|false|f|off)$/i.test(wish);
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  return !locale || /utf-?8/i.test(locale);
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text && Number.isInteger(value) && value > 0 ? value : undefined;
}

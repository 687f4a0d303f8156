/** How wide text is on a terminal, and how to make it fit. */
import { glyph } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

/** Combining marks take no column, East Asian wide characters and emoji two. */
export function displayWidth(text: string): number {
  // Nearly all text: no need to look at each character.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** Cut at the end, with `…`. */
export function shortenEnd(text: string, room: number, terminal: Terminal): string {
  return shorten(text, room, terminal, 100);
}

/** Cut so that nine tenths of what fits are the beginning: ends of log lines tell things too. */
export function shortenNearEnd(text: string, room: number, terminal: Terminal): string {
  return shorten(text, room, terminal, 90);
}

function shorten(text: string, room: number, terminal: Terminal, percentInFront: number): string {
  if (displayWidth(text) <= room) return text;
  const mark = glyph(terminal, "…");
  const left = Math.max(room - mark.length, 0);
  const front = Math.floor((left * percentInFront) / 100);
  const characters = [...text];
  const end = takeWidth([...characters].reverse(), left - front);
  return takeWidth(characters, front) + mark + [...end].reverse().join("");
}

function takeWidth(characters: readonly string[], room: number): string {
  let width = 0;
  let taken = "";
  for (const character of characters) {
    width += characterWidth(character);
    if (width > room) break;
    taken += character;
  }
  return taken;
}

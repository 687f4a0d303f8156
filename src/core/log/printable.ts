/** How text from anywhere is made harmless for a terminal, as journalctl of systemd 257 does it. */

/** A control character other than tab and newline, a byte that is no UTF-8, or a code point that is no character. */
const UNPRINTABLE = /[^\P{Cc}\t\n]|\p{Cs}|\p{Noncharacter_Code_Point}/u;

export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);

const COLOUR = new RegExp(String.raw`\x1b\[[0-9;]*m`, "g");
/** Up to BEL or ESC \. */
const OSC = new RegExp(String.raw`\x1b\][ -~]*(?:\x07|\x1b\\)`, "g");

/** Tabs become eight blanks; colours and OSC sequences (titles, links) go, and so does the CR of a CR LF. */
export function stripTerminal(text: string): string {
  if (!["\t", "\r", "\u001b"].some((control) => text.includes(control))) return text;
  return text
    .replaceAll(/\r+(?=\n|$)/g, "")
    .replaceAll(COLOUR, "")
    .replaceAll(OSC, "")
    .replaceAll("\t", "        ");
}

/** Stands for what can't be printed: `[9B blob data]`. */
export const blob = (bytes: number): string => `[${formatBytes(bytes)} blob data]`;

/** `9B`, `1K`, `1.5K`, `3.2M`: cut off, not rounded. */
export function formatBytes(bytes: number): string {
  for (const [unit, letter] of [
    [1024 ** 3, "G"],
    [1024 ** 2, "M"],
    [1024, "K"],
  ] as const) {
    if (bytes < unit) continue;
    const tenths = Math.floor((bytes / unit) * 10) % 10;
    return `${Math.floor(bytes / unit)}${tenths > 0 ? `.${tenths}` : ""}${letter}`;
  }
  return `${bytes}B`;
}

/** Labels of a status page end in column 12. */
export const labelled = (label: string, text: string): string => `${label.padStart(11)}: ${text}`;

/** Where the text of a labelled line begins. */
export const INDENT = " ".repeat(13);

/** The label in front of the first text only; none if there is no text. */
export function labelledList(label: string, texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => (index === 0 ? labelled(label, text) : `${INDENT}${text}`));
}

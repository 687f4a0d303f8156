/** As a shell would have to read it, which is how systemctl prints lists of words; unit files are quoted otherwise. */
export function shellQuoted(word: string): string {
  if (word !== "" && !/[\s"'\\`$&|;<>()*?[\]{}~#!]/.test(word)) return word;
  const escapes: { readonly [character: string]: string } = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };
  return `"${word.replaceAll(/["\\`$\t\n\r]/g, (character) => escapes[character] ?? `\\${character}`)}"`;
}

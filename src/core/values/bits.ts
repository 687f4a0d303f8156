import { reason } from "./complaint.ts";
import { type AdditiveKind } from "./value-kind.ts";

type Names = { readonly [name: string]: number };

/** Words that each stand for bits of a number. */
function bits(about: {
  readonly name: string;
  readonly names: Names;
  /** Whether a number in hexadecimal may stand for the bits themselves. */
  readonly numbers: boolean;
  /** Whether lines add up; else the last one wins. */
  readonly adds: boolean;
  readonly complain?: (line: string, key: string) => string;
  readonly format: (value: number) => string;
  readonly example: readonly [text: string, value: number];
}): AdditiveKind<number | undefined, number> {
  return {
    name: about.name,
    read(written, _context, key) {
      const items: number[] = [];
      for (const word of written.split(/\s+/).filter(Boolean)) {
        const number = about.numbers && /^(?:0x)?[0-9a-f]{1,8}$/i.test(word) ? Number.parseInt(word, 16) : undefined;
        const value = about.names[word] ?? number;
        if (value !== undefined) items.push(value);
        else if (about.complain !== undefined) {
          const hint = `expected some of ${Object.keys(about.names).join(", ")}`;
          return { items: [], complaints: [{ message: about.complain(written, key), hint }] };
        }
      }
      return { items: [union(items)], complaints: [] };
    },
    join: (lines) => (about.adds && lines.length > 0 ? union(lines) : lines.at(-1)),
    format: (value) => about.format(value ?? 0),
    examples: [about.example],
  };
}

const union = (items: readonly number[]): number => items.reduce((all, item) => (all | item) >>> 0, 0);
const numbered = (names: string): Names => Object.fromEntries(names.split(/\s+/).map((name, bit) => [name, 1 << bit]));

/** Source: systemd.exec(5), CoredumpFilter=; core(5). */
export const coredumpFilter = bits({
  name: "kinds of memory, or a number in hexadecimal",
  names: {
    ...numbered(
      "private-anonymous shared-anonymous private-file-backed shared-file-backed elf-headers private-huge shared-huge private-dax shared-dax",
    ),
    default: 0x33,
    all: 0xffffffff,
  },
  numbers: true,
  adds: true,
  complain: (line, key) => `Failed to parse the ${key}=${line}, ignoring: ${reason(/^(?:-\d.*|[0-9a-f]{9,})$/i.test(line))}`,
  format: (value) => `0x${value.toString(16)}`,
  example: ["private-anonymous elf-headers", 0x11],
});

/** A word that is none is passed over, in the log too. Source: systemd.exec(5), SecureBits=; capabilities(7). */
export const secureBits = bits({
  name: "secure bits",
  names: numbered("noroot noroot-locked no-setuid-fixup no-setuid-fixup-locked keep-caps keep-caps-locked"),
  numbers: false,
  adds: false,
  format: String,
  example: ["keep-caps noroot", 17],
});

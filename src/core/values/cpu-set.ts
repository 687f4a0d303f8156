import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers, unresolved } from "./text.ts";
import { type AdditiveKind, type Complaint, type Items, asSet } from "./value-kind.ts";
import { splitWords } from "./words.ts";

/** The kernel has no more. */
const MOST = 8192;

/** Numbers and ranges of processors or memory nodes, `0-3 8,10`; the values of all lines together, in ascending order. */
export const cpuSet: AdditiveKind<readonly number[], number> = {
  name: "numbers and ranges of processors",
  read(written, _context, key) {
    const complain = (message: string): Items<number> => ({ items: [], complaints: [{ message, hint: EXPECTED, severity: "error" }] });
    const items: number[] = [];
    const complaints: Complaint[] = [];
    if (splitWords(written, "c-relaxed") === undefined) return complain(`Invalid value for ${key}: ${written}`);
    for (const word of written.split(/[\s,]+/).filter(Boolean)) {
      const [, from, to = from] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(word) ?? [];
      const [first, last] = [Number(from), Number(to)];
      if (from === undefined) return complain(`Failed to parse CPU affinity '${word}'`);
      if (first > last) complaints.push({ message: `Range '${word}' is invalid, ${first} > ${last}, ignoring.`, hint: EXPECTED });
      else if (last >= MOST) return complain(`Cannot add CPU ${last} to set: Numerical result out of range`);
      else for (let cpu = first; cpu <= last; cpu += 1) items.push(cpu);
    }
    return { items, complaints };
  },
  join: (items) => asSet(items).toSorted((a, b) => a - b),
  format: formatRanges,
  examples: [["0-2 5,7", [0, 1, 2, 5, 7]]],
};

const EXPECTED = "expected numbers and ranges such as 0-3 8";

function formatRanges(cpus: readonly number[]): string {
  const ranges: string[] = [];
  for (let at = 0; at < cpus.length;) {
    let end = at;
    while (cpus[end + 1] === (cpus[end] ?? 0) + 1) end += 1;
    ranges.push(end === at ? String(cpus[at]) : `${cpus[at]}-${cpus[end]}`);
    at = end + 1;
  }
  return ranges.join(" ");
}

/** The same, with specifiers. */
export const expandedCpuSet: typeof cpuSet = {
  ...cpuSet,
  read(written, context, key) {
    const expanded = expandSpecifiers(written, context);
    if (expanded.ok) return cpuSet.read(expanded.value, context, key);
    return { items: [], complaints: [{ message: unresolved(written), hint: knownSpecifiers(expanded.error) }] };
  },
};

/** The same, shown as the bytes that the kernel keeps it in: systemd has no other form for StartupAllowedCPUs= and its like. */
export const cpuBytes: typeof cpuSet = {
  ...expandedCpuSet,
  format(cpus) {
    const highest = cpus.at(-1);
    if (highest === undefined) return "";
    const bytes = new Uint8Array((Math.floor(highest / 64) + 1) * 8);
    for (const cpu of cpus) bytes[cpu >> 3] = (bytes[cpu >> 3] ?? 0) | (1 << (cpu & 7));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  },
};

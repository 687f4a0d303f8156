/** Writes survivors.md from what the last runs gave and from reasons/; says what has no reason, and what has one but no survivor. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { REASONS } from "./reasons/all.mjs";

const RESULTS = resolve(import.meta.dirname, "../../.scratch/mutation");
const names = readdirSync(RESULTS).filter((name) => /^results.*\.json$/.test(name));
const files = names.flatMap((name) => Object.entries(JSON.parse(readFileSync(join(RESULTS, name), "utf8")).files));
const rows = files.map(([path, { mutants }]) => ({ name: basename(path), ...count(mutants) }));
const survivors = files.flatMap(([path, { source, mutants }]) =>
  mutants
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map((mutant) => describe(basename(path), source.split("\n"), mutant))
    .toSorted((a, b) => a.line - b.line),
);

const groups = REASONS.map(({ why, are }) => ({ why, those: survivors.filter((one) => are.some((pattern) => isMeant(one, pattern))) }));
const reasoned = new Set(groups.flatMap(({ those }) => those));
const others = survivors.filter((one) => !reasoned.has(one));
const idle = REASONS.flatMap(({ are }) => are.filter((pattern) => !survivors.some((one) => isMeant(one, pattern))));

writeFileSync(join(import.meta.dirname, "survivors.md"), `${print()}\n`);
for (const one of others) process.stderr.write(`no reason: ${print1(one)}\n`);
for (const [file, pattern] of idle) process.stderr.write(`no survivor: ${file} ${pattern}\n`);
process.exitCode = others.length > 0 ? 1 : 0;

function count(mutants) {
  const of = (...wanted) => mutants.filter(({ status }) => wanted.includes(status)).length;
  return { killed: of("Killed"), hung: of("Timeout"), left: of("Survived", "NoCoverage"), failed: of("RuntimeError", "CompileError") };
}

function describe(file, lines, { location: { start, end }, replacement, status }) {
  const first = lines[start.line - 1];
  const isWhole = start.line === end.line;
  const code = isWhole ? first.slice(start.column - 1, end.column - 1) : `${first.slice(start.column - 1)} …`;
  const become = replacement.replaceAll(/\s+/g, " ").trim();
  return { file, line: start.line, context: first.trim(), change: `${code} → ${shorten(become)}`, isReached: status === "Survived" };
}

function shorten(text) {
  return text.length > 90 ? `${text.slice(0, 90)}…` : text;
}

/** A pattern is a file and what its line, or the change, looks like. */
function isMeant({ file, context, change }, [wanted, pattern]) {
  return file === wanted && pattern.test(`${context} | ${change}`);
}

function print1({ file, line, context, change }) {
  return `${file}:${line} ${change}   in   ${context}`;
}

function print() {
  const total = rows.reduce((a, b) => ({
    killed: a.killed + b.killed,
    hung: a.hung + b.hung,
    left: a.left + b.left,
    failed: a.failed + b.failed,
  }));
  return [
    "# Mutants that survive",
    "",
    "Written by `npm run survivors` from the last results and from reasons/; see README.md.",
    "*Hangs*: the tests come to no end, which counts as killed.",
    "",
    "| file | mutants | killed | hangs | survive | killed of all |",
    "|---|---|---|---|---|---|",
    ...[...rows.toSorted((a, b) => a.name.localeCompare(b.name)), { name: "**all**", ...total }].map(printRow),
    ...groups
      .filter(({ those }) => those.length > 0)
      .flatMap(({ why, those }) => ["", `## ${why.title}`, "", why.text, "", ...those.map(printSurvivor)]),
    ...(others.length > 0
      ? ["", "## Not settled yet", "", "Nobody has looked closely: a test may be missing, or a reason.", "", ...others.map(printSurvivor)]
      : []),
  ].join("\n");
}

function printRow({ name, killed, hung, left, failed }) {
  const all = killed + hung + left;
  const share = all === 0 ? "" : `${((100 * (killed + hung)) / all).toFixed(1)} %`;
  return `| ${name} | ${all + failed} | ${killed} | ${hung} | ${left} | ${share} |`;
}

function printSurvivor({ file, line, change, isReached }) {
  return `- ${file}:${line} \`${change.replaceAll("`", "'")}\`${isReached ? "" : " (reached by no test)"}`;
}

import fs from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { usec } from "../../src/core/base/time.ts";
import type { Directive } from "../../src/core/directives/directive.ts";
import { serviceSections } from "../../src/core/directives/sections.ts";
import { loadUnit } from "../../src/core/manager/load.ts";
import { parseUnitFile, printUnitFile } from "../../src/core/unit-file/parse.ts";
import { environment } from "../../src/core/values/environment.ts";
import { parseEnvironmentFile } from "../../src/core/values/environment-file.ts";
import { type ExecCommand, type Privileges, execCommands } from "../../src/core/values/exec-command.ts";
import { exitStatusSet } from "../../src/core/values/exit-status-set.ts";
import { expandArguments } from "../../src/core/values/expand-environment.ts";
import { matchesGlob } from "../../src/core/values/glob.ts";
import { mode } from "../../src/core/values/mode.ts";
import type { Signal } from "../../src/core/values/signal.ts";
import { signal } from "../../src/core/values/signal.ts";
import { formatTimeSpan, parseTimeSpan } from "../../src/core/values/time-span.ts";
import { escapeUnitName, mangleUnitName, unescapeUnitName, unitName } from "../../src/core/values/unit-name.ts";
import type { ReadContext } from "../../src/core/values/value-kind.ts";
import { quoteWord, splitWords } from "../../src/core/values/words.ts";

/** How many inputs in all; the shares below add up to it. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 100_000);
const share = (percent: number): { readonly numRuns: number } => ({ numRuns: Math.ceil((RUNS * percent) / 100) });

const FOLDER = new URL("../fixtures/units/", import.meta.url);
const FILES = ["good", "broken"].flatMap((folder) =>
  fs.readdirSync(new URL(folder, FOLDER)).map((file) => fs.readFileSync(new URL(`${folder}/${file}`, FOLDER), "utf8")),
);
const name = unitName("web@x.service");
const host = { mode: "system", specifiers: new Map([["t", "/run"]]) } as const;
const context: ReadContext = { unit: name, specifiers: host.specifiers, at: { file: "f", line: 1, column: 1 } };

/** Pieces that mean something somewhere. */
const token = fc.constantFrom(
  ..."[ ] [Unit] [Service] = \\ \\\n \n \r \r\n \0 # ; \" ' $ ${ } $$ %% %i %z % - @ : + ! | / // .. ~ 1 0x7 -1 infinity 5s 99999999999 KILL RTMIN+ 50% \ufeff \ufffd é 😀".split(
    " ",
  ),
  " ",
  "\t",
  "ExecStart=",
  "Environment=",
  "RestartSec=",
  "After=",
  "[Service]\n",
);
const noise = fc.oneof({ arbitrary: token, weight: 3 }, { arbitrary: fc.string({ unit: "binary", maxLength: 12 }), weight: 1 });
const noisyText = fc.array(noise, { maxLength: 40 }).map((pieces) => pieces.join(""));
const edit = fc.record({ at: fc.nat(2_000), remove: fc.nat(30), insert: noise });
const mutated = fc.tuple(fc.constantFrom(...FILES), fc.array(edit, { minLength: 1, maxLength: 6 })).map(([text, edits]) =>
  edits.reduce((before, { at, remove, insert }) => {
    const from = at % (before.length + 1);
    return before.slice(0, from) + insert + before.slice(from + remove);
  }, text),
);

function loadAndPrint(text: string): void {
  const fragment = { path: "/etc/web.service", text, modified: 1 };
  const unit = loadUnit(
    name,
    { found: "file", fragment, dropIns: [{ ...fragment, path: "/etc/1.conf" }], links: { wants: [], requires: [], upholds: [] } },
    host,
  );
  expect(["loaded", "bad-setting", "error", "masked"]).toContain(unit.loadState);
  if (printUnitFile(parseUnitFile(text, "f").value) !== text) throw new Error("printed otherwise than read");
  for (const { message, at } of unit.diagnostics)
    if (message === "" || at.line < 0) throw new Error("a complaint without a sentence or a place");
}

test("mutated unit files are read, and printed as they were", () => {
  fc.assert(fc.property(mutated, loadAndPrint), share(35));
});

test("noise is read, and printed as it was", () => {
  fc.assert(fc.property(noisyText, loadAndPrint), share(30));
});

const ROWS: readonly (readonly [string, Directive])[] = Object.values(serviceSections).flatMap((table) => Object.entries(table));
test("every kind of value takes any text", () => {
  fc.assert(
    fc.property(fc.constantFrom(...ROWS), noisyText, ([key, row], text) => {
      if (row.shape === "single") {
        const read = row.kind.parse(text, context);
        if (read.ok) expect(typeof row.kind.format(read.value)).toBe("string");
        else expect(row.kind.complaint(text, key, context)).not.toBe("");
      } else if (row.shape === "additive") {
        const { items } = row.kind.read(text, context, key);
        expect(typeof row.kind.format(row.kind.join(items))).toBe("string");
      }
    }),
    share(15),
  );
});

test("the other readers take any text", () => {
  fc.assert(
    fc.property(noisyText, (text) => {
      for (const assignment of parseEnvironmentFile(text).value) expect(assignment).toContain("=");
      expandArguments(["/bin/x", text], new Map([["A", text]]));
      matchesGlob(text, text);
      const mangled = mangleUnitName(text);
      expect(mangled === undefined).toBe(text === "");
    }),
    share(8),
  );
});

const word = fc.string({ unit: "grapheme", maxLength: 10 }).map((text) => text.replaceAll("\0", ""));
const privileges = fc.constantFrom<Privileges>("normal", "full", "no-setuid", "ambient");
const prefixes = { ignoreFailure: fc.boolean(), expandEnvironment: fc.boolean(), privileges, at: fc.constant(context.at) };
const plainCommand: fc.Arbitrary<ExecCommand> = fc.record({
  path: fc.constantFrom("/bin/x", "name", "/bin/with blank", "/bin/50%"),
  argv: fc.array(word, { minLength: 1, maxLength: 4 }),
  viaShell: fc.constant(false),
  ...prefixes,
});
/** Its first word must not look like a prefix: there is no way to write that. */
const shellCommand: fc.Arbitrary<ExecCommand> = fc.record({
  path: fc.constant("/bin/sh"),
  argv: fc
    .tuple(fc.constantFrom("sh", "-sh"), fc.constantFrom("echo", "/bin/x", "with blank"), fc.array(word, { maxLength: 3 }))
    .map(([shell, first, rest]) => [shell, first, ...rest]),
  viaShell: fc.constant(true),
  ...prefixes,
});
const command = fc.oneof({ weight: 3, arbitrary: plainCommand }, { weight: 1, arbitrary: shellCommand });

test("a value that is written is read back", () => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitWords(words.map(quoteWord).join(" "))).toEqual(words);
    }),
    share(3),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 3 }), (commands) => {
      expect(execCommands.read(execCommands.format(commands), context, "ExecStart")).toEqual({ items: commands, complaints: [] });
    }),
    share(3),
  );
  fc.assert(
    fc.property(fc.maxSafeNat(), (span) => {
      expect(parseTimeSpan(formatTimeSpan(usec(span)))).toEqual({ ok: true, value: span });
    }),
    share(3),
  );
  fc.assert(
    // What `show` prints is quoted as for a shell, which knows escapes that unit files don't.
    fc.property(fc.array(word.map((text) => text.replaceAll(/[$`]/g, ""))), (values) => {
      const assignments = values.map((value, index) => `A${index}=${value.replaceAll("%", "%%")}`);
      const { items, complaints } = environment.read(environment.format(assignments), context, "Environment");
      expect({ items, complaints }).toEqual({ items: assignments.map((each) => each.replaceAll("%%", "%")), complaints: [] });
    }),
    share(1),
  );
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 255 })), fc.uniqueArray(fc.integer({ min: 1, max: 31 })), (statuses, signals) => {
      const set = { statuses: statuses.toSorted((a, b) => a - b), signals: signals.toSorted((a, b) => a - b) as Signal[] };
      expect(exitStatusSet.join(exitStatusSet.read(exitStatusSet.format(set), context, "").items)).toEqual(set);
    }),
    share(1),
  );
  fc.assert(
    fc.property(word, fc.integer({ min: 0, max: 0o7777 }), fc.integer({ min: 1, max: 64 }), (text, bits, number) => {
      expect(unescapeUnitName(escapeUnitName(text))).toBe(text);
      expect(mode.parse(mode.format(bits), context)).toEqual({ ok: true, value: bits });
      expect(signal.parse(signal.format(number as Signal), context)).toEqual({ ok: true, value: number });
    }),
    share(1),
  );
});

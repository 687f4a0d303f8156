import { describe, expect, test } from "vitest";
import { type ExecCommand, execCommands } from "./exec-command.ts";
import type { UnitName } from "./unit-name.ts";
import type { ReadContext } from "./value-kind.ts";

const at = { file: "web.service", line: 3, column: 11 };
const context: ReadContext = { unit: "web@a.service" as UnitName, specifiers: new Map(), at };
const read = (line: string) => execCommands.read(line, context, "ExecStart");
const commands = (line: string): readonly ExecCommand[] => read(line).items as readonly ExecCommand[];
const complaints = (line: string): readonly string[] => read(line).complaints.map(({ message }) => message);

// What systemd 257 made of ExecStart=.
describe("words", () => {
  test.each<readonly [line: string, ...argv: string[]]>([
    [`/bin/echo a"b c"d 'x y' "it's" 'q"q'`, "/bin/echo", "ab cd", "x y", "it's", 'q"q'],
    [String.raw`/bin/echo \x41\101\u00e4\U0001f600\s\n`, "/bin/echo", "AAä😀 \n"],
    [String.raw`/bin/echo \xc3\xa4`, "/bin/echo", "ä"],
    [String.raw`/bin/echo \\ \" \' \a`, "/bin/echo", "\\", '"', "'", "\u0007"],
    ["/bin/echo a;b", "/bin/echo", "a;b"],
    [`/bin/echo a ";" b`, "/bin/echo", "a", ";", "b"],
    [String.raw`/bin/echo a \; b`, "/bin/echo", "a", ";", "b"],
    [String.raw`/bin/echo \;`, "/bin/echo", ";"],
    ["/bin/echo a ;", "/bin/echo", "a"],
    ["; /bin/echo a", "/bin/echo", "a"],
    [`/bin/echo "" ''`, "/bin/echo", "", ""],
    [`"/bin/echo" a`, "/bin/echo", "a"],
    [`"/bin/ec ho" a`, "/bin/ec ho", "a"],
    ["/bin/echo\ttab\tx", "/bin/echo", "tab", "x"],
    ["/bin/echo a # b", "/bin/echo", "a", "#", "b"],
    ["/bin/echo $A ${B} $$", "/bin/echo", "$A", "${B}", "$$"],
    [`/bin/echo "$A B" 'x'y`, "/bin/echo", "$A B", "xy"],
    ["/bin/echo %n %i %% %! %", "/bin/echo", "web@a.service", "a", "%", "%!", "%"],
    ["/bin/%p x", "/bin/web", "x"],
    [String.raw`/bin/ec\x68o hi`, "/bin/echo", "hi"],
    ["//bin//echo x", "//bin//echo", "x"],
    ["echo a", "echo", "a"],
  ])("%s", (line, ...argv) => {
    expect(commands(line).map((command) => command.argv)).toEqual([argv]);
    expect(complaints(line)).toEqual([]);
  });
  test.each<readonly [line: string, word: string, complaint: string]>([
    [String.raw`/bin/echo six\ seven`, String.raw`six\ seven`, String.raw`six\ seven`],
    [String.raw`/bin/echo "\x00" b`, String.raw`\x00`, String.raw`\x00`],
    [String.raw`/bin/echo \777`, String.raw`\777`, String.raw`\777`],
    [String.raw`/bin/echo "a\qb"`, String.raw`a\qb`, String.raw`a\qb`],
    [String.raw`/bin/echo \;x`, String.raw`\;x`, String.raw`\;x`],
  ])("%s: an unknown escape stays as it is", (line, word, complaint) => {
    expect(commands(line)[0]?.argv[1]).toBe(word);
    expect(complaints(line)).toEqual([`Ignoring unknown escape sequences: "${complaint}"`]);
    expect(read(line).complaints[0]?.fatal).not.toBe(true);
  });
  test("a semicolon separates commands, each with its own prefixes", () => {
    expect(commands("-/bin/a 1 ; @/bin/b two three")).toMatchObject([
      { path: "/bin/a", argv: ["/bin/a", "1"], ignoreFailure: true },
      { path: "/bin/b", argv: ["two", "three"], ignoreFailure: false },
    ]);
  });
  test("it knows where it was written", () => {
    expect(commands("/bin/a")[0]?.at).toEqual(at);
  });
});

describe("prefixes", () => {
  const plain = { ignoreFailure: false, expandEnvironment: true, privileges: "normal", viaShell: false } as const;
  test.each<readonly [line: string, expected: Partial<ExecCommand>]>([
    ["-/bin/a", { ...plain, ignoreFailure: true }],
    [":/bin/a", { ...plain, expandEnvironment: false }],
    ["+/bin/a", { ...plain, privileges: "full" }],
    ["!/bin/a", { ...plain, privileges: "no-setuid" }],
    ["!!/bin/a", { ...plain, privileges: "ambient" }],
    ["|/bin/a", { ...plain, viaShell: true, path: "/bin/sh", argv: ["sh", "/bin/a"] }],
    ["|-cd x && ls", { ...plain, viaShell: true, ignoreFailure: true, path: "/bin/sh", argv: ["sh", "cd", "x", "&&", "ls"] }],
    ["@|a", { ...plain, viaShell: true, path: "/bin/sh", argv: ["-sh", "a"] }],
    ["|", { ...plain, viaShell: true, path: "/bin/sh", argv: ["sh"] }],
    ["| echo a", { ...plain, viaShell: true, path: "/bin/sh", argv: ["sh", "echo", "a"] }],
    ["-@:+/bin/a zero", { argv: ["zero"], ignoreFailure: true, expandEnvironment: false, privileges: "full" }],
    ["@-/bin/a zero one", { path: "/bin/a", argv: ["zero", "one"], ignoreFailure: true }],
    ["//bin//a", { ...plain, path: "/bin/a" }],
  ])("%s", (line, expected) => {
    expect(commands(line)[0]).toMatchObject(expected);
  });
});

describe("refusals", () => {
  test.each<readonly [line: string, sentence: string]>([
    ['/bin/echo "unbalanced', 'Unbalanced quoting, ignoring: "/bin/echo "unbalanced"'],
    ["@/bin/echo", "Empty executable name or zeroeth argument: @/bin/echo"],
    ["+!/bin/echo a", "Neither a valid executable name nor an absolute path: !/bin/echo"],
    ["!!!/bin/echo a", "Neither a valid executable name nor an absolute path: !/bin/echo"],
    ["foo/bar", "Neither a valid executable name nor an absolute path: foo/bar"],
    ["~/x", "Neither a valid executable name nor an absolute path: ~/x"],
    ["/x/", "Executable path specifies a directory: /x/"],
    ["..", "Executable path specifies a directory: .."],
    ["/.", "Executable path specifies a directory: /."],
    ["/", "Executable path specifies a directory: /"],
    ["@", "Empty path in command line: @"],
    [": /bin/echo", "Empty path in command line: : /bin/echo"],
    ["/bin/echo %z", "Failed to resolve unit specifiers in '%z': Invalid slot"],
    ["%z", "Failed to resolve unit specifiers in '%z': Invalid slot"],
  ])("%s refuses the unit", (line, sentence) => {
    expect(commands(line)).toEqual([]);
    expect(read(line).complaints).toMatchObject([{ message: sentence, fatal: true }]);
  });
  test.each<readonly [line: string, sentence: string]>([
    ["-", "Empty path in command line, ignoring: -"],
    ["-foo/bar", "Neither a valid executable name nor an absolute path, ignoring: foo/bar"],
    ["--/bin/echo a", "Neither a valid executable name nor an absolute path, ignoring: -/bin/echo"],
    ["-/x/", "Executable path specifies a directory, ignoring: /x/"],
    ["-/bin/echo %z", "Failed to resolve unit specifiers in '%z', ignoring: Invalid slot"],
    ['"/bin/echo a', 'Unbalanced quoting, ignoring: ""/bin/echo a"'],
  ])("%s is only dropped", (line, sentence) => {
    expect(commands(line)).toEqual([]);
    expect(read(line).complaints).toMatchObject([{ message: sentence, fatal: false }]);
  });
  test("what stands before a bad command stays", () => {
    expect(commands("-/bin/false ; -foo/bar").map(({ path }) => path)).toEqual(["/bin/false"]);
  });
  test("a megabyte of unknown escapes is read without delay", () => {
    expect(commands(`/bin/echo ${String.raw`\q `.repeat(100_000)}`)[0]?.argv).toHaveLength(100_001);
  });
});

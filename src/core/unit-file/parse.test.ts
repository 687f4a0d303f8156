import { describe, expect, test } from "vitest";
import { assignmentsOf } from "./document.ts";
import { parseUnitFile, printUnitFile } from "./parse.ts";

const KNOWN = ["Unit", "Service", "Install"];
const parse = (text: string) => parseUnitFile(text, "web.service", { knows: (section) => KNOWN.includes(section), own: "Timer" });
const descriptionOf = (text: string): string | undefined =>
  assignmentsOf(parse(text).value).findLast(({ key }) => key === "Description")?.value;
const complaintsOn = (text: string): readonly string[] => parse(text).diagnostics.map(({ at, message }) => `${at.line}: ${message}`);

// What systemd 257 made of Description=.
describe("values", () => {
  test.each<readonly [what: string, text: string, value: string]>([
    ["comments within a continuation are left out", "[Unit]\nDescription=a\\\n# comment\n  b\\\n;c\nc\n", "a   b c"],
    ["a byte order mark is passed over", "\ufeff[Unit]\nDescription=bom\n", "bom"],
    ["lines may end as on Windows", "[Unit]\r\nDescription=crlf\r\n", "crlf"],
    ["two backslashes continue nothing", "[Unit]\nDescription=a\\\\\nDocumentation=man:b\n", "a\\\\"],
    ["three do", "[Unit]\nDescription=a\\\\\\\nb\n", "a\\\\ b"],
    ["a blank behind the backslash ends the line", "[Unit]\nDescription=a \\ \nDocumentation=man:x\n", "a \\"],
    ["a continuation may end with the file", "[Unit]\nDescription=eof\\", "eof"],
    ["blanks around are taken off", "[Unit]\n  Description  =  spaced out  \n", "spaced out"],
    ["a header may be indented", "  [Unit]  \nDescription=x\n", "x"],
    ["there are no comments behind a value", "[Unit]\nDescription=x # not comment\n   # comment\n;c\n", "x # not comment"],
    ["the first equals sign counts", "[Unit]\nDescription=a=b=c\n", "a=b=c"],
    ["sections may come again", "[Unit]\nDescription=one\n[Service]\nType=simple\n[Unit]\nDescription=two\n", "two"],
    ["an empty continuation is a blank", "[Unit]\nDescription=a\\\n\\\nb\n", "a  b"],
    ["an empty line ends a continuation", "[Unit]\nDescription=a\\\n\nDocumentation=man:x\n", "a"],
    ["a header can be swallowed", "[Unit]\nDescription=a\\\n[Service]\n", "a [Service]"],
    ["a tab within stays", "[Unit]\nDescription=tab\there\n", "tab\there"],
    ["a carriage return ends a line", "[Unit]\nDescription=a\rb\n", "a"],
    ["a key may stand apart from its sign", "[Unit]\nDescription =x\\\n   # c\\\n y\n", "x  y"],
    ["a comment is not continued", "# c \\\n[Unit]\nDescription=after comment\n", "after comment"],
    ["a no-break space is no blank", "[Unit]\nDescription=nbsp\u00a0\n", "nbsp\u00a0"],
  ])("%s", (_, text, value) => {
    expect(descriptionOf(text)).toBe(value);
  });
});

describe("complaints", () => {
  test.each<readonly [text: string, ...complaints: string[]]>([
    ["Description=before\n[Unit]\nDescription=in\n", "1: Assignment outside of section. Ignoring."],
    ["[Unit]\nnoequals\n=value\nDescription=ok\n", "2: Missing '=', ignoring line.", "3: Missing key name before '=', ignoring line."],
    [
      "[Bogus]\nA=b\nnoequals\n[X-Mine]\nB=c\n[Socket]\n",
      "1: Unknown section 'Bogus'. Ignoring.",
      "6: Unknown section 'Socket'. Ignoring.",
    ],
    ["[Timer]\nOnBootSec=1\n"],
    ["[]\n", "1: Unknown section ''. Ignoring."],
    ["[ Unit ]\nDescription=x\n", "1: Unknown section ' Unit '. Ignoring."],
    ["[Unit]]\n", "1: Unknown section 'Unit]'. Ignoring."],
    ["[unit]\nDescription=x\n", "1: Unknown section 'unit'. Ignoring."],
    ["[Unit]\nDescription=a\ufffd\n", "2: String is not UTF-8 clean, ignoring assignment: Description=a\ufffd"],
  ])("%j", (text, ...complaints) => {
    expect(complaintsOn(text)).toEqual(complaints);
    expect(parse(text).value.broken).toBe(false);
  });
});

describe("a file that can't be read any further", () => {
  test.each<readonly [text: string, complaint: string]>([
    ["[Unit] # c\nDescription=x\n", "1: Invalid section header '[Unit] # c'"],
    ["[Unit\nDescription=x\n", "1: Invalid section header '[Unit'"],
    ["[X-A\nDescription=x\n", "1: Invalid section header '[X-A'"],
    ["[", "1: Invalid section header '['"],
    [`[Unit]\nDescription=${"x".repeat(1024 * 1024)}\n`, "2: Line too long"],
    [`[Unit]\n${"Description=\\\n".repeat(100_000)}`, "2: Line too long"],
  ])("%.30j", (text, complaint) => {
    const { value } = parse(text);
    expect(complaintsOn(text)).toEqual([complaint]);
    expect(value.broken).toBe(true);
    expect(printUnitFile(value)).toBe(text);
  });
  test("what stood before counts", () => {
    expect(assignmentsOf(parse("[Unit]\nDescription=x\n[Oops\nDescription=y\n").value).map(({ value }) => value)).toEqual(["x"]);
  });
});

test("places count from 1, in lines and columns", () => {
  const [assignment] = assignmentsOf(parse("\n[Service]\n  ExecStart =  /bin/x \\\n  # no\n  y\n").value);
  expect(assignment).toMatchObject({ at: { file: "web.service", line: 3, column: 3 }, valueAt: { line: 3, column: 16 } });
});
test("the value may begin on a later line than the key", () => {
  const [assignment] = assignmentsOf(parse("[Service]\nExecStart=\\\n# no\n   /bin/x\n").value);
  expect(assignment).toMatchObject({ value: "/bin/x", at: { line: 2, column: 1 }, valueAt: { line: 4, column: 4 } });
});

test.each([
  ["continuations", "a\\\n"],
  ["brackets", "["],
  ["comments", "#\n"],
  ["backslashes", "\\"],
  ["blanks", " "],
  ["NULs", "\0"],
])("a megabyte of %s is read without delay and printed as it was", (_, piece) => {
  const text = piece.repeat(1_000_000 / piece.length);
  expect(printUnitFile(parse(text).value) === text).toBe(true);
});

import { expect, test } from "vitest";
import { environment, unsetEnvironment, variableNames } from "./environment.ts";
import type { UnitName } from "./unit-name.ts";
import type { ReadContext } from "./value-kind.ts";

const context: ReadContext = { unit: "web.service" as UnitName, specifiers: new Map(), at: { file: "f", line: 1, column: 1 } };
const readAll = (...lines: readonly string[]) => {
  const read = lines.map((line) => environment.read(line, context, "Environment"));
  return {
    value: environment.join(read.flatMap(({ items }) => items)),
    complaints: read.flatMap(({ complaints }) => complaints.map(({ message }) => message)),
  };
};

// What systemd 257 made of Environment=.
test.each<readonly [line: string, value: readonly string[]]>([
  ['"A=b c" D=e', ["A=b c", "D=e"]],
  ["A=1 A=2", ["A=2"]],
  ["A=%n", ["A=web.service"]],
  ["A='q w'e", ["A=q we"]],
  [String.raw`A=x\ty`, ["A=x\ty"]],
  [String.raw`A=x\x01y`, ["A=x\u0001y"]],
  ["A=$HOME", ["A=$HOME"]],
  ["A=", ["A="]],
  ['A="" B=c"d"e', ["A=", "B=cde"]],
  [String.raw`A=\\`, ["A=\\"]],
  [String.raw`A=\xc3\xa4`, ["A=ä"]],
  [String.raw`"A=a\"b"`, ['A=a"b']],
  ["A=%%", ["A=%"]],
  ["_=1", ["_=1"]],
])("%s", (line, value) => {
  expect(readAll(line)).toEqual({ value, complaints: [] });
});

test.each<readonly [line: string, value: readonly string[], complaint: string]>([
  ["A", [], "Invalid environment assignment, ignoring: A"],
  ["=x", [], "Invalid environment assignment, ignoring: =x"],
  ["1A=x", [], "Invalid environment assignment, ignoring: 1A=x"],
  ["A-B=x", [], "Invalid environment assignment, ignoring: A-B=x"],
  ["É=x", [], "Invalid environment assignment, ignoring: É=x"],
  ["A= x", ["A="], "Invalid environment assignment, ignoring: x"],
  ["A=%z B=1", ["B=1"], "Failed to resolve specifiers in A=%z, ignoring: Invalid slot"],
  ['A="x', [], 'Invalid syntax, ignoring: A="x'],
  [String.raw`A=x\qy B=2`, [], String.raw`Invalid syntax, ignoring: A=x\qy B=2`],
])("%s", (line, value, complaint) => {
  expect(readAll(line)).toEqual({ value, complaints: [complaint] });
});

test("a later assignment takes the place of an earlier one of that name", () => {
  expect(readAll("A=1", "B=2", "A=3").value).toEqual(["A=3", "B=2"]);
});

test.each([
  ["A B A", ["A", "B"], []],
  ["1A B", ["B"], ["Invalid environment name for PassEnvironment, ignoring: 1A"]],
  ['"A B"', [], ["Invalid environment name for PassEnvironment, ignoring: A B"]],
])("PassEnvironment=%s", (line, value, messages) => {
  const { items, complaints } = variableNames.read(line, context, "PassEnvironment");
  expect(variableNames.join(items)).toEqual(value);
  expect(complaints.map(({ message }) => message)).toEqual(messages);
});
test.each([
  ["A B=1", ["A", "B=1"], []],
  ["1A", [], ["Invalid environment name or assignment UnsetEnvironment, ignoring: 1A"]],
])("UnsetEnvironment=%s", (line, value, messages) => {
  const { items, complaints } = unsetEnvironment.read(line, context, "UnsetEnvironment");
  expect(unsetEnvironment.join(items)).toEqual(value);
  expect(complaints.map(({ message }) => message)).toEqual(messages);
});

import { expect, test } from "vitest";
import { readUnitOperands } from "./unit-operands.ts";

function read(...operands: readonly string[]): { readonly names: readonly string[] | undefined; readonly said: readonly string[] } {
  const said: string[] = [];
  const names = readUnitOperands(operands, { err: (line) => said.push(line) });
  return { names, said };
}

// As systemctl 257 names them in "Unit X could not be found.".
test.each([
  ["web", "web.service"],
  ["web.service", "web.service"],
  ["web.socket", "web.socket"],
  ["foo.bar", "foo.bar.service"],
  ["foo.", "foo..service"],
  [".service", ".service.service"],
  ["@x.service", "@x.service.service"],
  ["foo@bar@baz", "foo@bar@baz.service"],
  ["tmpl@.service", "tmpl@.service"],
  ["-one", "-one.service"],
  ["/dev/sda", "dev-sda.device"],
  ["/mnt/x", "mnt-x.mount"],
  ["/", "-.mount"],
  ["/mnt//a-b/", "mnt-a\\x2db.mount"],
  ["s*", "s*"],
  ["s[24].service", "s[24].service"],
])("%s is %s", (text, expected) => {
  expect(read(text)).toEqual({ names: [expected], said: [] });
});

test.each([
  ["a b", "a\\x20b.service", 'Invalid unit name "a b" escaped as "a\\x20b" (maybe you should use systemd-escape?).'],
  ["a/b", "a-b.service", 'Invalid unit name "a/b" escaped as "a-b" (maybe you should use systemd-escape?).'],
  [
    "./one.service",
    ".-one.service",
    'Invalid unit name "./one.service" escaped as ".-one.service" (maybe you should use systemd-escape?).',
  ],
])("%j is %s, which is told", (text, name, notice) => {
  expect(read(text)).toEqual({ names: [name], said: [notice] });
});

test("no name at all is refused", () => {
  expect(read("web", "")).toEqual({
    names: undefined,
    said: ["Failed to mangle name: Invalid argument\nFailed to expand names: Invalid argument"],
  });
});

test("a unit named twice counts once, and patterns come last", () => {
  expect(read("s*", "web", "web.service").names).toEqual(["web.service", "s*"]);
});

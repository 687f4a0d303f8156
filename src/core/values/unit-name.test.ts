import { expect, test } from "vitest";
import {
  type UnitName,
  escapePath,
  escapeUnitName,
  instantiate,
  mangleUnitName,
  parseUnitName,
  splitUnitName,
  templateOf,
  unescapeUnitName,
  unitKind,
} from "./unit-name.ts";

test.each([
  "web.service",
  "a-b@x.service",
  "a@.service",
  "-.slice",
  "-.mount",
  "a.b.target",
  "x:y_z\\x20.timer",
  `${"a".repeat(247)}.service`,
])("%s is a name", (name) => expect(parseUnitName(name).ok).toBe(true));
test.each([
  "",
  "web",
  ".service",
  "@x.service",
  "a b.service",
  "web.conf",
  "web.Service",
  "a/b.service",
  "é.service",
  "web.service ",
  `${"a".repeat(248)}.service`,
])("%j is none", (name) => expect(parseUnitName(name)).toEqual({ ok: false, error: `Unit name ${name} is not valid.` }));
test("an instance ends at the suffix and begins at the first @", () => {
  expect(splitUnitName("a-b@x@y.z.service" as UnitName)).toEqual({ prefix: "a-b", instance: "x@y.z", kind: "service" });
  expect(unitKind("a.b.target" as UnitName)).toBe("target");
});
test("templates", () => {
  expect(templateOf("a@x.service" as UnitName)).toBe("a@.service");
  expect(templateOf("a.service" as UnitName)).toBeUndefined();
  expect(templateOf("a@.service" as UnitName)).toBeUndefined();
  expect(instantiate("a@.service" as UnitName, "x")).toBe("a@x.service");
  expect(instantiate("a@.service" as UnitName, "x y")).toBeUndefined();
});

// systemd-escape(1), with --path, and its --unescape.
test.each([
  ["a/b c", "a-b\\x20c"],
  [".hidden", "\\x2ehidden"],
  ["a.b", "a.b"],
  ["a-b", "a\\x2db"],
  ["ä", "\\xc3\\xa4"],
  ["a\\b", "a\\x5cb"],
  ["a@b", "a\\x40b"],
])("%s is escaped as %s", (text, escaped) => {
  expect(escapeUnitName(text)).toBe(escaped);
  expect(unescapeUnitName(escaped)).toBe(text);
});
test.each([
  ["/", "-"],
  ["/var/lib", "var-lib"],
  ["//var///lib/./x/", "var-lib-x"],
  ["/dev/sda-1", "dev-sda\\x2d1"],
])("the path %s is escaped as %s", (path, escaped) => expect(escapePath(path)).toBe(escaped));

test.each([
  ["web", "web.service"],
  ["web.service", "web.service"],
  ["web.socket", "web.socket"],
  ["a.b", "a.b.service"],
  ["/dev/sda", "dev-sda.device"],
  ["/home/x", "home-x.mount"],
  ["/", "-.mount"],
  ["web*", "web*"],
  ["a@b", "a@b.service"],
])("systemctl takes %s for %s", (text, name) => expect(mangleUnitName(text)).toEqual({ name }));
test("what can't stand in a name is escaped, with a notice", () => {
  expect(mangleUnitName("a b")).toEqual({
    name: "a\\x20b.service",
    notice: 'Invalid unit name "a b" escaped as "a\\x20b" (maybe you should use systemd-escape?).',
  });
  expect(mangleUnitName("")).toBeUndefined();
});

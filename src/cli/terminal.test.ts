import { describe, expect, test } from "vitest";
import { describeTerminal, glyph, paint, PLAIN } from "./terminal.ts";

describe("colours", () => {
  test.each([
    ["on a terminal", {}, 80, "256"],
    ["not into a file", {}, undefined, "off"],
    ["into a file if asked for", { SYSTEMD_COLORS: "1" }, undefined, "256"],
    ["few if asked for", { SYSTEMD_COLORS: "16" }, undefined, "16"],
    ["not for auto-16 into a file", { SYSTEMD_COLORS: "auto-16" }, undefined, "off"],
    ["few for auto-16 on a terminal", { SYSTEMD_COLORS: "auto-16" }, 80, "16"],
    ["few on the console", { TERM: "linux" }, 80, "16"],
    ["not on a dumb terminal", { TERM: "dumb" }, 80, "off"],
    ["not with NO_COLOR", { NO_COLOR: "1" }, 80, "off"],
    ["with an empty NO_COLOR", { NO_COLOR: "" }, 80, "256"],
    ["not with SYSTEMD_COLORS=0", { SYSTEMD_COLORS: "0" }, 80, "off"],
    ["SYSTEMD_COLORS is stronger than NO_COLOR", { SYSTEMD_COLORS: "yes", NO_COLOR: "1" }, 80, "256"],
  ])("%s", (_, env, columns, expected) => {
    expect(describeTerminal(env, columns).colours).toBe(expected);
  });
});

describe("UTF-8", () => {
  test.each([
    ["nothing set", {}, true],
    ["LANG=C", { LANG: "C" }, false],
    ["LANG=C.UTF-8", { LANG: "C.UTF-8" }, true],
    ["LANG=de_DE.utf8", { LANG: "de_DE.utf8" }, true],
    ["LC_ALL is stronger than LANG", { LANG: "C.UTF-8", LC_ALL: "POSIX" }, false],
    ["SYSTEMD_UTF8 is stronger than all", { LANG: "C", SYSTEMD_UTF8: "1" }, true],
  ])("%s", (_, env, expected) => {
    expect(describeTerminal(env, undefined).utf8).toBe(expected);
  });
});

test("COLUMNS is stronger than the terminal's own width, and without a terminal lines are never shortened", () => {
  expect(describeTerminal({ COLUMNS: "100" }, 80).columns).toBe(100);
  expect(describeTerminal({ COLUMNS: "x" }, 80).columns).toBe(80);
  expect(describeTerminal({ COLUMNS: "100" }, undefined).columns).toBe(Number.POSITIVE_INFINITY);
});

test("paint and glyph", () => {
  expect(paint({ colours: "256" }, "yellow", "x")).toBe("\x1b[0;1;38:5:185mx\x1b[0m");
  expect(paint(PLAIN, "red", "x")).toBe("x");
  expect(glyph({ ...PLAIN, utf8: false }, "└─")).toBe("`-");
});

import { expect, test } from "vitest";
import { chooseRuntimeDir, controlSocketPath } from "./runtime-dir.ts";

test.each([
  ["root", { user: false, uid: 0, env: {} }, "/run/upkeep"],
  ["root with a session", { user: false, uid: 0, env: { XDG_RUNTIME_DIR: "/run/user/0" } }, "/run/upkeep"],
  ["root with --user", { user: true, uid: 0, env: { XDG_RUNTIME_DIR: "/run/user/0" } }, "/run/user/0/upkeep"],
  ["root with --user and no session", { user: true, uid: 0, env: {} }, "/tmp/upkeep-0"],
  ["a user", { user: false, uid: 1000, env: { XDG_RUNTIME_DIR: "/run/user/1000/" } }, "/run/user/1000/upkeep"],
  ["a user without a session", { user: false, uid: 1000, env: {} }, "/tmp/upkeep-1000"],
  ["a user without a session, TMPDIR set", { user: false, uid: 1000, env: { TMPDIR: "/scratch" } }, "/scratch/upkeep-1000"],
  ["the variable", { user: true, uid: 0, env: { UPKEEP_RUNTIME_DIR: "/x", XDG_RUNTIME_DIR: "/y" } }, "/x"],
  ["the option is the strongest", { wish: "/o", user: false, uid: 0, env: { UPKEEP_RUNTIME_DIR: "/x" } }, "/o"],
  ["empty ones count as unset", { wish: "", user: false, uid: 0, env: { UPKEEP_RUNTIME_DIR: "" } }, "/run/upkeep"],
])("%s", (_, question, expected) => {
  expect(chooseRuntimeDir(question)).toBe(expected);
});

test("the socket", () => {
  expect(controlSocketPath("/run/upkeep/")).toBe("/run/upkeep/control");
});

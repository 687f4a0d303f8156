import { expect, test } from "vitest";
import { chooseRuntimeDir, controlSocketPath, whyUntrusted } from "./runtime-dir.ts";

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

const directory = (uid: number, mode: number) => ({ uid, mode: 0o040000 | mode, isDirectory: () => true });
const link = (uid: number) => ({ uid, mode: 0o120777, isDirectory: () => false });
const file = { uid: 1000, mode: 0o100644, isDirectory: () => false };

test.each([
  ["one's own", directory(1000, 0o755), directory(1000, 0o755), [1000], undefined],
  ["closed to all others", directory(1000, 0o700), directory(1000, 0o700), [1000], undefined],
  ["root's, for a client", directory(0, 0o755), directory(0, 0o755), [0, 1000], undefined],
  ["root's, for a manager", directory(0, 0o755), directory(0, 0o755), [1000], "belongs to uid 0, not to uid 1000"],
  ["somebody else's", directory(1001, 0o755), directory(1001, 0o755), [0, 1000], "belongs to uid 1001, not to uid 0 or 1000"],
  ["somebody else's, for root", directory(1001, 0o755), directory(1001, 0o755), [0, 0], "belongs to uid 1001, not to uid 0"],
  ["one's own link to one's own", link(1000), directory(1000, 0o755), [1000], undefined],
  ["somebody else's link to one's own", link(1001), directory(1000, 0o755), [1000], "belongs to uid 1001, not to uid 1000"],
  ["one's own link to somebody else's", link(1000), directory(1001, 0o755), [1000], "belongs to uid 1001, not to uid 1000"],
  ["open to a group", directory(0, 0o775), directory(0, 0o775), [0], "may be written to by others (mode 0775; chmod go-w would end that)"],
  ["open to all", directory(0, 0o1777), directory(0, 0o1777), [0], "may be written to by others (mode 1777; chmod go-w would end that)"],
  ["a file", file, file, [1000], "is no directory"],
])("trust: %s", (_, named, real, trusted, expected) => {
  expect(whyUntrusted(named, real, trusted)).toBe(expected);
});

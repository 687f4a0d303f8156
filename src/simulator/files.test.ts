import { expect, test } from "vitest";
import { createFiles } from "./files.ts";

test("write makes the directories above", () => {
  const files = createFiles();
  files.write("/a/b/c", "text");
  expect(files.read("/a/b/c")).toEqual({ ok: true, value: "text" });
  expect(files.isDirectory("/a/b")).toBe(true);
  expect(files.read("/a/b")).toMatchObject({ ok: false, error: { error: "Is a directory" } });
  expect(files.read("/a/x")).toMatchObject({ ok: false, error: { error: "No such file or directory" } });
});

test("only what was written as executable is", () => {
  const files = createFiles();
  files.write("/program", "", "executable");
  files.write("/text", "");
  expect([files.isExecutable("/program"), files.isExecutable("/text"), files.isExecutable("/")]).toEqual([true, false, false]);
});

const MODES = [
  ["write", "abc3456789"],
  ["truncate", "abc"],
  ["append", "0123456789abc"],
] as const;
for (const [mode, expected] of MODES) {
  test(`open to ${mode}`, () => {
    const files = createFiles();
    files.write("/f", "0123456789");
    const opened = files.open("/f", mode);
    if (!opened.ok) throw new Error(opened.error.error);
    opened.value("a");
    opened.value("bc");
    expect(files.read("/f")).toEqual({ ok: true, value: expected });
  });
}

test("open makes a file, but no directory", () => {
  const files = createFiles();
  expect(files.open("/new", "append").ok).toBe(true);
  expect(files.exists("/new")).toBe(true);
  expect(files.open("/missing/new", "append")).toMatchObject({ ok: false, error: { errno: 2 } });
});

test("a directory goes with all that is in it", () => {
  const files = createFiles();
  files.write("/a/b/c", "");
  files.write("/ab", "");
  files.remove("/a");
  expect(files.list()).toEqual(["/ab"]);
  expect(files.isDirectory("/a/b")).toBe(false);
});

import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRoot, lacks } from "../linux/run-driver.ts";
import { readPidFile } from "../../src/daemon/pid-file.ts";

let directory: string;
const at = (name: string): string => join(directory, name);
beforeEach(() => {
  directory = fs.mkdtempSync(join(os.tmpdir(), "pid-file-"));
  fs.chmodSync(directory, 0o755);
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

const read = (name: string): unknown => readPidFile(at(name));

it.each([
  ["12\n", "12"],
  ["12", "12"],
  ["12\n13\n", "12"],
  ["12\0junk\n", "12"],
  ["", ""],
])("of %j the line is %j", (text, line) => {
  fs.writeFileSync(at("pid"), text);
  expect(read("pid")).toEqual({ ok: true, value: { line, owner: process.getuid?.(), isQuestionable: false } });
});

it.each([
  ["what is not there", "none", { errno: 2, error: "No such file or directory" }],
  ["a directory", ".", { errno: 21, error: "Is a directory", opened: true }],
  ["a line without end", "long", { errno: 105, error: "No buffer space available", opened: true }],
])("%s is told of", (_, name, error) => {
  fs.writeFileSync(at("long"), "1".repeat(100_000));
  expect(read(name)).toEqual({ ok: false, error });
});

/** Any but root and ours. */
const STRANGER = 12_345;

describe.skipIf(lacks(!isRoot, "giving files away needs root"))("the way to the file", () => {
  const isQuestionable = (name: string): boolean => {
    const result = readPidFile(at(name));
    return result.ok && result.value.isQuestionable;
  };
  const make = (name: string, owner: number): void => {
    fs.writeFileSync(at(name), "1\n");
    fs.chownSync(at(name), owner, owner);
  };
  const link = (name: string, target: string, owner: number): void => {
    fs.symlinkSync(target, at(name));
    fs.lchownSync(at(name), owner, owner);
  };

  it("is good where all is root's, or ends with what a user owns", () => {
    make("root", 0);
    link("link", "root", 0);
    make("user", STRANGER);
    link("to-user", "user", 0);
    expect(["root", "link", "user", "to-user"].map(isQuestionable)).toEqual([false, false, false, false]);
  });

  it("is questionable where a user has led it to what another owns", () => {
    make("root", 0);
    make("user", STRANGER);
    link("relative", "root", STRANGER);
    link("absolute", at("root"), STRANGER);
    link("absolute-own", at("user"), STRANGER);
    link("own", "user", STRANGER);
    fs.mkdirSync(at("home"));
    make("home/root", 0);
    fs.chownSync(at("home"), STRANGER, STRANGER);
    const all = ["relative", "absolute", "absolute-own", "own", "home/root"];
    expect(all.map(isQuestionable)).toEqual([true, true, true, false, true]);
  });

  it("is questionable where it does not lead to what was opened", () => {
    make("root", 0);
    make("user", STRANGER);
    link("link", "root", STRANGER);
    const open = fs.openSync;
    // Changed between the opening and the look at the way.
    fs.openSync = (...args: Parameters<typeof open>) => {
      const fd = open(...args);
      fs.unlinkSync(at("link"));
      link("link", "user", STRANGER);
      return fd;
    };
    try {
      expect(isQuestionable("link")).toBe(true);
    } finally {
      fs.openSync = open;
    }
  });
});

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { UnitName } from "../core/values/unit-name.ts";
import { isLinked, openUnitFiles } from "./unit-files.ts";

const WEB = "web.service" as UnitName;
let directory: string;
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "upkeep-unit-files-"));
  fs.writeFileSync(path.join(directory, WEB), "[Service]\nExecStart=/bin/true\n");
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => fs.rmSync(directory, { recursive: true }));

test("without descriptors a unit file is not said to be missing, and it is found when there are some again", async () => {
  const source = openUnitFiles([directory]);
  const error = Object.assign(new Error("EMFILE"), { code: "EMFILE" });
  const list = vi.spyOn(fs, "readdirSync").mockImplementation(() => {
    throw error;
  });
  expect(source.read(WEB)).toEqual({ found: "unreadable", path: WEB, error: "Too many open files" });
  expect(isLinked([directory], WEB)).toBe(false);
  list.mockRestore();
  expect(source.read(WEB)).toMatchObject({ found: "file" });
});

test("a directory that is not there holds nothing", () => {
  expect(openUnitFiles([path.join(directory, "gone")]).read(WEB)).toEqual({
    found: "nothing",
    links: { wants: [], requires: [], upholds: [] },
  });
});

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildDriver, createDriver, hasCommand, lacks } from "./run-driver.ts";

const drive = createDriver();

it("wakes never early, and a few milliseconds late at most unless the machine is busy", () => {
  const { late, unwanted, clocks } = drive("alarms") as { late: number[]; unwanted: number; clocks: number[] };
  expect(late.filter((usec) => usec < 0)).toEqual([]);
  expect(late.toSorted((a, b) => a - b)[1]).toBeLessThan(5_000);
  expect(unwanted).toBe(0);
  for (const difference of clocks) expect(difference).toBeLessThan(50_000);
});

it.skipIf(lacks(!hasCommand("/usr/bin/python3"), "the notifying program is written in Python"))(
  "hears sd_notify messages before the sender's end",
  () => {
    expect(drive("notifications")).toEqual({
      seen: [
        "a.service a.service/main READY=1 STATUS=a=b ä MAINPID",
        "a.service exited",
        "b.service member STATUS=child",
        "b.service b.service/main LAST=1",
        "b.service exited",
        "c.service c.service/main BARRIER=1",
        "c.service exited",
      ],
      output: "closed b''\n",
      warnings: ["Received notify message exceeded maximum size. Ignoring.", "Received notify message with embedded NUL bytes. Ignoring."],
    });
  },
);

it("makes an id that is its own each time", () => {
  const ids = drive("randomIds") as readonly string[];
  expect(new Set(ids).size).toBe(1000);
  // Source: RFC 9562, version 4.
  expect(ids.filter((id) => !/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/.test(id))).toEqual([]);
});

it("says in one sentence what is missing when the FFI package cannot be loaded", () => {
  const { program, run } = buildDriver();
  const directory = mkdtempSync(join(tmpdir(), "upkeep-alone-"));
  const elsewhere = join(directory, "driver.cjs");
  copyFileSync(program, elsewhere);
  expect(() => run(elsewhere, "facts")).toThrow(
    /Error: Upkeep needs the package @koromix\/koffi-linux-\w+, which cannot be loaded \(Cannot find module '[^']*'\); install Upkeep again with its optional dependencies\.\n/,
  );
  rmSync(directory, { recursive: true });
});

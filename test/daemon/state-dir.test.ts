/** Where the log is kept: `--state-dir`, or the runtime directory; nothing that is there already is lost. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepJournal } from "../../src/daemon/keep-journal.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { said } from "../journal/records.ts";
import { runUpkeep } from "../support/manager.ts";

let folder: string;
let [run, state] = ["", ""];
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upkeep-state-"));
  [run, state] = [join(folder, "run"), join(folder, "state")];
  mkdirSync(run);
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function keep(stateDir: string | undefined): string {
  const kept = keepJournal(stateDir, run, (line) => told.push(line));
  if (!kept.ok) return kept.error;
  kept.value.close();
  return kept.value.directory;
}

test("without it the log is in the runtime directory", () => {
  expect(keep(undefined)).toBe(join(run, "journal"));
  expect(readdirSync(run)).toEqual(["journal"]);
});

test("lines have the id of the boot, as other logs of the machine do", () => {
  const kept = keepJournal(undefined, run, (line) => told.push(line));
  if (!kept.ok) throw new Error(kept.error);
  kept.value.journal.append(said("Started."));
  kept.value.close();
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().replaceAll("-", "");
  expect([...readJournal(kept.value.directory)].map((record) => record.boot)).toEqual([boot]);
});

test("with it the runtime directory has a link, however often the manager starts", () => {
  for (const time of [1, 2]) {
    expect(keep(state), `time ${time}`).toBe(join(state, "journal"));
    expect(readlinkSync(join(run, "journal"))).toBe(join(state, "journal"));
  }
  expect(told).toEqual([]);
});

test("a log that was kept in the runtime directory is put aside, and that is told", () => {
  for (const number of [1, 2]) {
    rmSync(join(run, "journal"), { force: true });
    keep(undefined);
    writeFileSync(join(run, "journal", "old"), "lines");
    keep(state);
    expect(readdirSync(join(run, `journal.${number}`))).toEqual(["lock", "old"]);
    expect(told.pop()).toBe(`upkeep: the log was kept in ${run}/journal until now; what it holds is in ${run}/journal.${number}.`);
    expect(readlinkSync(join(run, "journal"))).toBe(join(state, "journal"));
  }
});

test("the runtime directory itself may be named", () => {
  keep(undefined);
  writeFileSync(join(run, "journal", "old"), "lines");
  symlinkSync(run, join(folder, "link"));
  for (const same of [run, `${run}/`, join(folder, "link")]) keep(same);
  expect(readdirSync(join(run, "journal"))).toEqual(["lock", "old"]);
  expect(told).toEqual([]);
});

test("the log of a manager that is without it again is its own", () => {
  keep(state);
  expect(keep(undefined)).toBe(join(run, "journal"));
  expect(existsSync(join(run, "journal"))).toBe(true);
  expect(() => readlinkSync(join(run, "journal"))).toThrow("EINVAL");
});

test("where no log can be kept the manager is refused with a sentence, and leaves no socket", async () => {
  writeFileSync(state, "a file");
  const { status, stderr } = await runUpkeep(["daemon", "--runtime-dir", run, "--state-dir", state]);
  expect(stderr).toMatch(/^upkeep: The log can't be kept in .*\/state\/journal: ENOTDIR.* Give another directory: --state-dir=DIR\n$/);
  expect(status).toBe(1);
  expect(readdirSync(run)).toEqual(["lock"]);
});

test("a directory is one manager's: two would spoil each other's log", () => {
  const first = keepJournal(state, run, (line) => told.push(line));
  const other = join(folder, "other");
  mkdirSync(other);
  const refusal = `Another Upkeep manager keeps its log in ${state}/journal. Give another directory: --state-dir=DIR`;
  expect(keepJournal(state, other, (line) => told.push(line))).toEqual({ ok: false, error: refusal });
  if (first.ok) first.value.close();
  expect(keepJournal(state, other, (line) => told.push(line))).toMatchObject({ ok: true });
});

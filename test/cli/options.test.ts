/** What a help text tells of works: each option that it shows is accepted, and asked for by the verb. */
import { expect, test, vi } from "vitest";
import { chooseCommand } from "../../src/cli/command.ts";
import type { OptionRow, Options } from "../../src/cli/getopt.ts";
import { SYSTEMCTL_OPTIONS } from "../../src/cli/options.ts";
import { PLAIN } from "../../src/cli/terminal.ts";
import type { VerbContext } from "../../src/cli/verb.ts";
import { shownOptions } from "../../src/cli/verbs/help.ts";
import { VERBS } from "../../src/cli/verbs.ts";
import type { VerbRow } from "../../src/cli/verbs.ts";
import { UTC } from "../../src/core/log/zone.ts";
import { openJournal } from "../../src/journal/writer.ts";
import { makeDirectory, said } from "../journal/records.ts";
import { fakeClient } from "./fake-manager.ts";
import type { FakeUnit } from "./fake-manager.ts";

// What these do with their options is tested with real processes.
vi.mock("../../src/daemon/main.ts", () => ({
  runDaemon: async () => 0,
  runFiles: async () => 0,
  openOutlet: () => ({ write() {}, drained: async () => {}, isClosed: () => false }),
}));
vi.mock("../../src/journal/follow.ts", () => ({ followJournal: () => [] }));

/** A value for each option that takes one, by its name. */
const VALUES: Readonly<Record<string, string>> = {
  ...{ type: "service", property: "Id", "print-value": "Id", state: "active", "job-mode": "fail", "kill-whom": "main", signal: "HUP" },
  ...{ lines: "3", output: "json", unit: "web.service", since: "-1h", until: "now", priority: "err..debug", grep: "started" },
  ...{ identifier: "systemd", "unit-path": "/units", "state-dir": "/state", "log-target": "console", "log-level": "debug" },
};
/** These end before the verb is asked. */
const ABOUT_THE_PROGRAM: readonly string[] = ["help", "version"];
/** These are for whoever makes the connection, or for the verb that reads the log itself. */
const ABOUT_THE_MANAGER: readonly string[] = ["user", "runtime-dir"];

const cases = VERBS.flatMap((row) =>
  shownOptions(row)
    .filter(({ name }) => !ABOUT_THE_PROGRAM.includes(name))
    .map((option) => [row.name, option.name, row, option] as const),
);

test.each(cases)("upkeep %s takes --%s", async (verb, name, row, option) => {
  const chosen = chooseCommand("upkeep", [verb, ...words(option), ...(row.most === 0 ? [] : ["web"])]);
  if (!chosen.ok) throw new Error(chosen.error);
  const { input } = chosen.value;
  const { run } = await row.load();
  const asked = new Set<string>();
  const options = watched(input.options, asked);
  const errors: string[] = [];
  await run({ ...input, options }, contextFor(FINE, errors));
  expect(errors).toEqual([]);
  // Some options are about what is said when something is wrong.
  await run({ ...input, options }, contextFor(FAILING, []));
  expect([...asked]).toContain(name);
});

test("an option that all of systemctl's verbs take is shown by one that does something with it", () => {
  const shown = new Set(VERBS.flatMap((row: VerbRow) => shownOptions(row).map(({ name }) => name)));
  const told = SYSTEMCTL_OPTIONS.filter(({ summary }) => summary !== undefined).map(({ name }) => name);
  expect(told.filter((name) => !shown.has(name) && ![...ABOUT_THE_PROGRAM, ...ABOUT_THE_MANAGER].includes(name))).toEqual([]);
});

const FINE: FakeUnit = { status: { activeState: "active", fragmentPath: "/units/web.service" }, properties: [["Wants", ""]] };
const FAILING: FakeUnit = {
  status: { ...FINE.status, needsDaemonReload: true },
  outcomes: Object.fromEntries(VERBS.map(({ name }) => [name, { result: "failed" }])),
};

function words({ name, short, shortOnly, argument }: OptionRow): readonly string[] {
  if (name === "no-tail") return ["--follow", "--no-tail"];
  if (argument === undefined) return [`--${name}`];
  const value = name === "runtime-dir" || name === "directory" ? logDirectory() : (VALUES[name] ?? "");
  return shortOnly ? [`-${short}`, value] : [`--${name}=${value}`];
}

/** Serves as the directory of a log and as that of a manager with such a log. */
function logDirectory(): string {
  const directory = makeDirectory();
  for (const place of [directory, `${directory}/journal`]) {
    const journal = openJournal(place);
    journal.append(said("Started web.service.", 0));
    journal.close();
  }
  return directory;
}

function watched(options: Options, asked: Set<string>): Options {
  const watch =
    <T>(ask: (name: string) => T) =>
    (name: string): T => {
      asked.add(name);
      return ask(name);
    };
  return { has: watch(options.has), last: watch(options.last), all: watch(options.all) };
}

function contextFor(web: FakeUnit, errors: string[]): VerbContext {
  return {
    client: () => Promise.resolve(fakeClient({ units: { "web.service": web } })),
    out: () => {},
    printThrough: () => {},
    err: (line) => void errors.push(line),
    readText: () => "",
    readJournal: () => Promise.resolve([]),
    terminal: PLAIN,
    zone: UTC,
    hostname: "vm",
    env: { UPKEEP_RUNTIME_DIR: logDirectory() },
    uid: 0,
  };
}

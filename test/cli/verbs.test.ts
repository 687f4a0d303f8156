import { describe, expect, test } from "vitest";
import type { JobOutcome, UnitRow, UnitStatus } from "../../src/core/control/protocol.ts";
import { PLAIN } from "../../src/cli/terminal.ts";
import { at, fakeClient } from "./fake-manager.ts";
import type { FakeUnit } from "./fake-manager.ts";
import { play, readTranscript } from "./transcript.ts";

const failed = (unitResult: string): Partial<JobOutcome> => ({ result: "failed", unitResult });
const outcomes = (verbs: FakeUnit["outcomes"]): FakeUnit => ({ outcomes: verbs ?? {} });

function everyJob(outcome: Partial<JobOutcome>, but: FakeUnit["outcomes"] = {}): FakeUnit {
  const verbs = ["start", "stop", "restart", "try-restart", "reload", "reload-or-restart", "try-reload-or-restart"];
  return outcomes({ ...Object.fromEntries(verbs.map((verb) => [verb, outcome])), ...but });
}

describe("job verbs", () => {
  const reload = (unit: string): Partial<JobOutcome> => ({ error: { code: "not-applicable", about: { unit, job: "reload" } } });
  const byHand: Partial<JobOutcome> = { error: { code: "dependency-only", about: { unit: "manual.service" } } };
  const units: Readonly<Record<string, FakeUnit>> = {
    "one.service": outcomes({ reload: reload("one.service") }),
    "s4.service": {},
    "mask.service": everyJob({ error: { code: "masked", about: { unit: "mask.service" } } }, { stop: { result: "done" } }),
    "bad.service": everyJob(
      { error: { code: "bad-setting", about: { unit: "bad.service" } } },
      { stop: { error: { code: "not-loaded", about: { unit: "bad.service" } } } },
    ),
    "tmpl@.service": everyJob({ error: { code: "missing-instance", about: { unit: "tmpl@.service" } } }),
    "fail.service": outcomes({ start: failed("exit-code") }),
    "sig.service": outcomes({ start: failed("signal") }),
    "core.service": outcomes({ start: failed("core-dump") }),
    "tmo.service": outcomes({ start: failed("timeout") }),
    "tmo2.service": outcomes({ start: { result: "timeout" } }),
    "res.service": outcomes({ start: failed("resources") }),
    "dep.service": outcomes({ start: { result: "dependency" } }),
    "manual.service": outcomes({ start: byHand, stop: byHand }),
    "assert.service": outcomes({ start: { result: "assert" } }),
    "rl.service": outcomes({ reload: failed("success") }),
    "cyc1.service": outcomes({ start: { error: { code: "cyclic", about: { unit: "cyc1.service" } } } }),
    "conflict1.service": outcomes({ start: { result: "canceled" } }),
    "conflict2.service": {},
  };
  const special: Readonly<Record<string, Readonly<Record<string, FakeUnit>>>> = {
    "systemctl start --job-mode=isolate one": {
      "one.service": outcomes({ start: { error: { code: "no-isolate", about: { unit: "one.service" } } } }),
    },
    "systemctl start -q fail": { "fail.service": outcomes({ start: { ...failed("exit-code"), needsDaemonReload: true } }) },
    "systemctl start --no-warn fail": { "fail.service": outcomes({ start: { ...failed("exit-code"), needsDaemonReload: true } }) },
  };
  // The transcript has this command twice: with the unit's file as it was read, and changed.
  const seen = new Set<string>();
  test.each(readTranscript("jobs.txt"))("$command", async ({ command, printed }) => {
    const adjusted = seen.has(command) || command !== "systemctl start -q fail" ? special[command] : undefined;
    seen.add(command);
    expect(await play(command, { client: fakeClient({ units: { ...units, ...adjusted } }) })).toBe(printed);
  });

  test.each([
    ["watchdog", "the service failed to send watchdog ping"],
    ["protocol", "the service did not take the steps required by its unit configuration"],
    ["oom-kill", "of an out-of-memory (OOM) siutation"],
  ])("a job that failed by %s", async (unitResult, because) => {
    const client = fakeClient({ units: { "x.service": outcomes({ start: failed(unitResult) }) } });
    const see = 'See "systemctl status x.service" and "journalctl -xeu x.service" for details.';
    expect(await play("systemctl start x", { client })).toBe(`E| Job for x.service failed because ${because}.\nE| ${see}\n[rc 1]\n`);
  });

  test("a job that failed by the start limit: how to start it all the same", async () => {
    const client = fakeClient({ units: { "x.service": outcomes({ start: failed("start-limit-hit") }) } });
    const said = [
      "Job for x.service failed because start of the service was attempted too often.",
      'See "systemctl status x.service" and "journalctl -xeu x.service" for details.',
      'To force a start use "systemctl reset-failed x.service"',
      'followed by "systemctl start x.service" again.',
    ];
    expect(await play("systemctl start x", { client })).toBe(`${said.map((line) => `E| ${line}\n`).join("")}[rc 1]\n`);
  });

  test("advice for the manager of a user", async () => {
    const see = 'See "systemctl --user status fail.service" and "journalctl --user -xeu fail.service" for details.';
    const client = fakeClient({ units });
    expect(await play("systemctl --user start fail", { client })).toContain(see);
    expect(await play("systemctl --user start bad", { client })).toContain(
      "E| See user logs and 'systemctl --user status bad.service' for details.",
    );
  });
});

describe("advice names the program as it was called", () => {
  const stale = { status: { fragmentPath: "/units/x.service", needsDaemonReload: true } };
  const units = {
    "x.service": { ...stale, outcomes: { start: { ...failed("start-limit-hit"), needsDaemonReload: true } } },
    "bad.service": outcomes({ start: { error: { code: "bad-setting", about: { unit: "bad.service" } } } }),
    "dep.service": outcomes({ start: { result: "dependency" } }),
    "x.target": outcomes({ start: failed("") }),
    "hit.service": { status: { isStartLimitHit: true as const } },
  };
  const client = fakeClient({ units });
  const files = { "/units/x.service": "" };
  test.each([
    ["start x bad dep x.target", ["upkeep logs -xeu x.service", "upkeep status bad.service", "upkeep logs -xe", "upkeep daemon-reload"]],
    ["start x", ["upkeep reset-failed x.service", "upkeep start x.service", "upkeep status x.service"]],
    ["status x", ["upkeep daemon-reload"]],
    ["cat x", ["upkeep daemon-reload"]],
    ["--user start x", ["upkeep --user status x.service", "upkeep logs --user -xeu x.service", "upkeep --user daemon-reload"]],
    ["--runtime-dir=/r status hit", ['"upkeep --runtime-dir=/r reset-failed hit.service" lets it start again at once.']],
    ["--runtime-dir=/r start x", ["upkeep --runtime-dir=/r status x.service", "upkeep logs --runtime-dir=/r -xeu x.service"]],
    ["start a*", ["upkeep start called with"]],
  ])("upkeep %s", async (words, advice) => {
    const printed = await play(`upkeep ${words}`, { client, files });
    for (const command of advice) expect(printed).toContain(command);
    expect(printed.replaceAll("systemctl(1)", "")).not.toMatch(/systemctl|journalctl/);
  });

  test("there is none about a verb that is missing yet", async () => {
    expect(await play("systemctl list-units", { client })).not.toContain("list-unit-files");
  });
});

describe("kill, reset-failed, is-…, cat, show and wrong command lines", () => {
  const noProcess = (whom: string): Partial<JobOutcome> => ({ error: { code: "no-process", about: { whom } } });
  const about = (status: Partial<UnitStatus>): FakeUnit => ({ status });
  const page = (name: string): Partial<UnitStatus> => ({ fragmentPath: `/etc/systemd/system/${name}.service` });
  const units: Readonly<Record<string, FakeUnit>> = {
    "one.service": {
      status: page("one"),
      outcomes: { "kill control": noProcess("control ") },
      properties: [
        ["ControlPID", "0"],
        ["StatusText", ""],
        ["Id", "one.service"],
        ["Documentation", ""],
        ["Wants", ""],
        ["ActiveState", "inactive"],
        ["DropInPaths", ""],
        ["Job", ""],
      ],
    },
    "s1.service": about({
      ...page("s1"),
      dropInPaths: ["/etc/systemd/system/s1.service.d/10-a.conf", "/etc/systemd/system/s1.service.d/20-b.conf"],
    }),
    "s2.service": about({ activeState: "activating" }),
    "s4.service": {
      status: { activeState: "active" },
      outcomes: { "kill main": noProcess("main ") },
      properties: [
        ["Id", "s4.service"],
        ["Wants", ""],
      ],
    },
    "s9.service": about({ ...page("s9"), needsDaemonReload: true }),
    "fail.service": about({ activeState: "failed", ...page("fail") }),
    "mask.service": about({ loadState: "masked" }),
  };
  const files = {
    "/etc/systemd/system/s1.service":
      "[Unit]\nDescription=Status one\nDocumentation=man:foo(1) https://example.org/\n[Service]\nType=notify\n" +
      "ExecStart=/bin/sh -c \"systemd-notify --ready --status='all good'; sleep 60\"\nNotifyAccess=all\n",
    "/etc/systemd/system/s1.service.d/10-a.conf": "[Service]\nRuntimeMaxSec=1h\n",
    "/etc/systemd/system/s1.service.d/20-b.conf": "[Service]\nEnvironment=A=1\n",
    "/etc/systemd/system/one.service": "[Service]\nExecStart=sleep 1000\n",
    "/etc/systemd/system/s9.service": "[Service]\nExecStart=sleep 60\nExecStopPost=false\n# x\n",
  };
  // When `show` was recorded, s4 was another one.
  const client = fakeClient({ units, manager: { state: "degraded" } });
  test.each(readTranscript("queries.txt"))("$command", async ({ command, printed }) => {
    expect(await play(command, { client, files })).toBe(printed);
  });

  test("without a manager", async () => {
    expect(await play("systemctl is-system-running", { client: undefined })).toBe("offline\n[rc 1]\n");
    expect(await play("systemctl is-active web", { client: undefined })).toBe("E| no manager\n[rc 1]\n");
  });
});

describe("list-units", () => {
  const row = (
    loadState: UnitRow["loadState"],
    activeState: UnitRow["activeState"],
    subState: string,
    more: Partial<UnitRow> = {},
  ): FakeUnit => ({
    row: { loadState, activeState, subState, ...more },
  });
  const RELOADING: Readonly<Record<string, FakeUnit>> = {
    "rld.service": row("loaded", "reloading", "reload", { job: "reload" }),
    "oldpre.service": row("loaded", "activating", "start-pre", { job: "start" }),
    "one.service": row("loaded", "active", "running"),
  };
  const S: Readonly<Record<string, FakeUnit>> = {
    "s9.service": row("loaded", "active", "running"),
    "s7.service": row("loaded", "inactive", "dead", { description: "Status seven" }),
    "s1.service": row("loaded", "active", "running", { description: "Status one" }),
    "s2.service": row("loaded", "activating", "auto-restart"),
    "s4.service": row("loaded", "active", "exited"),
    "s5.service": row("loaded", "active", "running"),
  };
  const FAIL: Readonly<Record<string, FakeUnit>> = { "fail.service": row("loaded", "failed", "failed") };
  const unitsFor = (command: string): Readonly<Record<string, FakeUnit>> => {
    if (command.includes("rld")) return RELOADING;
    return command.includes("--failed") ? { ...S, ...FAIL } : S;
  };
  test.each(readTranscript("list-units.txt"))("$command", async ({ command, printed }) => {
    expect(await play(command, { client: fakeClient({ units: unitsFor(command) }) })).toBe(printed);
  });

  test.each(readTranscript("help-lists.txt"))("$command", async ({ command, printed }) => {
    expect(await play(command, { client: undefined })).toBe(printed);
  });

  test("by type first, then by name whatever the case", async () => {
    const active = row("loaded", "active", "active");
    const units = { "b.target": active, "C.service": active, "a.service": active, "x.slice": active, "D.service": active };
    const printed = await play("systemctl list-units --no-legend --plain", { client: fakeClient({ units }) });
    expect(printed.match(/^\S+\.\S+/gm)).toEqual(["a.service", "C.service", "D.service", "x.slice", "b.target"]);
  });

  test("shortened to the width of a terminal, unless --full", async () => {
    const long = "A very long description that goes on and on and on, so that it certainly does not fit";
    const client = fakeClient({ units: { "long.service": row("loaded", "active", "running", { description: long }) } });
    const terminal = { ...PLAIN, columns: 80 };
    // As recorded with COLUMNS=80.
    const shortened = "  long.service loaded active running A very long description that goes on and on a…";
    const printed = await play("systemctl list-units --no-legend", { client, terminal });
    expect(printed).toBe(`${shortened.slice(0, 79)}…\n[rc 0]\n`);
    expect(await play("systemctl list-units --no-legend -l", { client, terminal })).toContain(long);
  });

  test("colours", async () => {
    const client = fakeClient({
      units: { ...FAIL, "s7.service": S["s7.service"] ?? {}, "n.service": row("not-found", "inactive", "dead") },
    });
    const printed = await play("systemctl list-units -a --no-legend", { client, terminal: { ...PLAIN, colours: "256" } });
    const [red, grey, yellow, end] = ["\x1b[0;1;31m", "\x1b[0;38:5:245m", "\x1b[0;1;38:5:185m", "\x1b[0m"];
    expect(printed.split("\n").slice(0, 3)).toEqual([
      `${red}●${end} ${red}fail.service${end} loaded    ${red}failed  ${end} ${red}failed${end} fail.service`,
      `${yellow}●${end} ${grey}n.service   ${end} ${yellow}not-found${end} ${grey}inactive${end} ${grey}dead  ${end} n.service`,
      `  ${grey}s7.service  ${end} loaded    ${grey}inactive${end} ${grey}dead  ${end} Status seven`,
    ]);
  });
});

test.each(readTranscript("status-ascii.txt"))("without UTF-8: $command", async ({ command, printed }) => {
  const [start, pids] = [at("04:09:46"), [1129, 1132]];
  const fail: Partial<UnitStatus> = {
    ...{
      fragmentPath: "/etc/systemd/system/fail.service",
      unitFileState: "static",
      activeState: "failed",
      subState: "failed",
      result: "exit-code",
    },
    ...{ inactiveEnter: at("04:09:48"), now: at("04:09:48", 390), invocation: "0d79947b55d64bb8897fd345118a99e3" },
    ...{ mainExit: { pid: 1256, code: "exited", status: 1 }, accounting: { pids: [], cpu: 11_000 } },
    commands: [{ pid: 1256, directive: "ExecStart", argv: ["false"], code: "exited", status: 1 }],
  };
  const rld: Partial<UnitStatus> = {
    ...{ fragmentPath: "/etc/systemd/system/rld.service", unitFileState: "static", activeState: "reloading", subState: "reload" },
    ...{ activeEnter: start, now: at("04:09:48", 500), mainPid: 1129, controlPid: 1132, invocation: "e4741efcfe814df0ac87ec5ca788c843" },
    ...{ job: { id: 3201, type: "reload", state: "running" }, accounting: { cgroup: "/system.slice/rld.service", pids, cpu: 14_000 } },
  };
  const units = { "fail.service": { status: fail }, "rld.service": { status: rld, row: { job: "reload" } } };
  const comms = Object.fromEntries(pids.map((pid) => [`/proc/${pid}/comm`, "sleep\n"]));
  const files = { ...comms, "/proc/1129/cmdline": "sleep\x001000\0", "/proc/1132/cmdline": "sleep\x0020\0" };
  // The log is not what this is about.
  const expected = printed.replace(/\n(Nov 24 .*\n)+/, "");
  expect(await play(command, { client: fakeClient({ units }), files, terminal: { ...PLAIN, utf8: false } })).toBe(expected);
});

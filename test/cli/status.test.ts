import { describe, expect, test } from "vitest";
import type { FinishedCommand, UnitStatus } from "../../src/core/control/protocol.ts";
import type { Realtime } from "../../src/core/base/time.ts";
import type { LogRecord } from "../../src/core/log/record.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import { at, fakeClient } from "./fake-manager.ts";
import type { FakeUnit } from "./fake-manager.ts";
import { play, readTranscript } from "./transcript.ts";

const MAN = "/etc/systemd/system";
const file = (unit: string): Partial<UnitStatus> => ({ fragmentPath: `${MAN}/${unit}`, unitFileState: "static" });
const finished = (pid: number, directive: string, argv: string, code: FinishedCommand["code"], status: number): FinishedCommand => ({
  ...{ pid, directive, argv: argv.split(" "), code, status },
});
const exited = (pid: number, status: number): NonNullable<UnitStatus["mainExit"]> => ({ pid, code: "exited", status });

const UNITS: Readonly<Record<string, Partial<UnitStatus>>> = {
  "s1.service": {
    ...{ description: "Status one", activeState: "active", subState: "running", mainPid: 127, statusText: "all good" },
    ...{ dropInPaths: [`${MAN}/s1.service.d/10-a.conf`, `${MAN}/s1.service.d/20-b.conf`] },
    ...{ activeEnter: at("04:07:20"), until: at("05:07:20"), now: at("04:07:20", 473), invocation: "a2c5247326b741cba6f3033503aa7971" },
    ...{ documentation: ["man:foo(1)", "https://example.org/"] },
    accounting: { cgroup: "/system.slice/s1.service", pids: [127, 131], cpu: 13_400 },
  },
  "s2.service": {
    ...{ activeState: "activating", subState: "auto-restart", result: "exit-code", mainExit: exited(132, 1) },
    ...{ inactiveExit: at("04:07:20"), now: at("04:07:20", 455), invocation: "c0553824da5249fd896088591ff2941d" },
    ...{ commands: [finished(132, "ExecStart", "false", "exited", 1)], accounting: { pids: [], cpu: 7000 } },
  },
  "s3.service": {
    ...{ description: "Status three", activeState: "failed", subState: "failed", result: "exit-code", mainExit: exited(145, 1) },
    ...{ unitFileState: "disabled", unitFilePreset: "enabled", invocation: "e9113f18f9ea45ab8a5a80e4077ba9e6" },
    ...{ activeEnter: at("04:07:20"), activeExit: at("04:07:20", 7), inactiveEnter: at("04:07:20", 7), now: at("04:07:20", 334) },
    commands: [finished(145, "ExecStart", "false", "exited", 1)],
  },
  "s4.service": {
    ...{ activeState: "active", subState: "exited", mainExit: exited(138, 0), activeEnter: at("04:07:20"), now: at("04:07:20", 463) },
    ...{ invocation: "82cd4fb9801a47c683da0a912aaa7fbf", commands: [finished(138, "ExecStart", "true", "exited", 0)] },
    accounting: { cgroup: "/system.slice/s4.service", pids: [], cpu: 6000 },
  },
  "s5.service": {
    ...{ activeState: "activating", subState: "start-pre", inactiveExit: at("04:07:20"), now: at("04:07:20", 466), controlPid: 141 },
    ...{ job: { id: 220, type: "start", state: "running" }, invocation: "ddbe6d0b03e349478c94e982d9e1bdc3" },
    accounting: { cgroup: "/system.slice/s5.service", pids: [141], cpu: 6000 },
  },
  "s6.service": {
    ...{ activeState: "deactivating", subState: "stop", activeEnter: at("04:07:19"), activeExit: at("04:07:20"), now: at("04:07:20", 437) },
    ...{ mainPid: 143, controlPid: 147, job: { id: 379, type: "stop", state: "running" }, invocation: "24d75bb4b5d240fda4f626c47747907f" },
    accounting: { cgroup: "/system.slice/s6.service", pids: [143, 147], cpu: 14_000 },
  },
  "s7.service": {
    description: "Status seven",
    condition: { at: at("04:07:20"), unmet: ["ConditionPathExists=!/etc", "ConditionPathExists=|/nope"] },
    now: at("04:07:20", 411),
  },
  "s9.service": {
    ...{
      activeState: "failed",
      subState: "failed",
      result: "signal",
      mainExit: { pid: 149, code: "killed", status: 9 },
      needsDaemonReload: true,
    },
    ...{ activeEnter: at("04:07:20"), activeExit: at("04:07:20", 12), inactiveEnter: at("04:07:20", 12), now: at("04:07:21", 500) },
    ...{ invocation: "b13b1459e59c456498e7db45d9611328", accounting: { pids: [], cpu: 7000 } },
    commands: [finished(149, "ExecStart", "sleep 60", "killed", 9), finished(152, "ExecStopPost", "false", "killed", 9)],
  },
  "mask.service": { loadState: "masked", loadError: "Unit mask.service is masked." },
  "bad.service": { description: "bad", loadState: "bad-setting", loadError: "Unit bad.service has a bad unit file setting." },
  "rld.service": {
    ...{
      activeState: "reloading",
      subState: "reload",
      activeEnter: at("04:09:46"),
      now: at("04:09:46", 251),
      mainPid: 1129,
      controlPid: 1132,
    },
    ...{ job: { id: 3201, type: "reload", state: "running" }, invocation: "e4741efcfe814df0ac87ec5ca788c843" },
    accounting: { cgroup: "/system.slice/rld.service", pids: [1129, 1132], cpu: 14_000 },
  },
  "all.service": {
    ...{ description: "All lines", activeState: "reloading", subState: "reload", activeEnter: at("04:29:17"), now: at("04:29:17", 386) },
    ...{ dropInPaths: [`${MAN}/all.service.d/1.conf`, "/run/systemd/system/all.service.d/2.conf", `${MAN}/all.service.d/3.conf`] },
    ...{ job: { id: 6278, type: "reload", state: "running" }, invocation: "fa26ad9cb4074987abe1110336e62244", until: at("05:29:17") },
    ...{ documentation: ["man:foo(1)"], mainPid: 1653, controlPid: 1659, statusText: "all good", statusErrno: 2 },
    commands: [finished(1644, "ExecStartPre", "true", "exited", 0), finished(1648, "ExecStartPre", "sh -c exit 0 a b", "exited", 0)],
    accounting: { cgroup: "/system.slice/all.service", pids: [1653, 1658, 1659], cpu: 31_000 },
  },
  "exits.service": {
    ...{ activeState: "failed", subState: "failed", result: "exit-code", mainExit: exited(1662, 203), now: at("04:29:17", 353) },
    ...{ activeEnter: at("04:29:17"), activeExit: at("04:29:17", 8), inactiveEnter: at("04:29:17", 9) },
    ...{ invocation: "b289a64f87c04898b29fbcb7e9ee7881", accounting: { pids: [], cpu: 36_000 } },
    commands: [
      finished(1662, "ExecStart", "sh -c exit 203", "exited", 203),
      finished(1664, "ExecStopPost", "sh -c exit 64", "exited", 64),
      finished(1668, "ExecStopPost", "sh -c exit 255", "exited", 255),
      finished(1670, "ExecStopPost", "sh -c exit 137", "exited", 137),
      finished(1674, "ExecStopPost", "sh -c kill -SEGV $$$$", "killed", 11),
    ],
  },
  "quote.service": {
    ...{ activeState: "active", subState: "running", activeEnter: at("04:29:17"), now: at("04:29:17", 456), mainPid: 1651 },
    ...{ invocation: "97c627fc9c4d4b3bb43d5edf8f61e35a" },
    accounting: { cgroup: "/system.slice/quote.service", pids: [1651, 1654], cpu: 6000 },
  },
};

const sleepIn = (pid: number, argv: string): Readonly<Record<string, string>> => ({
  [`/proc/${pid}/comm`]: `${argv.split(" ")[0]?.split("/").at(-1)}\n`,
  [`/proc/${pid}/cmdline`]: `${argv.split(" ").join("\0")}\0`,
});
const shell = (pid: number, ...argv: readonly string[]): Readonly<Record<string, string>> => ({
  [`/proc/${pid}/comm`]: "sh\n",
  [`/proc/${pid}/cmdline`]: `${argv.join("\0")}\0`,
});
const FILES = {
  ...shell(127, "/bin/sh", "-c", "systemd-notify --ready --status='all good'; sleep 60"),
  ...sleepIn(131, "sleep 60"),
  ...sleepIn(141, "sleep 5"),
  ...sleepIn(143, "sleep 60"),
  ...sleepIn(147, "sleep 3"),
  ...sleepIn(1129, "sleep 1000"),
  ...sleepIn(1132, "sleep 20"),
  ...shell(1653, "/bin/sh", "-c", "systemd-notify --ready --status='all good' ERRNO=2; sleep 60"),
  ...sleepIn(1658, "sleep 60"),
  ...sleepIn(1659, "sleep 20"),
  ...shell(
    1651,
    "sh",
    "-c",
    "sleep 1000; :",
    "a b",
    'q"u',
    "it's",
    "",
    "$x",
    "a*b",
    "a;b",
    "#x",
    "a=b",
    "~",
    "{a}",
    "a!b",
    "a%b",
    "ä",
    "a\tb",
    "a\\b",
  ),
  ...sleepIn(1654, "sleep 1000"),
};

/** The log lines are taken from the recording: what is tested is which of them are shown, and where. */
function recordsIn(printed: string): readonly LogRecord[] {
  const lines = printed.matchAll(/^Nov 24 ([\d:]+) vm ([^[]+)\[(\d+)\]: (.*)$/gm);
  return [...lines].map(([, time = "", identifier = "", pid, message = ""]): LogRecord => {
    const { realtime, monotonic } = at(time);
    const unit = /\b[a-z0-9]+\.service/.exec(message)?.[0] as UnitName;
    return { at: realtime as Realtime, monotonic, priority: 6, unit, transport: "manager", identifier, pid: Number(pid), message };
  });
}

function stageFor(command: string): Readonly<Record<string, FakeUnit>> {
  const later: Readonly<Record<string, Partial<UnitStatus>>> = {
    // What the same units were like when another command was recorded.
    "systemctl status s4 zz s2": { now: at("04:07:21", 900), commands: [] },
    "systemctl -n0 status s3": { now: at("04:07:21", 900), commands: [] },
  };
  const adjusted = Object.entries(UNITS).map(([unit, status]) => [
    unit,
    { status: { ...(status.loadState === undefined ? file(unit) : {}), ...status, ...later[command] } },
  ]);
  return Object.fromEntries(adjusted) as Readonly<Record<string, FakeUnit>>;
}

describe("the pages of systemctl 257", () => {
  test.each(readTranscript("status.txt"))("$command", async ({ command, printed }) => {
    const client = fakeClient({ units: stageFor(command) });
    expect(await play(command, { client, files: FILES, records: recordsIn(printed) })).toBe(printed);
  });
});

describe("a process stands for its unit", () => {
  const client = fakeClient({ units: { "a.service": { status: { mainPid: 7, activeState: "active" } }, "b.service": { status: {} } } });
  const files = { "/proc/7/stat": "", "/proc/8/stat": "" };
  /** Sentences and exit codes as systemctl 257 has them. */
  test.each<[command: string, units: string, errors: string, code: number]>([
    ["7", "a.service", "", 0],
    ["07 b", "a.service b.service", "", 3],
    ["8", "", "PID 8 does not belong to any loaded unit.", 1],
    ["9", "", "PID 9 doesn't exist or is already gone.", 1],
    ["b 9", "b.service", "PID 9 doesn't exist or is already gone.", 1],
    ["0", "", "PID 0 doesn't exist or is already gone.", 1],
    ["99999999999", "", "Unit 99999999999.service could not be found.", 4],
  ])("status %s", async (operands, units, errors, code) => {
    const printed = await play(`systemctl status ${operands}`, { client, files });
    expect([...printed.matchAll(/^[●○] (\S+)/gm)].map(([, unit]) => unit).join(" ")).toBe(units);
    expect([...printed.matchAll(/^E\| (.*)/gm)].map(([, error]) => error).join("\n")).toBe(errors);
    expect(printed).toContain(`[rc ${code}]`);
  });
});

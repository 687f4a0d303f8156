import { expect, test } from "vitest";
import type { Realtime } from "../base/time.ts";
import type { UnitName } from "../values/unit-name.ts";
import { formatRecord, type FormatContext, type LogFormat } from "./format.ts";
import { formatBytes } from "./printable.ts";
import type { LogRecord } from "./record.ts";
import { decodeText } from "../base/text.ts";
import { UTC } from "./zone.ts";

const HERE: FormatContext = { hostname: "vm", zone: UTC };
const LINE: LogRecord = {
  at: 1_795_493_429_975_039 as Realtime,
  monotonic: 1_648_894_288,
  priority: 6,
  transport: "stdout",
  unit: "web.service" as UnitName,
  identifier: "ml",
  pid: 77,
  message: "first line\nsecond line\n  third",
};
const format = (as: LogFormat, record: Partial<LogRecord> = {}, context: Partial<FormatContext> = {}): string =>
  formatRecord({ ...LINE, ...record }, as, { ...HERE, ...context });

/** Recorded from journalctl 257. */
test.each<[format: LogFormat, text: string]>([
  ["short", "Nov 24 04:10:29 vm ml[77]: first line\n                           second line\n                             third\n"],
  [
    "short-precise",
    "Nov 24 04:10:29.975039 vm ml[77]: first line\n                                  second line\n                                    third\n",
  ],
  [
    "short-iso",
    "2026-11-24T04:10:29+00:00 vm ml[77]: first line\n                                     second line\n                                       third\n",
  ],
  [
    "short-iso-precise",
    "2026-11-24T04:10:29.975039+00:00 vm ml[77]: first line\n                                            second line\n                                              third\n",
  ],
  ["short-monotonic", "[ 1648.894288] vm ml[77]: first line\n                          second line\n                            third\n"],
  [
    "short-unix",
    "1795493429.975039 vm ml[77]: first line\n                             second line\n                               third\n",
  ],
  [
    "short-full",
    "Tue 2026-11-24 04:10:29 UTC vm ml[77]: first line\n                                       second line\n                                         third\n",
  ],
  [
    "with-unit",
    "Tue 2026-11-24 04:10:29 UTC vm web.service[77]: first line\n" + " ".repeat(48) + "second line\n" + " ".repeat(50) + "third\n",
  ],
  ["cat", "first line\nsecond line\n  third\n"],
])("%s", (as, text) => {
  expect(format(as)).toBe(text);
});

test("a zone west of Greenwich", () => {
  expect(format("short-iso", { message: "x" }, { zone: { offset: () => -210, name: () => "NST" } })).toBe(
    "2026-11-24T00:40:29-03:30 vm ml[77]: x\n",
  );
});

test("--no-hostname", () => {
  expect(format("short", { message: "x" }, { hidesHostname: true })).toBe("Nov 24 04:10:29 ml[77]: x\n");
});

test("what the manager says comes from init.scope", () => {
  expect(format("with-unit", { message: "x", transport: "manager", pid: 1 })).toBe("Tue 2026-11-24 04:10:29 UTC vm init.scope[1]: x\n");
});

test("json says on which machine and in which of its boots it was", () => {
  const [boot, machineId] = ["6f65c6ff736a41af829d304871039af9", "450433640a704b259a5fea0c058722bd"];
  const ids = (as: LogFormat, record: Partial<LogRecord>, context: Partial<FormatContext>): unknown =>
    Object.entries(JSON.parse(format(as, record, context)) as object).filter(([name]) => /^_(BOOT|MACHINE)_ID$/.test(name));
  expect(ids("json", { boot }, { machineId })).toEqual([
    ["_BOOT_ID", boot],
    ["_MACHINE_ID", machineId],
  ]);
  expect(ids("json-pretty", {}, {})).toEqual([]);
});

test("who spoke before it was a process has no pid", () => {
  const record = { message: "x", identifier: "(echo)", pid: 0 };
  expect(format("short", record)).toBe("Nov 24 04:10:29 vm (echo): x\n");
  expect(JSON.parse(format("json", record))).not.toHaveProperty("_PID");
});

test("a hint stands behind the sentence, but not where it is asked for as it is", () => {
  const record = { message: "Unknown key 'X', ignoring.", fields: { UPKEEP_HINT: "did you mean Y=?" } };
  expect(format("short", record)).toBe("Nov 24 04:10:29 vm ml[77]: Unknown key 'X', ignoring. (did you mean Y=?)\n");
  expect(format("cat", record)).toBe("Unknown key 'X', ignoring.\n");
  expect(JSON.parse(format("json", record))).toMatchObject({ MESSAGE: "Unknown key 'X', ignoring.", UPKEEP_HINT: "did you mean Y=?" });
});

/** Recorded from journalctl 257, but for the prefix. */
test.each<[name: string, message: string, printed: string]>([
  ["nothing", "", ""],
  ["a newline at the end begins no line", "trailing\n", "trailing"],
  ["an empty line", "trailing nl\n\n", `trailing nl\n${" ".repeat(27)}`],
  ["blanks stay", "   lead and trail   ", "   lead and trail   "],
  ["a tab is eight blanks", "tab\there", "tab        here"],
  ["colours go", "esc\u001b[31mred\u001b[0m", "escred"],
  ["a title goes, ended by BEL", "\u001b]0;title\u0007 osc", " osc"],
  ["a title goes, ended by ST", "a\u001b]0;t\u001b\\osc", "aosc"],
  ["of a link its text stays", "a\u001b]8;;http://x\u0007link\u001b]8;;\u0007", "alink"],
  ["clearing the screen", "a\u001b[2Jclear", "[10B blob data]"],
  ["CR LF", "crlf\r\nnext\r", `crlf\n${" ".repeat(27)}next`],
  ["CR CR LF", "a\r\r\nb\r\r", `a\n${" ".repeat(27)}b`],
  ["a colour in ISO 8613-6's own form", "a\u001b[38:5:1mred", "[13B blob data]"],
  ["a title beyond ASCII", "a\u001b]0;ü\u0007x", "[9B blob data]"],
  ["CR", "a\rb", "[3B blob data]"],
  ["a sequence cut off", "x\u001b[3", "[4B blob data]"],
  ["BEL", "\ta\u0007", "[10B blob data]"],
  ["1024 bytes", "\u0007".repeat(1024), "[1K blob data]"],
  ["1536 bytes", "\u0007".repeat(1536), "[1.5K blob data]"],
  ["10300 bytes", "\u0007".repeat(10_300), "[10K blob data]"],
  ["DEL", "\u007fdel", "[4B blob data]"],
  ["C1 control", "\u0085x", "[3B blob data]"],
  ["no UTF-8", decodeText(Uint8Array.of(0x62, 0x61, 0x64, 0xff, 0x75, 0x74, 0x66, 0x38)), "[8B blob data]"],
  ["half of a surrogate pair", decodeText(Uint8Array.of(0xed, 0xa0, 0x80, 0x73, 0x75, 0x72, 0x72)), "[7B blob data]"],
  ["no character", "\ufffefffe", "[7B blob data]"],
  ["no width", "\u200bzwsp", "\u200bzwsp"],
])("short makes harmless: %s", (_, message, printed) => {
  expect(format("short", { message })).toBe(`Nov 24 04:10:29 vm ml[77]: ${printed}\n`);
});

test.each(["tab\there", "esc\u001b[31mred\u001b[0m", "a\rb", "\u0007"])("--all and cat print as it is: %j", (message) => {
  expect(format("short", { message }, { all: true })).toBe(`Nov 24 04:10:29 vm ml[77]: ${message}\n`);
  expect(format("cat", { message })).toBe(`${message}\n`);
});

const json = (record: Partial<LogRecord>, context: Partial<FormatContext> = {}): unknown => JSON.parse(format("json", record, context));

/** The values as journalctl 257 gives them. */
test("json of a line", () => {
  expect(json({ message: "tab\there äöü", invocation: "df07a4347a15485ab7141a5c569af5e6", fields: { _LINE_BREAK: "eof" } })).toEqual({
    __REALTIME_TIMESTAMP: "1795493429975039",
    __MONOTONIC_TIMESTAMP: "1648894288",
    _HOSTNAME: "vm",
    PRIORITY: "6",
    SYSLOG_FACILITY: "3",
    SYSLOG_IDENTIFIER: "ml",
    _PID: "77",
    _TRANSPORT: "stdout",
    _SYSTEMD_UNIT: "web.service",
    _SYSTEMD_INVOCATION_ID: "df07a4347a15485ab7141a5c569af5e6",
    _LINE_BREAK: "eof",
    MESSAGE: "tab\there äöü",
  });
});

test("json of what the manager says", () => {
  const said = {
    transport: "manager",
    identifier: "systemd",
    pid: 1,
    message: "Started web.service.",
    invocation: "c4743fe7ec474a60ab413ff4ace41722",
  } as const;
  expect(json({ ...said, fields: { JOB_TYPE: "start" } })).toMatchObject({
    _TRANSPORT: "journal",
    _SYSTEMD_UNIT: "init.scope",
    UNIT: "web.service",
    INVOCATION_ID: "c4743fe7ec474a60ab413ff4ace41722",
    JOB_TYPE: "start",
    MESSAGE: "Started web.service.",
  });
});

test.each<[name: string, message: string, value: unknown]>([
  ["no UTF-8", decodeText(Uint8Array.of(98, 97, 100, 255)), [98, 97, 100, 255]],
  ["a control character", "bell\u0007x", [98, 101, 108, 108, 7, 120]],
  ["several lines", "a\nb", "a\nb"],
  ["as long as is shown", "x".repeat(4087), "x".repeat(4087)],
  ["too long", "x".repeat(4088), null],
  ["too long in bytes", "ä".repeat(2044), null],
])("json of a message: %s", (_, message, value) => {
  expect(json({ message })).toMatchObject({ MESSAGE: value });
});

test("json --all shows what is long", () => {
  expect(json({ message: "x".repeat(5000) }, { all: true })).toMatchObject({ MESSAGE: "x".repeat(5000) });
});

test("json-pretty", () => {
  const lines = format("json-pretty", { message: "a\u0007" }).split("\n");
  expect(lines.slice(0, 2)).toEqual(["{", '\t"__REALTIME_TIMESTAMP" : "1795493429975039",']);
  expect(lines.slice(-6)).toEqual(['\t"MESSAGE" : [', "\t\t97,", "\t\t7", "\t]", "}", ""]);
});

test("colours go around each line", () => {
  expect(format("short", { message: "a\nb", priority: 3 }, { paint: (priority, line) => `<${priority}:${line}>` })).toBe(
    `Nov 24 04:10:29 vm ml[77]: <3:a>\n${" ".repeat(27)}<3:b>\n`,
  );
});

test.each([
  [0, "0B"],
  [1023, "1023B"],
  [1126, "1K"],
  [1127, "1.1K"],
  [49_152, "48K"],
  [3_355_443, "3.1M"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

import { describe, expect, test } from "vitest";
import { FOREVER, sec } from "../base/time.ts";
import { mergeDocuments } from "../unit-file/merge.ts";
import { parseUnitFile } from "../unit-file/parse.ts";
import type { UnitName } from "../values/unit-name.ts";
import { decodeSections } from "./decode.ts";
import { KNOWN_BY_NAME } from "./known-by-name.ts";
import { serviceSections } from "./sections.ts";
import { showSection } from "./show.ts";

const context = { unit: "web.service" as UnitName, specifiers: new Map<string, string>() };

function decode(text: string, ...dropIns: readonly string[]) {
  const documents = [text, ...dropIns].map((each, index) => parseUnitFile(each, index === 0 ? "web.service" : `${index}.conf`).value);
  const [fragment, ...rest] = documents;
  if (fragment === undefined) throw new Error("there is always one");
  return decodeSections(serviceSections, KNOWN_BY_NAME, mergeDocuments(fragment, rest), context);
}
const service = (text: string) => decode(`[Service]\n${text}\n`).values.Service;

describe("scalars and lists", () => {
  test("the last valid assignment wins", () => {
    expect(service("Restart=always\nRestart=bogus\nRestart=").Restart).toBe("always");
  });
  test("an empty one brings a string's initial value back", () => {
    expect(service("User=web\nUser=").User).toBeUndefined();
    expect(service("MemoryMax=1M\nMemoryMax=").MemoryMax).toEqual({ absolute: Infinity });
  });
  test("lists add up and start over", () => {
    expect(service("Environment=A=1\nEnvironment=B=2").Environment).toEqual(["A=1", "B=2"]);
    expect(service("ExecStart=/bin/a\nExecStart=\nExecStart=/bin/b").ExecStart.map(({ path }) => path)).toEqual(["/bin/b"]);
    expect(service("SuccessExitStatus=1\nSuccessExitStatus=\nSuccessExitStatus=2").SuccessExitStatus.statuses).toEqual([2]);
  });
  test("dependencies can't be taken back", () => {
    expect(decode("[Unit]\nAfter=a.service\nAfter=\nAfter=b.service a.service\n").values.Unit.After).toEqual(["a.service", "b.service"]);
  });
});

describe("names for other names", () => {
  test("TimeoutSec= sets both", () => {
    expect(service("TimeoutSec=5")).toMatchObject({ TimeoutStartSec: sec(5), TimeoutStopSec: sec(5) });
    expect(service("TimeoutSec=0")).toMatchObject({ TimeoutStartSec: FOREVER, TimeoutStopSec: FOREVER });
  });
  test.each<readonly [text: string, interval: number]>([
    ["[Service]\nStartLimitInterval=0\n", 0],
    ["[Service]\nStartLimitInterval=0\n[Unit]\nStartLimitIntervalSec=7\n", 7],
    ["[Unit]\nStartLimitIntervalSec=7\n[Service]\nStartLimitInterval=9\n", 9],
    ["[Unit]\nStartLimitIntervalSec=7\nStartLimitInterval=8\n", 8],
  ])("the last of the start limits counts: %j", (text, interval) => {
    expect(decode(text).values.Unit.StartLimitIntervalSec).toBe(sec(interval));
  });
  test("the other old places in [Service]", () => {
    const { Unit } = decode("[Service]\nStartLimitBurst=2\nStartLimitAction=reboot\nFailureAction=exit\nRebootArgument=x\n").values;
    expect(Unit).toMatchObject({ StartLimitBurst: 2, StartLimitAction: "reboot", FailureAction: "exit", RebootArgument: "x" });
  });
});

describe("diagnostics", () => {
  test.each<readonly [text: string, message: string, hint: string | undefined]>([
    ["[Unit]\nRestart=always\n", "Unknown key 'Restart' in section [Unit], ignoring.", "Restart= belongs into [Service]"],
    ["[Service]\nWantedBy=x\n", "Unknown key 'WantedBy' in section [Service], ignoring.", "WantedBy= belongs into [Install]"],
    ["[Service]\nResart=always\n", "Unknown key 'Resart' in section [Service], ignoring.", "did you mean Restart=?"],
    ["[Service]\nexecstart=/bin/x\n", "Unknown key 'execstart' in section [Service], ignoring.", "did you mean ExecStart=?"],
    ["[Service]\nPrivateTemp=1\n", "Unknown key 'PrivateTemp' in section [Service], ignoring.", "did you mean PrivateTmp=?"],
    ["[Service]\nQuuxification=1\n", "Unknown key 'Quuxification' in section [Service], ignoring.", undefined],
    ["[Service]\nconstructor=1\n", "Unknown key 'constructor' in section [Service], ignoring.", undefined],
  ])("%j", (text, message, hint) => {
    const { diagnostics } = decode(text);
    expect(diagnostics).toMatchObject([{ code: "unknown-key", message, at: { line: 2, column: 1 } }]);
    expect(diagnostics[0]?.hint).toBe(hint);
  });
  test("a bad value stands where it was written, and says what was expected", () => {
    expect(decode("[Service]\nRestartSec = 5 parsecs\n").diagnostics).toMatchObject([
      {
        code: "bad-value",
        severity: "warning",
        at: { file: "web.service", line: 2, column: 14 },
        message: "Failed to parse RestartSec=5 parsecs, ignoring: Invalid argument",
        hint: expect.stringContaining("expected a time span"),
      },
    ]);
  });
  test("own keys are passed over in silence", () => {
    expect(decode("[Service]\nX-Mine=1\n").diagnostics).toEqual([]);
  });
  test("a fatal value ends the reading of its file, and of that alone", () => {
    const decoded = decode(
      "[Service]\nExecStart=/bin/a\n",
      "[Service]\nRestartSec=1\nExecStart=bad/x\nRestartSec=2\n",
      "[Service]\nRestart=always\n",
    );
    expect(decoded.values.Service).toMatchObject({ RestartSec: sec(1), Restart: "always" });
    expect([...decoded.refusedBy]).toEqual(["1.conf"]);
    expect(decoded.diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
  });
  test("a value that is out of date is taken, with a remark", () => {
    const { values, diagnostics } = decode("[Service]\nStandardOutput=syslog\n");
    expect(values.Service.StandardOutput).toEqual({ to: "journal" });
    expect(diagnostics).toMatchObject([
      { message: expect.stringContaining("Standard output type syslog is obsolete, automatically updating to journal.") },
    ]);
  });
});

test("origins are the places that are in effect", () => {
  const { origins } = decode("[Service]\nRestart=always\nRestartSec=1\nRestart=bogus\nUser=x\nUser=\n", "[Service]\nRestartSec=2\n");
  expect(origins.get("Service.Restart")).toEqual({ file: "web.service", line: 2, column: 1 });
  expect(origins.get("Service.RestartSec")).toEqual({ file: "1.conf", line: 2, column: 1 });
  expect(origins.has("Service.User")).toBe(false);
});

describe("what is not acted on", () => {
  const names = (text: string): readonly string[] => decode(text).unsupported.map(({ key }) => key);
  test("is listed once", () => {
    expect(
      names("[Unit]\nConditionPathExists=/x\n[Service]\nPrivateTmp=yes\nPrivateTmp=disconnected\nRestart=always\nRuntimeDirectory=x\n"),
    ).toEqual(["ConditionPathExists", "PrivateTmp", "RuntimeDirectory"]);
  });
  test("isn't, if it was taken back or is so anyway", () => {
    expect(names("[Unit]\nConditionPathExists=/x\nConditionPathExists=\n[Service]\nGuessMainPID=yes\nExitType=main\n")).toEqual([]);
    expect(names("[Service]\nPrivateTmp=yes\nPrivateTmp=no\n")).toEqual([]);
  });
  test("depends on the value where support is partial", () => {
    expect(names("[Service]\nType=oneshot\nStandardOutput=null\nStandardInput=null\n")).toEqual([]);
    expect(names("[Service]\nType=dbus\nStandardOutput=tty\nStandardInput=tty\n")).toEqual(["StandardOutput", "StandardInput"]);
  });
});

test("show prints properties as systemctl does", () => {
  const text =
    '[Service]\nRestartSec=100ms\nKillSignal=SIGTERM\nSuccessExitStatus=TEMPFAIL 250 KILL\nLimitNOFILE=1024:2048\nEnvironment="A=x y" B=1\nEnvironmentFile=-/a\nUMask=22\n';
  const shown = new Map(showSection(serviceSections.Service, decode(text).values.Service));
  expect(Object.fromEntries(shown)).toMatchObject({
    RestartUSec: "100ms",
    KillSignal: "15",
    SuccessExitStatus: "75 250 KILL",
    LimitNOFILE: "2048",
    LimitNOFILESoft: "1024",
    Environment: '"A=x y" B=1',
    EnvironmentFiles: "/a (ignore_errors=yes)",
    UMask: "0022",
    RemainAfterExit: "no",
    RuntimeMaxUSec: "infinity",
    User: "",
    MemoryMax: "infinity",
  });
  expect(shown.has("ExecStart")).toBe(false);
});

test.each([
  ["After=a", (n: number) => `After=u${n}.service\n`],
  ["Environment=", (n: number) => `Environment=A${n}=1\n`],
  ["unknown keys", (n: number) => `Zufall${n}=1\n`],
  ["ExecStartPre=", (n: number) => `ExecStartPre=/bin/x ${n}\n`],
])("twenty thousand lines of %s are read without delay", (_, line) => {
  const started = performance.now();
  decode(`[Unit]\n[Service]\n${Array.from({ length: 20_000 }, (__, n) => line(n)).join("")}`);
  expect(performance.now() - started).toBeLessThan(5_000);
});

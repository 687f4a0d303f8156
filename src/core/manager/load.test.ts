import { describe, expect, test } from "vitest";
import { FOREVER, msec, sec } from "../base/time.ts";
import { SIGNAL } from "../values/signal.ts";
import { unitName } from "../values/unit-name.ts";
import { type LoadHost, type LoadedUnit, loadUnit } from "./load.ts";
import type { UnitFiles } from "./unit-source.ts";

const host: LoadHost = { mode: "system", specifiers: new Map([["t", "/run"]]) };
const links = { wants: [], requires: [], upholds: [] };

interface Extra {
  readonly name?: string;
  readonly dropIns?: readonly string[];
  readonly links?: { readonly wants: readonly string[]; readonly requires: readonly string[]; readonly upholds: readonly string[] };
  readonly mode?: "system" | "user";
}

function load(text: string, extra: Extra = {}): LoadedUnit {
  const { name = "web.service", dropIns = [], mode = "system" } = extra;
  const files: UnitFiles = {
    found: "file",
    fragment: { path: `/etc/${name}`, text, modified: 1 },
    dropIns: dropIns.map((each, index) => ({ path: `/etc/${name}.d/${index}.conf`, text: each, modified: 2 })),
    links: extra.links ?? links,
  };
  return loadUnit(unitName(name), files, { ...host, mode });
}

describe("states", () => {
  const name = unitName("web.service");
  test("nothing there", () => {
    expect(loadUnit(name, { found: "nothing", links }, host)).toMatchObject({
      loadState: "not-found",
      loadError: "Unit web.service not found.",
    });
  });
  test("masked", () => {
    const masked = { loadState: "masked", loadError: "Unit web.service is masked.", fragmentPath: "/etc/web.service" };
    expect(loadUnit(name, { found: "masked", path: "/etc/web.service" }, host)).toMatchObject(masked);
    expect(load("")).toMatchObject(masked);
  });
  test("unreadable", () => {
    const files: UnitFiles = { found: "unreadable", path: "/etc/web.service", error: "Is a directory" };
    expect(loadUnit(name, files, host)).toMatchObject({
      loadState: "error",
      loadError: "Is a directory",
      fragmentPath: "/etc/web.service",
    });
  });
  // Source: systemd-analyze --user verify, systemd 257.
  test("a user's manager leaves the machine alone", () => {
    const text = "[Unit]\nFailureAction=reboot\nSuccessAction=exit\nJobTimeoutAction=bogus\n[Service]\nExecStart=/bin/a\n";
    const { unit, diagnostics } = load(text, { mode: "user" });
    expect(unit).toMatchObject({ FailureAction: "none", SuccessAction: "exit", JobTimeoutAction: "none" });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "FailureAction= specified as user mode action, ignoring: reboot",
      "Failed to parse JobTimeoutAction=, ignoring: bogus",
    ]);
    expect(load(text).unit.FailureAction).toBe("reboot");
  });
  test("a broken header", () => {
    const unit = load("[Service]\nExecStart=/bin/a\n[Install\n");
    expect(unit).toMatchObject({ loadState: "error", loadError: "Bad message" });
    expect(unit.diagnostics).toMatchObject([{ severity: "error", message: "Invalid section header '[Install'", at: { line: 3 } }]);
    expect(unit.service).toBeUndefined();
  });
  test("a broken header in a drop-in ends that drop-in", () => {
    const unit = load("[Service]\nExecStart=/bin/a\n", { dropIns: ["[Service]\nRestart=always\n[Oops\n[Service]\nRestart=no\n"] });
    expect(unit.loadState).toBe("loaded");
    expect(unit.service?.Restart).toBe("always");
  });
  test("a fatal value", () => {
    const unit = load("[Service]\nExecStart=foo/bar\nFoo=1\n");
    expect(unit).toMatchObject({ loadState: "bad-setting", loadError: "Unit web.service has a bad unit file setting.", dependencies: [] });
    expect(unit.diagnostics.map(({ at, message }) => [at.line, message])).toEqual([
      [2, "Neither a valid executable name nor an absolute path: foo/bar"],
      [0, "web.service: Unit configuration has fatal error, unit will not be started."],
    ]);
  });
  test("a fatal value in a drop-in", () => {
    expect(load("[Service]\nExecStart=/bin/a\n", { dropIns: ["[Service]\nExecReload=bad/x\n"] }).loadState).toBe("loaded");
  });
  test("bytes that are no text", () => {
    const unit = load("\u007fELF\u0002\u0001\0\0\ufffd\ufffd[\0=\n".repeat(1_000));
    expect(unit.loadState).toBe("bad-setting");
    expect(unit.diagnostics[0]?.message).toBe("web.service: /etc/web.service holds NUL bytes: it does not look like a unit file.");
  });
  test("a million complaints are not all told", () => {
    const unit = load(`[Service]\nExecStart=/bin/a\n${"Foo=1\n".repeat(5_000)}`);
    expect(unit.diagnostics).toHaveLength(1_001);
    expect(unit.diagnostics.at(-1)?.message).toBe("4000 more complaints about this unit are left out.");
  });
});

// The sentences of systemd 257.
describe("refusals", () => {
  const NOTHING = "Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.";
  const NO_REMAIN = "Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.";
  const ALWAYS = "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing.";
  test.each<readonly [text: string, sentence: string | undefined]>([
    ["", NOTHING],
    ["Type=oneshot", NOTHING],
    ["Type=oneshot\nRemainAfterExit=yes", NOTHING],
    ["ExecStart=/bin/a\nExecStart=", NOTHING],
    ["ExecStop=/bin/true", NO_REMAIN],
    ["Type=oneshot\nExecStop=/bin/true", NO_REMAIN],
    ["RemainAfterExit=yes\nExecStop=/bin/x", undefined],
    ["Type=simple\nExecStop=/bin/x", "Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing."],
    [
      "ExecStart=/bin/a\nExecStart=/bin/b",
      "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.",
    ],
    ["Type=oneshot\nExecStart=/bin/a\nExecStart=/bin/b", undefined],
    ["Type=oneshot\nExecStart=/bin/a\nRestart=always", ALWAYS],
    ["Type=oneshot\nExecStart=/bin/a\nRestart=on-success", ALWAYS],
    ["Type=oneshot\nExecStart=/bin/a\nRestart=on-failure", undefined],
    ["Type=oneshot\nExecStart=/bin/a\nRestartForceExitStatus=1", undefined],
    [
      "Type=oneshot\nExecStart=/bin/a\nExitType=cgroup",
      "Service has ExitType=cgroup set, which isn't allowed for Type=oneshot services. Refusing.",
    ],
    ["Type=dbus\nExecStart=/bin/a", "Service is of type D-Bus but no D-Bus service name has been specified. Refusing."],
    ["Type=oneshot\n[Unit]\nSuccessAction=exit", undefined],
  ])("%j", (text, sentence) => {
    const unit = load(`[Service]\n${text}\n`);
    expect(unit.loadState).toBe(sentence === undefined ? "loaded" : "bad-setting");
    const said = unit.diagnostics.map(({ message }) => message);
    expect(said).toEqual(sentence === undefined ? [] : [`web.service: ${sentence}`]);
  });
});

test.each([
  ["Type=oneshot\nRuntimeMaxSec=5", "RuntimeMaxSec= has no effect in combination with Type=oneshot. Ignoring."],
  ["RuntimeRandomizedExtraSec=5", "Service has RuntimeRandomizedExtraSec= setting, but no RuntimeMaxSec=. Ignoring."],
  ["RestartSteps=3", "Service has RestartSteps= but no RestartMaxDelaySec= setting. Ignoring."],
  ["RestartMaxDelaySec=5", "Service has RestartMaxDelaySec= but no RestartSteps= setting. Ignoring."],
  [
    "RestartSteps=3\nRestartMaxDelaySec=1\nRestartSec=5",
    "RestartMaxDelaySec= has a value smaller than RestartSec=, resetting RestartSec= to RestartMaxDelaySec=.",
  ],
])("%j is loaded with a warning", (text, sentence) => {
  const unit = load(`[Service]\nExecStart=/bin/a\n${text}\n`);
  expect(unit.loadState).toBe("loaded");
  expect(unit.diagnostics).toMatchObject([{ severity: "warning", message: `web.service: ${sentence}`, at: { line: 0 } }]);
});

// What `systemctl show` of systemd 257 printed.
describe("settled values", () => {
  const settled = (text: string) => load(`[Service]\nExecStart=/bin/a\n${text}\n`).service;
  test.each<readonly [text: string, expected: object]>([
    [
      "",
      {
        Type: "simple",
        TimeoutStartSec: sec(90),
        TimeoutStopSec: sec(90),
        TimeoutAbortSec: sec(90),
        RestartSec: msec(100),
        NotifyAccess: "none",
        OOMPolicy: "stop",
        RestartKillSignal: SIGNAL.TERM,
        StandardOutput: { to: "journal" },
        StandardError: { to: "inherit" },
      },
    ],
    ["Type=oneshot", { TimeoutStartSec: FOREVER, TimeoutStopSec: sec(90) }],
    ["Type=oneshot\nTimeoutSec=4", { TimeoutStartSec: sec(4), TimeoutStopSec: sec(4), TimeoutAbortSec: sec(4) }],
    ["TimeoutStopSec=0\nTimeoutStartSec=0", { TimeoutStartSec: FOREVER, TimeoutStopSec: FOREVER, TimeoutAbortSec: FOREVER }],
    ["TimeoutStopSec=5", { TimeoutAbortSec: sec(5) }],
    ["TimeoutAbortSec=0", { TimeoutAbortSec: 0 }],
    ["KillSignal=INT", { RestartKillSignal: SIGNAL.INT }],
    ["KillSignal=INT\nRestartKillSignal=HUP", { KillSignal: SIGNAL.INT, RestartKillSignal: SIGNAL.HUP }],
    ["Type=notify", { NotifyAccess: "main" }],
    ["Type=notify\nNotifyAccess=none", { NotifyAccess: "main" }],
    ["WatchdogSec=5", { NotifyAccess: "main" }],
    ["FileDescriptorStoreMax=3", { NotifyAccess: "main" }],
    ["NotifyAccess=all", { NotifyAccess: "all" }],
    ["BusName=org.x.y", { Type: "dbus" }],
    ["Delegate=yes", { OOMPolicy: "continue" }],
    ["Delegate=no", { OOMPolicy: "stop" }],
    ["OOMPolicy=kill", { OOMPolicy: "kill" }],
    ["RestartSteps=3\nRestartMaxDelaySec=1\nRestartSec=5", { RestartSec: sec(1) }],
    ["StandardInput=tty", { StandardOutput: { to: "inherit" } }],
    ["StandardInput=file:/x", { StandardOutput: { to: "journal" } }],
  ])("%j", (text, expected) => expect(settled(text)).toMatchObject(expected));
  test("a service without ExecStart= is oneshot", () => {
    expect(load("[Service]\nRemainAfterExit=yes\nExecStop=/bin/x\n").service).toMatchObject({ Type: "oneshot", TimeoutStartSec: FOREVER });
  });
});

describe("dependencies", () => {
  const listed = (unit: LoadedUnit): readonly string[] => unit.dependencies.map(({ kind, unit: other }) => `${kind} ${other}`);
  const DEFAULT = [
    "Requires sysinit.target",
    "After sysinit.target",
    "After basic.target",
    "Conflicts shutdown.target",
    "Before shutdown.target",
  ];
  const text = "[Service]\nExecStart=/bin/a\n";
  test("of a service of the system", () => expect(listed(load(text))).toEqual(DEFAULT));
  test("of a user's service", () => {
    expect(listed(load(text, { mode: "user" }))).toEqual([
      "Requires basic.target",
      "After basic.target",
      "Conflicts shutdown.target",
      "Before shutdown.target",
    ]);
  });
  test("without default ones", () => {
    expect(listed(load(`[Unit]\nDefaultDependencies=no\nWants=a.service\n${text}`))).toEqual(["Wants a.service"]);
  });
  test("as written, each once", () => {
    const unit = load(`[Unit]\nWants=a.service a.service web.service\nAfter=basic.target\n${text}`, {
      links: { wants: ["a.service", "bad", "t@.service"], requires: ["b.service"], upholds: [] },
    });
    expect(listed(unit)).toEqual([
      "Wants a.service",
      "After basic.target",
      "Wants t@web.service",
      "Requires b.service",
      ...DEFAULT.filter((each) => each !== "After basic.target"),
    ]);
  });
  test("a target waits for what it pulls in, unless that waits for it", () => {
    const unit = load("[Unit]\nWants=a.service b.service\nBefore=b.service\n", {
      name: "x.target",
      links: { wants: ["c.service"], requires: [], upholds: [] },
    });
    expect(listed(unit)).toEqual([
      "Wants a.service",
      "Wants b.service",
      "Before b.service",
      "Wants c.service",
      "Conflicts shutdown.target",
      "Before shutdown.target",
      "After a.service",
      "After c.service",
    ]);
    expect(unit.dependencies.filter(({ isDefault }) => isDefault === true)).toHaveLength(2);
    expect(unit.service).toBeUndefined();
  });
});

describe("what else comes with it", () => {
  test("files, paths and places", () => {
    const unit = load("[Unit]\nDescription=%n in %y\n[Service]\nExecStart=/bin/a\n", { dropIns: ["[Service]\nRestart=always\n"] });
    expect(unit).toMatchObject({
      kind: "service",
      fragmentPath: "/etc/web.service",
      dropInPaths: ["/etc/web.service.d/0.conf"],
      files: [
        { path: "/etc/web.service", modified: 1 },
        { path: "/etc/web.service.d/0.conf", modified: 2 },
      ],
    });
    expect(unit.unit.Description).toBe("web.service in /etc/web.service");
    expect(unit.origins.get("Service.Restart")).toEqual({ file: "/etc/web.service.d/0.conf", line: 2, column: 1 });
  });
  test("notes on what is not acted on", () => {
    expect(load("[Service]\nExecStart=/bin/a\nPrivateTmp=yes\n").notes).toEqual([
      "PrivateTmp= in [Service] (/etc/web.service:3) is not acted on by this version. Sandboxing is not done by this version: the service runs without it.",
    ]);
  });
  test("a section of another type of unit is unknown", () => {
    expect(load("[Unit]\n[Service]\n", { name: "x.target" }).diagnostics).toMatchObject([
      { message: "Unknown section 'Service'. Ignoring." },
    ]);
  });
  test.each(["socket", "mount", "automount", "swap", "timer", "path", "slice", "scope"])("that of a .%s unit is noted", (kind) => {
    const section = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
    expect(load(`[Unit]\n[${section}]\nA=b\n[Service]\n`, { name: `x.${kind}` })).toMatchObject({
      diagnostics: [
        {
          message: "Unknown section 'Service'. Ignoring.",
          hint: `sections are [Unit], [${section}] and [Install]; own ones begin with X-`,
        },
      ],
      notes: [`[${section}] (/etc/x.${kind}:2) is not acted on by this version: only services and targets are.`],
    });
  });
  test("[Install]", () => {
    expect(load("[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\nAlias=w.service\n").install).toMatchObject({
      WantedBy: ["multi-user.target"],
      Alias: ["w.service"],
    });
  });
  test("diagnostics come in the order of the files", () => {
    const unit = load("[Service]\nExecStart=/bin/a\nFoo=1\nbar\nRestart=x\n", { dropIns: ["baz\n"] });
    expect(unit.diagnostics.map(({ at }) => `${at.file}:${at.line}`)).toEqual([
      "/etc/web.service:3",
      "/etc/web.service:4",
      "/etc/web.service:5",
      "/etc/web.service.d/0.conf:1",
    ]);
  });
});

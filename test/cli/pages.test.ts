import { describe, expect, test } from "vitest";
import { formatLogTail } from "../../src/cli/output/log-tail.ts";
import { formatStatusPage } from "../../src/cli/output/status-page.ts";
import { PLAIN } from "../../src/cli/terminal.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { Realtime } from "../../src/core/base/time.ts";
import type { LogRecord, Priority } from "../../src/core/log/record.ts";
import { UTC } from "../../src/core/log/zone.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import { at, fakeClient, unitStatus } from "./fake-manager.ts";
import { play } from "./transcript.ts";

const COLOURED: Terminal = { ...PLAIN, colours: "256" };
const page = { terminal: PLAIN, zone: UTC, readText: () => undefined };

test("status without a unit", async () => {
  const client = fakeClient({
    units: {},
    manager: { state: "degraded", units: 132, jobs: 2, failed: 2, since: at("04:06:27"), now: at("04:07:21"), version: "0.1.0", pid: 12 },
  });
  // As systemctl 257's, but that the last two lines are ours, and the tree of all control groups is missing.
  expect(await play("systemctl status", { client })).toBe(`● vm
    State: degraded
    Units: 132 loaded (incl. loaded aliases)
     Jobs: 2 queued
   Failed: 2 units
    Since: Tue 2026-11-24 04:06:27 UTC; 54s ago
   upkeep: 0.1.0 (PID 12)
      Log: /log
[rc 0]
`);
});

describe("lines of a page that no recording shows", () => {
  test("what can't be had here is said below Docs", () => {
    const status = unitStatus("x.service", {
      documentation: ["man:x(1)"],
      notes: ["MemoryMax= can't be enforced here.", "So is TasksMax=."],
      commands: [],
    });
    expect(formatStatusPage(status, page).slice(3)).toEqual([
      "       Docs: man:x(1)",
      "       Note: MemoryMax= can't be enforced here.",
      "       Note: So is TasksMax=.",
    ]);
  });

  test("a job comes after Until and Duration", () => {
    const job = { id: 6, type: "stop", state: "waiting" } as const;
    const up = unitStatus("x.service", {
      activeState: "active",
      activeEnter: at("04:00:00"),
      until: at("06:00:00"),
      invocation: "ab",
      job,
    });
    expect(formatStatusPage(up, page).slice(3)).toEqual([
      "      Until: Tue 2026-11-24 06:00:00 UTC; 1h 0min left",
      "        Job: 6",
      " Invocation: ab",
    ]);
    const down = unitStatus("x.service", { activeEnter: at("04:00:00"), activeExit: at("04:00:01", 500), job });
    expect(formatStatusPage(down, page).slice(3)).toEqual(["   Duration: 1.500s", "        Job: 6"]);
  });

  test("a target has no duration, and no state in parentheses", () => {
    const up = unitStatus("x.target", { activeState: "active", subState: "active", activeEnter: at("04:59:00") });
    expect(formatStatusPage(up, page)[2]).toBe("     Active: active since Tue 2026-11-24 04:59:00 UTC; 1min 0s ago");
    expect(formatStatusPage(unitStatus("x.target", { activeEnter: at("04:00:00"), activeExit: at("04:00:01") }), page)).toHaveLength(3);
  });

  test("one unmet condition", () => {
    const status = unitStatus("x.service", { condition: { at: at("04:59:59"), unmet: ["ConditionPathExists=/tmp/ok"] } });
    expect(formatStatusPage(status, page).slice(3)).toEqual([
      "  Condition: start condition unmet at Tue 2026-11-24 04:59:59 UTC; 1s ago",
      "             └─ ConditionPathExists=/tmp/ok was not met",
    ]);
  });

  test("a unit that is active still, but whose file is gone, is shown", async () => {
    const status = { loadState: "not-found", loadError: "Unit x.service not found.", activeState: "active" } as const;
    const printed = await play("systemctl status x", { client: fakeClient({ units: { "x.service": { status } } }) });
    expect(printed).toContain("     Loaded: not-found (Reason: Unit x.service not found.)\n");
  });
});

test("the colours of a page are those of systemctl 257, without its links", () => {
  const [red, green, yellow, end] = ["\x1b[0;1;31m", "\x1b[0;1;32m", "\x1b[0;1;38:5:185m", "\x1b[0m"];
  const failed = unitStatus("fail.service", {
    ...{
      fragmentPath: "/f",
      unitFileState: "disabled",
      unitFilePreset: "enabled",
      activeState: "failed",
      subState: "failed",
      result: "exit-code",
    },
    commands: [{ pid: 5, directive: "ExecStart", argv: ["false"], code: "exited", status: 1 }],
  });
  expect(formatStatusPage(failed, { ...page, terminal: COLOURED })).toEqual([
    `${red}×${end} fail.service`,
    `     Loaded: loaded (/f; ${yellow}disabled${end}; preset: ${green}enabled${end})`,
    `     Active: ${red}failed${end} (Result: exit-code)`,
    `    Process: 5 ExecStart=false ${red}(code=exited, status=1/FAILURE)${end}`,
  ]);
});

describe("the log below a page", () => {
  const record = (priority: Priority, message: string): LogRecord => {
    const { realtime, monotonic } = at("04:09:46");
    return { at: realtime as Realtime, monotonic, priority, transport: "manager", identifier: "systemd", pid: 1, message };
  };
  const context = { terminal: PLAIN, zone: UTC, hostname: "vm" };
  const long =
    "Started long.service - A very long description that goes on and on and on, so that it certainly does not fit into eighty columns of a terminal.";

  test("is shortened near the end on a terminal, which is told", () => {
    // As recorded with COLUMNS=80.
    const printed = formatLogTail({ records: [record(6, long)], format: "short" }, { ...context, terminal: { ...PLAIN, columns: 80 } });
    expect(printed).toBe(
      "Nov 24 04:09:46 vm systemd[1]: Started long.service - A very long descript…inal.\n" +
        "Hint: Some lines were ellipsized, use -l to show in full.\n",
    );
    expect(formatLogTail({ records: [record(6, long)], format: "cat" }, context)).toBe(`${long}\n`);
  });

  test("has colours by priority", () => {
    const records = [record(3, "bad"), record(4, "odd"), record(5, "new"), record(6, "usual")];
    const printed = formatLogTail({ records, format: "cat" }, { ...context, terminal: COLOURED });
    expect(printed).toBe("\x1b[0;1;31mbad\x1b[0m\n\x1b[0;1;38:5:185modd\x1b[0m\n\x1b[0;1;39mnew\x1b[0m\nusual\n");
  });

  test("does not show how the run before the last ended, even in the same moment", async () => {
    const since = at("04:09:46");
    const lines: readonly LogRecord[] = [
      { ...record(4, "x.service: Failed with result 'exit-code'."), fields: { MESSAGE_ID: "d9b373ed55a64feb8242e02dbe79a49c" } },
      record(6, "x.service: Scheduled restart job, restart counter is at 1."),
    ];
    const records = lines.map((line) => ({ ...line, unit: "x.service" as UnitName }));
    const client = fakeClient({ units: { "x.service": { status: { inactiveExit: since } } } });
    const printed = await play("systemctl status x", { client, records });
    expect(printed).toContain("\n\nNov 24 04:09:46 vm systemd[1]: x.service: Scheduled restart job");
  });
});

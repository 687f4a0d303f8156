import { expect, test } from "vitest";
import { normaliseLine, normaliseOutput } from "./normalise.ts";

const CASES: readonly (readonly [line: string, normal: string | undefined])[] = [
  ["     Active: active (running) since Tue 2026-11-24 04:10:18 UTC; 1s ago", "     Active: active (running) since TIME; AGO"],
  [
    "     Active: failed (Result: signal) since Tue 2026-11-24 04:10:18 CEST; 1 week 2 days ago",
    "     Active: failed (Result: signal) since TIME; AGO",
  ],
  ["      Until: Tue 2026-11-24 04:10:18 UTC; 59min left", "      Until: TIME; AGO"],
  ["   Duration: 1.204s", "   Duration: AGO"],
  ["   Main PID: 94 (actor); Control PID: 95 (actor)", "   Main PID: N (actor); Control PID: N (actor)"],
  [
    "    Process: 94 ExecStart=/actor exit 1 (code=exited, status=1/FAILURE)",
    "    Process: N ExecStart=/actor exit 1 (code=exited, status=1/FAILURE)",
  ],
  ["web.service: Killing process 12 (actor) with signal SIGKILL.", "web.service: Killing process N (actor) with signal SIGKILL."],
  [
    "web.service: Sent signal SIGTERM to main process 12 (actor) on client request.",
    "web.service: Sent signal SIGTERM to main process N (actor) on client request.",
  ],
  ["MainPID=0", "MainPID=0"],
  ["ExecMainPID=17", "ExecMainPID=N"],
  ["main pid 17", "main pid N"],
  ["        Job: 15", "        Job: N"],
  ["Nov  4 04:10:18 vm systemd[1]: Started web.service.", "TIME manager[N]: Started web.service."],
  ["Nov 24 04:10:18 vm upkeep[417]: Started web.service.", "TIME manager[N]: Started web.service."],
  ["Nov 24 04:10:18 vm actor[94]: hello 5", "TIME actor[N]: hello 5"],
  ["ActiveEnterTimestampMonotonic=17", "ActiveEnterTimestampMonotonic=TIME"],
  ["        CPU: 36ms", undefined],
  ["CPUUsageNSec=1000", undefined],
  ["CPUUsageNSec=[not set]", undefined],
  ["CPUQuotaPerSecUSec=1s", "CPUQuotaPerSecUSec=1s"],
  ["LimitNPROC=96365", "LimitNPROC=N"],
  ["TasksMax=50", "TasksMax=50"],
  ["After=system.slice -.mount a.service", "After=a.service system.slice"],
  ["Wants=tmp.mount", undefined],
  ["Wants=", undefined],
  [" Invocation: 0c37975748904c07a7440e67b2daba69", undefined],
  ["web.service: Consumed 1.2s CPU time.", undefined],
  ["web.service: Scheduled restart job, restart counter is at 3.", "web.service: Scheduled restart job, restart counter is at 3."],
  ["/tmp/x/units/web.service:3: Bad", "/units/web.service:3: Bad"],
];
for (const [line, normal] of CASES) test(line, () => expect(normaliseLine(line, [["/tmp/x/units", "/units"]])).toBe(normal));

test("the tree of processes goes, that of drop-ins stays", () => {
  const status = [
    "    Drop-In: /units/a.d",
    "             └─x.conf",
    "     CGroup: /a",
    "             ├─1 a",
    "             └─2 b",
    "",
    "last",
    "",
  ].join("\n");
  expect(normaliseOutput(status, [])).toEqual(["    Drop-In: /units/a.d", "             └─x.conf", "", "last"]);
});

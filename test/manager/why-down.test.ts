/** What `status` notes of a service that is down: why it is not restarted, where that could be asked. */
import { expect, test } from "vitest";
import { usec } from "../../src/core/base/time.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import { simulate } from "../support/simulation.ts";

const WEB = "web.service" as UnitName;

function notesAfter(lines: readonly string[], stop = false): readonly string[] {
  const simulation = simulate(new Map([[WEB, ["[Service]", ...lines, ""].join("\n")]]));
  simulation.manager.world.pinned = new Set([WEB]);
  simulation.ask("enqueue", { verb: "start", units: [WEB], mode: "replace", wait: false });
  simulation.advance(usec(1_000_000));
  if (stop) simulation.ask("enqueue", { verb: "stop", units: [WEB], mode: "replace", wait: false });
  simulation.advance(usec(10_000_000));
  const id = simulation.ask("status", { units: [WEB] });
  expect(simulation.bugs).toEqual([]);
  const result = simulation.replies.get(id)?.result;
  if (result?.ok !== true || !("units" in result.value)) throw new Error("no answer");
  return (result.value.units as readonly { notes: readonly string[] }[])[0]?.notes ?? [];
}

test.each<[string, readonly string[], readonly string[]]>([
  [
    "an exit status in the prevent list",
    ["ExecStart=/actor exit 3", "Restart=always", "RestartPreventExitStatus=3"],
    [
      "web.service is not restarted: its main process ended by itself (code=exited, status=3/NOTIMPLEMENTED), result 'exit-code'.",
      "RestartPreventExitStatus=3 (/units/web.service:4) lists that end, and goes before every other rule.",
      "Without it, Restart=always (/units/web.service:3) would have started it again after RestartSec=100ms (the default).",
    ],
  ],
  [
    "a signal in the prevent list, and a setting that does not cover it either",
    ["ExecStart=/actor signal SIGTERM", "Restart=on-failure", "RestartPreventExitStatus=SIGTERM"],
    [
      "web.service is not restarted: its main process was killed by SIGTERM (code=killed, status=15/TERM), result 'success'.",
      "RestartPreventExitStatus=SIGTERM (/units/web.service:4) lists that end, and goes before every other rule.",
      "Restart=on-failure (/units/web.service:3) would not have started it again either.",
    ],
  ],
  [
    "a setting that does not cover it",
    ["ExecStart=/actor core", "Restart=on-success"],
    [
      "web.service is not restarted: its main process died with a core dump of SIGSEGV (code=dumped, status=11/SEGV), result 'core-dump'.",
      "Restart=on-success (/units/web.service:3) does not cover that result.",
    ],
  ],
  [
    "the start limit",
    ["ExecStart=/actor exit 1", "Restart=always"],
    [
      "web.service is not restarted: its main process ended by itself (code=exited, status=1/FAILURE), result 'exit-code'.",
      "It was started 5 times within 10s already (StartLimitBurst=, StartLimitIntervalSec=).",
    ],
  ],
  ["Restart=no", ["ExecStart=/actor exit 1"], []],
  ["one that runs", ["ExecStart=/actor hang", "Restart=always"], []],
  ["one that waits to be restarted", ["ExecStart=/actor exit 1", "Restart=always", "RestartSec=1h"], []],
])("%s", (_, lines, notes) => {
  expect(notesAfter(lines)).toEqual(notes);
});

test("one that was stopped", () => {
  expect(notesAfter(["ExecStart=/actor hang", "Restart=always"], true)).toEqual([]);
});

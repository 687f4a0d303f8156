/** What can't be recorded from systemd 257, where Type=dbus requires dbus.socket. */
import { expect, test } from "vitest";
import { sec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

const UNIT = "[Service]\nType=dbus\nBusName=org.example.A\nExecStart=/actor hang\nExecStopPost=/actor print after\n";

test("without a message bus the start fails at once, and log and status say why", () => {
  const noBus = "The message bus at unix:path=/run/bus can't be reached: No such file or directory.";
  const simulation = simulate(new Map([["a.service", UNIT]]), { noBus });
  simulation.ask("enqueue", { verb: "start", units: ["a.service"], mode: "replace", wait: true });
  simulation.advance(sec(1));
  const asked = simulation.ask("status", { units: ["a.service"] });
  expect(simulation.bugs).toEqual([]);
  expect(simulation.log.filter((line) => !line.includes("process exited"))).toEqual([
    "Starting a.service...",
    `a.service: ${noBus}`,
    "a.service: Failed with result 'resources'.",
    "Failed to start a.service.",
  ]);
  const reply = simulation.replies.get(asked)?.result;
  expect(reply).toMatchObject({ ok: true, value: { units: [{ activeState: "failed", result: "resources", notes: [noBus] }] } });
});

/** What would reboot or power off a machine ends the manager, in order or at once; systemd's own end is no expectation here. */
import { expect, test } from "vitest";
import { sec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

test.each<[action: string, isInOrder: boolean]>([
  ["reboot", true],
  ["poweroff", true],
  ["halt", true],
  ["kexec", true],
  ["soft-reboot", true],
  ["reboot-force", false],
  ["poweroff-immediate", false],
])("FailureAction=%s", (action, isInOrder) => {
  const simulation = simulate(
    new Map([
      ["a.service", `[Unit]\nFailureAction=${action}\nFailureActionExitStatus=3\n[Service]\nExecStart=/actor exit 1\n`],
      ["b.service", "[Service]\nExecStart=/actor on SIGTERM (sleep 2s, exit 0), hang\n"],
    ]),
  );
  simulation.ask("enqueue", { verb: "start", units: ["b.service", "a.service"], mode: "replace", wait: false });
  simulation.advance(sec(1));
  expect(simulation.log).toContain(`a.service: FailureAction=${action} ends this manager; the machine is left as it is.`);
  expect(simulation.log.includes("Stopping b.service...")).toBe(isInOrder);
  expect(simulation.finished).toBe(!isInOrder);
  simulation.advance(sec(2));
  expect(simulation.finished).toBe(true);
  expect(simulation.kernel.members("b.service" as never)).toEqual([]);
  expect(simulation.bugs).toEqual([]);
});

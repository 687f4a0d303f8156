import { expect, test } from "vitest";
import { sec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

test("a job waits no longer for what a changed file puts before it no more", () => {
  const units = new Map([
    ["first.service", "[Service]\nType=oneshot\nExecStart=/actor hang\n"],
    ["second.service", "[Unit]\nAfter=first.service\n[Service]\nExecStart=/actor hang\n"],
  ]);
  const simulation = simulate(units);
  simulation.ask("enqueue", { verb: "start", units: ["first.service", "second.service"], mode: "replace", wait: false });
  simulation.advance(sec(1));
  expect(simulation.log).not.toContain("Started second.service.");
  units.set("second.service", "[Service]\nExecStart=/actor hang\n");
  simulation.ask("daemon-reload", {});
  simulation.advance(sec(1));
  expect(simulation.bugs).toEqual([]);
  expect(simulation.log).toContain("Started second.service.");
});

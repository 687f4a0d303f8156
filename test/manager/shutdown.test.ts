/** Once the manager shuts down, it comes to an end, whatever the units ask for. */
import { expect, test } from "vitest";
import { sec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

test("a unit that fails then starts nothing", () => {
  const simulation = simulate(
    new Map([
      ["a.service", "[Unit]\nOnFailure=b.service\n[Service]\nExecStart=/actor on SIGTERM (exit 1), hang\n"],
      ["b.service", "[Service]\nExecStart=/actor hang\nRestart=always\n"],
    ]),
  );
  simulation.ask("enqueue", { verb: "start", units: ["a.service"], mode: "replace", wait: false });
  simulation.advance(sec(1));
  simulation.ask("exit", {});
  simulation.advance(sec(1));
  expect(simulation.bugs).toEqual([]);
  expect(simulation.finished).toBe(true);
  expect(simulation.log).toContain("a.service: Failed to enqueue OnFailure=b.service job, ignoring: The manager is shutting down.");
});

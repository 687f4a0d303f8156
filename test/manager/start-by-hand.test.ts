/** What a client may start, and what not. */
import { expect, test } from "vitest";
import { sec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

test.each(["shutdown.target", "network.target"])("%s is not started by hand", (target) => {
  const simulation = simulate(new Map([["a.service", "[Service]\nExecStart=/actor hang\n"]]));
  const start = (unit: string): number => simulation.ask("enqueue", { verb: "start", units: [unit], mode: "replace", wait: false });
  start("a.service");
  simulation.advance(sec(1));
  const question = start(target);
  simulation.advance(sec(1));
  expect(simulation.replies.get(question)).toMatchObject({
    result: { ok: true, value: { units: [{ error: { code: "dependency-only" } }] } },
  });
  expect(simulation.manager.world.units.get("a.service" as never)?.service?.state.name).toBe("running");
});

test("an instance may begin with a dot", () => {
  const simulation = simulate(new Map([["t@.a.service", "[Service]\nExecStart=/actor hang\n"]]));
  simulation.ask("enqueue", { verb: "start", units: ["t@.a.service"], mode: "replace", wait: false });
  simulation.advance(sec(1));
  expect(simulation.manager.world.units.get("t@.a.service" as never)?.service?.state.name).toBe("running");
});

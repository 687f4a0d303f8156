/** When conditions are checked. Source: systemd 257: at every start of a unit that is not activating already, as one is that waits to be restarted. */
import { expect, test } from "vitest";
import { sec } from "../../src/core/base/time.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import { simulate } from "../support/simulation.ts";

test("an automatic restart keeps the time of the first start, the next start by hand has its own", () => {
  const simulation = simulate(new Map([["web.service", "[Service]\nExecStart=/actor sleep 1500ms, exit 1\nRestart=always\n"]]));
  const start = (): number => simulation.ask("enqueue", { verb: "restart", units: ["web.service"], mode: "replace", wait: false });
  const times = (): readonly (number | undefined)[] => {
    const unit = simulation.manager.world.units.get("web.service" as UnitName);
    return [unit?.conditions?.checked.monotonic, unit?.inactiveExit?.monotonic];
  };
  start();
  simulation.advance(sec(1));
  const [first, begun] = times();
  expect(first).toBe(begun);
  simulation.advance(sec(1));
  const [kept, again] = times();
  expect([kept, again]).toEqual([first, expect.not.toBeOneOf([begun, undefined])]);
  start();
  simulation.advance(sec(1));
  const [checked, last] = times();
  expect(checked).toBe(last);
  expect(simulation.bugs).toEqual([]);
});

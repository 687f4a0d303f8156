/** What can't be recorded from systemd 257: its manager does not survive the reload of an idle service that has not come up yet. */
import { expect, test } from "vitest";
import { sec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

test("an idle service that has not come up has nothing to reload", () => {
  const unit = "[Service]\nType=idle\nExecStartPre=/actor sleep 2s\nExecStart=/actor hang\nExecReload=/actor print reloaded\n";
  const simulation = simulate(new Map([["a.service", unit]]));
  simulation.ask("enqueue", { verb: "start", units: ["a.service"], mode: "replace", wait: false });
  simulation.advance(sec(1));
  const reload = { verb: "reload", units: ["a.service"], mode: "replace", wait: true } as const;
  const early = simulation.ask("enqueue", reload);
  simulation.advance(sec(4));
  const later = simulation.ask("enqueue", reload);
  // The reload's own job is one that its command waits for.
  simulation.advance(sec(7));
  const resultOf = (asked: number) => simulation.replies.get(asked)?.result;
  expect(simulation.bugs).toEqual([]);
  expect(resultOf(early)).toMatchObject({ ok: true, value: { units: [{ unit: "a.service", result: "invalid" }] } });
  expect(resultOf(later)).toMatchObject({ ok: true, value: { units: [{ unit: "a.service", result: "done" }] } });
});

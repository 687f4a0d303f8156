import { expect, test } from "vitest";
import { playEvents } from "../../../../test/support/service.ts";
import { usec } from "../../base/time.ts";
import { ACTIVE_STATE, NEVER, type ServiceSubState, activeStateOf } from "./state.ts";

const STATES = Object.keys(ACTIVE_STATE) as ServiceSubState[];

// Source: systemd.service(5), Type=idle; type/idle*.
test("an idle service counts as active as soon as it begins to start, and as any other from then on", () => {
  const early = STATES.filter((state) => activeStateOf(state, "idle") !== activeStateOf(state, "simple"));
  expect(early).toEqual(["condition", "start-pre", "start", "start-post"]);
  expect(early.map((state) => activeStateOf(state, "idle"))).toEqual(["active", "active", "active", "active"]);
});

// Source: systemd.service(5), WatchdogSec=; freeze/exited-with-watchdog and what systemd 257 shows as WatchdogTimestamp=.
test("the watchdog begins anew with a thaw where it goes on, and nowhere else", () => {
  const thawed = (state: ServiceSubState) => playEvents(state, [{ type: "freezer-changed" }], { config: { WatchdogSec: usec(5) } });
  const watched = STATES.filter((state) => thawed(state).service.data.watchdog !== NEVER);
  expect(watched).toEqual(["start-post", "running", "reload", "reload-signal", "reload-notify"]);
});

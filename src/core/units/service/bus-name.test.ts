import { expect, test } from "vitest";
import type { Instant } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ProcessRef } from "../../kernel.ts";
import type { UnitName } from "../../values/unit-name.ts";
import { NOTHING_SEEN } from "./nothing-seen.ts";
import { type ServiceData, type ServiceSubState, newService } from "./state.ts";
import { type ServiceEvent, transitionService } from "./transition.ts";

const now = { monotonic: 0, realtime: 0 } as Instant;
const unit = "a.service" as UnitName;
const main = { process: "a.service/main/1" as ProcessRef, directive: "ExecStart", index: 0, pid: 7, started: now } as const;

/** The state after the event, what is known of the name, and how many things are done. */
function hear(name: ServiceSubState, busName: ServiceData["busName"], event: ServiceEvent): string {
  const commands = { ExecStartPost: [], ExecStop: [], ExecStopPost: [] };
  const settings = { Type: "dbus", KillMode: "control-group", RuntimeMaxSec: Infinity, WatchdogSec: 0, ...commands };
  const context = {
    unit,
    config: settings as unknown as ServiceConfig,
    now,
    stopPending: false,
    restartPending: false,
    userManager: false,
    look: NOTHING_SEEN,
    frozen: false,
  };
  const fresh = newService(now);
  const before = { state: { ...fresh.state, name }, data: { ...fresh.data, main, mainKnown: true, busName } };
  const [{ state, data }, effects] = transitionService(context, before, event);
  return `${data.signalling ?? state.name}, ${data.busName}, ${effects.length === 0 ? "nothing done" : data.result}`;
}

const changed = (owned: boolean): ServiceEvent => ({ type: "bus-name-changed", unit, name: "org.example.A", owned }) as ServiceEvent;
const unreachable = { type: "bus-unreachable", unit, error: "The bus is gone." } as ServiceEvent;

// Source: systemd.service(5), Type=dbus; type-dbus/. The name may be heard of when nobody watches it any more.
test.each<[string, ServiceSubState, ServiceData["busName"], ServiceEvent, string]>([
  ["owned", "start", "free", changed(true), "running, owned, success"],
  ["free", "start", "unknown", changed(false), "start, free, nothing done"],
  ["owned again", "running", "free", changed(true), "running, owned, nothing done"],
  ["dropped", "running", "owned", changed(false), "stop-sigterm, free, success"],
  ["owned", "start-post", "free", changed(true), "start-post, owned, nothing done"],
  ["dropped", "start-post", "owned", changed(false), "start-post, free, nothing done"],
  ["owned", "stop-sigterm", "free", changed(true), "stop-sigterm, owned, nothing done"],
  ["owned, and not watched", "start", undefined, changed(true), "start, undefined, nothing done"],
  ["dropped, and not watched", "running", undefined, changed(false), "running, undefined, nothing done"],
  ["out of sight", "start", "unknown", unreachable, "stop-sigterm, undefined, resources"],
  ["out of sight", "running", "owned", unreachable, "running, undefined, success"],
  ["out of sight, and not watched", "start", undefined, unreachable, "start, undefined, nothing done"],
])("the name is %s, in %s (%s)", (_, state, busName, event, expected) => {
  expect(hear(state, busName, event)).toBe(expected);
});

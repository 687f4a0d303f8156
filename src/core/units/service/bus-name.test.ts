import { expect, test } from "vitest";
import { UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";
import type { ServiceData, ServiceSubState } from "./state.ts";
import type { ServiceEvent } from "./transition.ts";

/** The state after the event, what is known of the name, and how many things are done. */
function hear(name: ServiceSubState, busName: ServiceData["busName"], event: ServiceEvent): string {
  const data = { main: liveProcess("main", "ExecStart"), mainKnown: true, busName };
  const { service, done } = playEvents(name, [event], { config: { Type: "dbus" }, data });
  const { signalling, result } = service.data;
  return `${signalling ?? service.state.name}, ${service.data.busName}, ${done.length === 0 ? "nothing done" : result}`;
}

const changed = (owned: boolean): ServiceEvent => ({ type: "bus-name-changed", unit: UNIT, name: "org.example.A", owned }) as ServiceEvent;
const unreachable = { type: "bus-unreachable", unit: UNIT, error: "The bus is gone." } as ServiceEvent;

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

/** Type=dbus: the service is up while its BusName= is owned on the message bus, by whomever. Source: systemd.service(5), Type=, BusName=. */
import type { KernelEvent } from "../../kernel.ts";
import type { Draft } from "./draft.ts";
import { enterRunning, enterStartPost } from "./starting.ts";
import { enterSignal } from "./stopping.ts";

/** With other types nobody asks, as it would change nothing. */
export function onBusNameChanged(draft: Draft, { owned }: Extract<KernelEvent, { type: "bus-name-changed" }>): void {
  if (draft.data.busName === undefined) return;
  draft.data = { ...draft.data, busName: owned ? "owned" : "free" };
  // While a control process runs, or on the way down, nothing follows from it yet.
  if (draft.state.name === "start" && owned) enterStartPost(draft);
  else if (draft.state.name === "running" && !owned) enterRunning(draft, "success");
}

/** systemd requires dbus.socket, and so does not get here. */
export function onBusUnreachable(draft: Draft, { error }: Extract<KernelEvent, { type: "bus-unreachable" }>): void {
  if (draft.data.busName === undefined) return;
  draft.data = { ...draft.data, busName: undefined, busProblem: error };
  draft.log("bus-unreachable", { error });
  if (draft.state.name === "start") enterSignal(draft, "stop-sigterm", "resources");
}

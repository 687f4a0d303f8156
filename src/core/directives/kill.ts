import { SIGNAL, signal } from "../values/signal.ts";
import { boolean } from "../values/boolean.ts";
import { oneOfNamed } from "../values/one-of.ts";
import { optional, single } from "./directive.ts";

const killMode = oneOfNamed(
  "kill mode specification",
  {
    emptyResets: true,
    remark: (text) => (text === "none" ? UNSAFE : undefined),
  },
  "control-group",
  "mixed",
  "process",
  "none",
);
const UNSAFE =
  "Unit uses KillMode=none. This is unsafe, as it disables systemd's process lifecycle management for the service. " +
  "Please update the service to use a safer KillMode=, such as 'mixed' or 'control-group'. " +
  "Support for KillMode=none is deprecated and will eventually be removed.";

/** How the processes of a unit are ended; written in `[Service]`. Source: systemd.kill(5). */
export const killDirectives = {
  KillMode: single(killMode, "control-group", {
    summary: "Which processes of the unit get the signals of a stop.",
    support: "full",
    since: 33,
  }),
  KillSignal: single(signal, SIGNAL.TERM, { summary: "The signal that asks processes to end.", support: "full", since: 33 }),
  RestartKillSignal: optional(signal, {
    summary: "Used instead of KillSignal= when the stop is part of a restart.",
    support: "full",
    since: 244,
  }),
  FinalKillSignal: single(signal, SIGNAL.KILL, {
    summary: "The signal for processes that did not end in time.",
    support: "full",
    since: 240,
  }),
  SendSIGHUP: single(boolean, false, { summary: "Whether SIGHUP follows KillSignal= at once.", support: "full", since: 207 }),
  SendSIGKILL: single(boolean, true, { summary: "Whether FinalKillSignal= is sent at all.", support: "full", since: 33 }),
  WatchdogSignal: single(signal, SIGNAL.ABRT, { summary: "The signal for a service whose watchdog ran out.", support: "full", since: 240 }),
} as const;

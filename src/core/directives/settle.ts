import { FOREVER, sec } from "../base/time.ts";
import { readBoolean } from "../values/boolean.ts";
import type { ServiceConfig, ServiceType, WrittenService } from "./service.ts";
import type { UnitConfig } from "./unit.ts";

/** One for all services, as there are many. */
const [INHERIT, JOURNAL] = [{ to: "inherit" }, { to: "journal" }] as const;

/** Gives each value that wasn't written the one that follows from the others. Source: systemd.service(5), the defaults. */
export function settleService(written: WrittenService): ServiceConfig {
  const Type = written.Type ?? impliedType(written);
  return {
    ...written,
    Type,
    TimeoutStartSec: written.TimeoutStartSec ?? (Type === "oneshot" ? FOREVER : sec(90)),
    TimeoutAbortSec: written.TimeoutAbortSec ?? written.TimeoutStopSec,
    RestartSec: written.RestartMaxDelaySec < written.RestartSec ? written.RestartMaxDelaySec : written.RestartSec,
    RestartKillSignal: written.RestartKillSignal ?? written.KillSignal,
    NotifyAccess: notifyAccess(written, Type),
    OOMPolicy: written.OOMPolicy ?? (isDelegated(written.Delegate) ? "continue" : "stop"),
    StandardOutput: written.StandardOutput ?? (inheritsStdin(written) ? INHERIT : JOURNAL),
    StandardError: written.StandardError ?? INHERIT,
  };
}

/** The same for what every unit has. `isWritten`: whether a directive of [Unit] has been assigned to. */
export function settleUnit(unit: UnitConfig, isWritten: (key: keyof UnitConfig) => boolean): UnitConfig {
  return isWritten("JobRunningTimeoutSec") ? unit : { ...unit, JobRunningTimeoutSec: unit.JobTimeoutSec };
}

function impliedType({ BusName, ExecStart }: WrittenService): ServiceType {
  if (BusName !== undefined) return "dbus";
  return ExecStart.length > 0 ? "simple" : "oneshot";
}

/** Whoever has something to tell is heard, even if `none` was written. */
function notifyAccess(written: WrittenService, type: ServiceType): ServiceConfig["NotifyAccess"] {
  const wanted = written.NotifyAccess ?? "none";
  const isNeeded = type === "notify" || type === "notify-reload" || written.WatchdogSec > 0 || written.FileDescriptorStoreMax > 0;
  return wanted === "none" && isNeeded ? "main" : wanted;
}

function inheritsStdin({ StandardInput: { from } }: WrittenService): boolean {
  return from === "tty" || from === "tty-force" || from === "tty-fail" || from === "socket" || from === "fd";
}

/** Anything but a no, and be it the names of controllers. */
function isDelegated(written: string | undefined): boolean {
  if (written === undefined) return false;
  return readBoolean(written) !== false;
}

import { FOREVER, sec } from "../base/time.ts";
import type { OutputSpec } from "../values/standard-stream.ts";
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
    OOMPolicy: written.OOMPolicy ?? (written.Delegate === undefined ? "stop" : "continue"),
    StandardOutput: standardOutput(written),
    StandardError: written.StandardError ?? INHERIT,
  };
}

/** The same for what every unit has. `isWritten`: whether a directive of [Unit] has been assigned to. */
export function settleUnit(unit: UnitConfig, isWritten: (key: keyof UnitConfig) => boolean): UnitConfig {
  return isWritten("JobRunningTimeoutSec") ? unit : { ...unit, JobRunningTimeoutSec: unit.JobTimeoutSec };
}

function impliedType(written: WrittenService): ServiceType {
  if (written.BusName !== undefined) return "dbus";
  if (written.ExecStart.length === 0) return "oneshot";
  return CREDENTIALS.some((name) => written[name].length > 0) ? "exec" : "simple";
}

/** To hand them over may fail, which a start is to tell of. */
const CREDENTIALS = [
  "LoadCredential",
  "LoadCredentialEncrypted",
  "SetCredential",
  "SetCredentialEncrypted",
  "ImportCredential",
] as const satisfies readonly (keyof WrittenService)[];

/** Whoever has something to tell is heard, even if `none` was written. */
function notifyAccess(written: WrittenService, type: ServiceType): ServiceConfig["NotifyAccess"] {
  const wanted = written.NotifyAccess ?? "none";
  const isNeeded = type === "notify" || type === "notify-reload" || written.WatchdogSec > 0 || written.FileDescriptorStoreMax > 0;
  return wanted === "none" && isNeeded ? "main" : wanted;
}

/** There is nothing to inherit from anything but a terminal, a socket or a descriptor. */
function standardOutput(written: WrittenService): OutputSpec {
  const isOwn = written.StandardOutput !== undefined && written.StandardOutput.to !== "inherit";
  if (isOwn) return written.StandardOutput;
  return inheritsStdin(written) ? INHERIT : JOURNAL;
}

function inheritsStdin({ StandardInput: { from } }: WrittenService): boolean {
  return from === "tty" || from === "tty-force" || from === "tty-fail" || from === "socket" || from === "fd";
}

/**
 * What one setting makes of other properties. Only `show` asks: as long as sandboxing is not done, nothing else follows from it.
 * Source: systemd.exec(5), "Implies" and "Defaults to" of each directive; the rest from systemd 257's `show`.
 */
import type { ServiceConfig } from "../../directives/service.ts";
import { DIRECTORY_KINDS } from "./directory-properties.ts";
import type { Property } from "./property.ts";

/** Values by the names of the properties; one that stands for several lines has them joined by newlines. */
export type Shown = ReadonlyMap<string, string>;
type Now = (name: string) => string;
type Assign = (name: string, value: string) => void;

/** `shown`: what was written of each, or what it is without. `isWritten`: whether a directive was written at all. */
export function impliedProperties(
  config: ServiceConfig,
  shown: Shown,
  isWritten: (directive: string) => boolean,
  unitPrefix: string,
): readonly Property[] {
  const implied = new Map<string, string>();
  const now: Now = (name) => implied.get(name) ?? shown.get(name) ?? "";
  const set: Assign = (name, value) => void implied.set(name, value);
  if (now("DynamicUser") === "yes") impliedByDynamicUser(config, unitPrefix, now, set);
  if ((now("User") !== "" || now("PAMName") !== "") && !isWritten("SetLoginEnvironment")) set("SetLoginEnvironment", "yes");
  const missing = Object.entries(TAKES_CAPABILITIES).flatMap(([name, taken]) => (now(name) === "yes" ? taken : []));
  if (missing.length > 0)
    set(
      "CapabilityBoundingSet",
      words(now("CapabilityBoundingSet"))
        .filter((name) => !missing.includes(name))
        .join(" "),
    );
  impliedOfDevices(now, set);
  if ((now("RootDirectory") !== "" && now("RootDirectory") !== "/") || now("RootImage") !== "") {
    if (!isWritten("MountAPIVFS")) set("MountAPIVFS", "yes");
  }
  const isApart = now("MountAPIVFS") === "yes" || now("LogNamespace") !== "";
  if (isApart && !isWritten("BindLogSockets")) set("BindLogSockets", "yes");
  if (needsMountNamespace(now) || hasReadOnlyDirectory(config)) set("CanLiveMount", "yes");
  if (now("NUMAMask") !== "" && now("NUMAPolicy") === "n/a") set("NUMAPolicy", "preferred");
  if (now("CPUSchedulingPriority") === "0" && ["1", "2"].includes(now("CPUSchedulingPolicy"))) set("CPUSchedulingPriority", "1");
  if (now("StandardInputData") !== "" && now("StandardInput") === "null") set("StandardInput", "data");
  return [...implied];
}

function impliedOfDevices(now: Now, set: Assign): void {
  if (now("PrivateDevices") === "yes" && now("DevicePolicy") === "auto") set("DevicePolicy", "closed");
  if (now("ProtectClock") === "yes" && (now("DeviceAllow") !== "" || now("DevicePolicy") !== "auto")) {
    set("DeviceAllow", ["char-rtc r", now("DeviceAllow")].filter(Boolean).join("\n"));
  }
}

const words = (text: string): readonly string[] => text.split(" ").filter(Boolean);

/** Source: systemd.exec(5), DynamicUser=. */
function impliedByDynamicUser({ Group }: ServiceConfig, unitPrefix: string, now: Now, set: Assign): void {
  const user = now("User") === "" ? unitPrefix : now("User");
  set("User", user);
  set("Group", Group ?? user);
  if (now("PrivateTmp") === "no") {
    set("PrivateTmp", "yes");
    set("PrivateTmpEx", "disconnected");
  }
  if (now("ProtectHome") === "no") set("ProtectHome", "read-only");
  if (now("ProtectSystem") === "no") set("ProtectSystem", "strict");
  for (const name of ["RemoveIPC", "NoNewPrivileges", "RestrictSUIDSGID"]) set(name, "yes");
}

const TAKES_CAPABILITIES: { readonly [setting: string]: readonly string[] } = {
  PrivateDevices: ["cap_mknod", "cap_sys_rawio"],
  ProtectClock: ["cap_sys_time", "cap_wake_alarm"],
  ProtectKernelModules: ["cap_sys_module"],
  ProtectKernelLogs: ["cap_syslog"],
};

/** Each of these, set to anything but what it is without, takes a file system of its own. */
const MOUNTING: { readonly [property: string]: string } = {
  ...Object.fromEntries(
    `PrivateDevices PrivateNetwork PrivateMounts PrivateIPC PrivatePIDs ProtectKernelTunables ProtectKernelModules ProtectKernelLogs
    ProtectControlGroups ProtectHome ProtectSystem MountAPIVFS BindLogSockets`
      .split(/\s+/)
      .map((name) => [name, "no"]),
  ),
  ...Object.fromEntries(
    `ReadWritePaths ReadOnlyPaths InaccessiblePaths ExecPaths NoExecPaths BindPaths BindReadOnlyPaths TemporaryFileSystem
    ExtensionDirectories NetworkNamespacePath IPCNamespacePath LogNamespace RootImage`
      .split(/\s+/)
      .map((name) => [name, ""]),
  ),
  ProtectProc: "default",
  ProcSubset: "all",
};

const hasReadOnlyDirectory = (config: ServiceConfig): boolean =>
  DIRECTORY_KINDS.some(({ property }) => config[property].some((text) => text.split(":")[2] === "ro"));

function needsMountNamespace(now: Now): boolean {
  if (Object.entries(MOUNTING).some(([name, without]) => now(name) !== without)) return true;
  return now("PrivateTmpEx") === "disconnected" || ["slave", "private"].includes(now("MountFlags"));
}

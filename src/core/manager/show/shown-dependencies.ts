/**
 * Dependencies that systemd adds on units that stand for what the manager does by itself here, or that aren't managed: slices, mounts,
 * the log. They order nothing and pull nothing in; `show` prints them where systemd does.
 * Source: systemd.exec(5), systemd.service(5), systemd.resource-control(5), IMPLICIT DEPENDENCIES.
 */
import type { ServiceConfig } from "../../directives/service.ts";
import type { OutputSpec } from "../../values/standard-stream.ts";
import { DIRECTORY_KINDS } from "./directory-properties.ts";
import type { Shown } from "./implied-properties.ts";

export interface ShownDependencies {
  readonly Requires: readonly string[];
  readonly Wants: readonly string[];
  readonly After: readonly string[];
  readonly TriggeredBy: readonly string[];
  readonly RequiresMountsFor: readonly string[];
  readonly WantsMountsFor: readonly string[];
}

export function shownDependencies(config: ServiceConfig, shown: Shown, slice: string | undefined, userManager: boolean): ShownDependencies {
  const now = (name: string): string => shown.get(name) ?? "";
  const has = (name: string): boolean => now(name) !== "";
  const directories = DIRECTORY_KINDS.flatMap(({ property, below }) =>
    now(property)
      .split(" ")
      .filter(Boolean)
      .map((name) => `${below}/${name}`),
  );
  const onDisk = DIRECTORY_KINDS.some(({ property }) => !NOT_ON_DISK.has(property) && has(property));
  const { WorkingDirectory: cwd } = config;
  const log = has("LogNamespace") ? LOG_OF_NAMESPACE.map((part) => part.replace("@", `@${now("LogNamespace")}`)) : [];
  const isSharedTmp = now("PrivateTmpEx") === "connected";
  const slices = slice === undefined ? [] : [slice];
  const bus = config.Type === "dbus" ? ["dbus.socket"] : [];
  return {
    Requires: [...slices, ...log, ...bus],
    Wants: config.Sockets,
    After: [
      ...slices,
      ...log,
      ...bus,
      ...config.Sockets,
      ...(!userManager && log.length === 0 && leadsToLog(config) ? ["systemd-journald.socket"] : []),
      ...(isSharedTmp ? ["systemd-tmpfiles-setup.service"] : []),
      ...(onDisk ? ["systemd-remount-fs.service"] : []),
    ],
    TriggeredBy: config.Sockets,
    RequiresMountsFor: [...(cwd !== undefined && cwd.path !== "~" && !cwd.optional ? [cwd.path] : []), ...directories],
    WantsMountsFor: [
      ...(cwd !== undefined && cwd.path !== "~" && cwd.optional ? [cwd.path] : []),
      ...["RootDirectory", "RootImage"].filter(has).map(now),
      ...(isSharedTmp ? ["/tmp", "/var/tmp"] : []),
    ],
  };
}

const LOG_OF_NAMESPACE = ["systemd-journald@.socket", "systemd-journald-varlink@.socket", "systemd-journald-sync@.service"];
const NOT_ON_DISK: ReadonlySet<string> = new Set(["RuntimeDirectory", "ConfigurationDirectory"]);
const TO_LOG: ReadonlySet<OutputSpec["to"]> = new Set(["journal", "kmsg", "journal+console", "kmsg+console"]);
const leadsToLog = ({ StandardOutput, StandardError }: ServiceConfig): boolean =>
  TO_LOG.has(StandardOutput.to) || TO_LOG.has(StandardError.to);

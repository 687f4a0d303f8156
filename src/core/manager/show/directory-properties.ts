import type { ServiceConfig } from "../../directives/service.ts";
import type { Property } from "./property.ts";

/** By the name of the directive, what `clean` calls it and where it is made. Source: systemd.exec(5), RuntimeDirectory=. */
export const DIRECTORY_KINDS = [
  { property: "RuntimeDirectory", kind: "runtime", below: "/run" },
  { property: "StateDirectory", kind: "state", below: "/var/lib" },
  { property: "CacheDirectory", kind: "cache", below: "/var/cache" },
  { property: "LogsDirectory", kind: "logs", below: "/var/log" },
  { property: "ConfigurationDirectory", kind: "configuration", below: "/etc" },
] as const;

/** Written `NAME[:LINK[:FLAGS]]`; each is shown once, in the order of the names. */
export function directoryProperties(config: ServiceConfig): readonly Property[] {
  return DIRECTORY_KINDS.flatMap(({ property }) => {
    const links = new Map<string, string>();
    for (const [name = "", link = ""] of config[property].map((text) => text.split(":"))) links.set(name, links.get(name) || link);
    const names = [...links.keys()].sort();
    const list: Property = [property, names.join(" ")];
    // Of configuration there are no links.
    if (property === "ConfigurationDirectory") return [list];
    return [...names.map((name): Property => [`${property}Symlink`, `${name}:${links.get(name) ?? ""}`]), list];
  });
}

/** Source: systemctl(1), clean. */
export function cleanable(config: ServiceConfig): string {
  const kinds = DIRECTORY_KINDS.filter(({ property }) => config[property].length > 0).map(({ kind }) => kind);
  return [...kinds, ...(config.FileDescriptorStoreMax > 0 ? ["fdstore"] : [])].join(" ");
}

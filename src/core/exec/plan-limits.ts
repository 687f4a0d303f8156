import type { ServiceConfig } from "../directives/service.ts";
import type { Limit } from "../values/limit.ts";
import type { SpawnPlan } from "./plan.ts";

/** By the numbers of setrlimit(2) on Linux, which x86 and arm share. */
const RESOURCES = {
  LimitCPU: 0,
  LimitFSIZE: 1,
  LimitDATA: 2,
  LimitSTACK: 3,
  LimitCORE: 4,
  LimitRSS: 5,
  LimitNPROC: 6,
  LimitNOFILE: 7,
  LimitMEMLOCK: 8,
  LimitAS: 9,
  LimitLOCKS: 10,
  LimitSIGPENDING: 11,
  LimitMSGQUEUE: 12,
  LimitNICE: 13,
  LimitRTPRIO: 14,
  LimitRTTIME: 15,
} as const;

/** Source: systemd-system.conf(5), DefaultLimitNOFILE=. The kernel edge lowers what it may not grant. */
const DEFAULT_NOFILE: Limit = { soft: 1024, hard: 524_288 };

type LimitName = keyof typeof RESOURCES;

/** What a service has that sets no limit itself. */
export function defaultLimits(own: Readonly<Record<string, Limit>>): Readonly<Record<string, Limit>> {
  return { ...own, LimitNOFILE: DEFAULT_NOFILE };
}

/** Source: systemd.exec(5), LimitCPU= and the others. */
export function planLimits(config: ServiceConfig): SpawnPlan["limits"] {
  const names = Object.keys(RESOURCES) as LimitName[];
  return names.flatMap((name) => {
    const limit = config[name] ?? (name === "LimitNOFILE" ? DEFAULT_NOFILE : undefined);
    return limit === undefined ? [] : [{ resource: RESOURCES[name], soft: limit.soft, hard: limit.hard }];
  });
}

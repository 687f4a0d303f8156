/** The resource limits that a service has which sets none itself: the manager's own. */
import fs from "node:fs";
import type { Limit } from "../core/values/limit.ts";

/** What /proc/PID/limits calls them. Source: proc_pid_limits(5). */
const NAMES: Readonly<Record<string, string>> = {
  "Max cpu time": "LimitCPU",
  "Max file size": "LimitFSIZE",
  "Max data size": "LimitDATA",
  "Max stack size": "LimitSTACK",
  "Max core file size": "LimitCORE",
  "Max resident set": "LimitRSS",
  "Max processes": "LimitNPROC",
  "Max open files": "LimitNOFILE",
  "Max locked memory": "LimitMEMLOCK",
  "Max address space": "LimitAS",
  "Max file locks": "LimitLOCKS",
  "Max pending signals": "LimitSIGPENDING",
  "Max msgqueue size": "LimitMSGQUEUE",
  "Max nice priority": "LimitNICE",
  "Max realtime priority": "LimitRTPRIO",
  "Max realtime timeout": "LimitRTTIME",
};

/** By the name of the directive; none where there is no /proc. */
export function readOwnLimits(): Readonly<Record<string, Limit>> {
  try {
    return parseLimits(fs.readFileSync("/proc/self/limits", "latin1"));
  } catch {
    return {};
  }
}

export function parseLimits(text: string): Readonly<Record<string, Limit>> {
  const rows = text.split("\n").flatMap((line): readonly (readonly [string, Limit])[] => {
    const [, label = "", soft = "", hard = ""] = /^(Max [a-z ]*?[a-z]) {2,}(\S+) +(\S+)/.exec(line) ?? [];
    const name = NAMES[label];
    return name === undefined ? [] : [[name, { soft: bound(soft), hard: bound(hard) }]];
  });
  return Object.fromEntries(rows);
}

const bound = (text: string): number => (text === "unlimited" ? Infinity : Number(text));

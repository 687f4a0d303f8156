/** What a unit was told, and what it is where it was told nothing. */
import { defaultsOf } from "../../directives/defaults.ts";
import { PASSIVE } from "../../directives/passive.ts";
import { type ServiceConfig, serviceDirectives } from "../../directives/service.ts";
import { showSection } from "../../directives/show.ts";
import { unitDirectives } from "../../directives/unit.ts";
import type { Host } from "../../exec/host.ts";
import { defaultLimits } from "../../exec/plan-limits.ts";
import { DEPENDENCY_ATOMS } from "../../jobs/dependency.ts";
import { type Amount, amountOf, tasksAmount } from "../../values/amount.ts";
import { splitUnitName } from "../../values/unit-name.ts";
import type { Unit, World } from "../world.ts";
import { directoryProperties } from "./directory-properties.ts";
import { type Property, overlay } from "./property.ts";
import { shellQuoted } from "../../values/shell-quote.ts";

export function unitSettings({ loaded }: Unit): readonly Property[] {
  const { JobTimeoutSec, JobRunningTimeoutSec } = loaded.unit;
  const running = loaded.origins.has("Unit.JobRunningTimeoutSec") ? JobRunningTimeoutSec : JobTimeoutSec;
  const settings = showSection(unitDirectives, { ...loaded.unit, JobRunningTimeoutSec: running });
  return [
    ...settings.filter(([name]) => !IS_DEPENDENCY.has(name) && name !== "Description"),
    ...passiveSettings(loaded, "Unit", undefined),
  ];
}

/** Shown as they are now, with their inverses, not as one file has them. */
const IS_DEPENDENCY: ReadonlySet<string> = new Set(Object.keys(DEPENDENCY_ATOMS));

/** Of most units it is the same. */
function passiveSettings({ passive }: Unit["loaded"], section: "Unit" | "Service", host: Host | undefined): readonly Property[] {
  const prefix = `${section}.`;
  const written = [...(passive ?? [])].filter(([path]) => path.startsWith(prefix));
  if (written.length === 0) return (UNWRITTEN[section] ??= showSection(PASSIVE[section], defaultsOf(PASSIVE[section])));
  const values = Object.fromEntries(
    written.map(([path, value]) => [path.slice(prefix.length), host === undefined ? value : inNumbers(value, host)]),
  );
  return showSection(PASSIVE[section], { ...defaultsOf(PASSIVE[section]), ...values });
}

const UNWRITTEN: { Unit?: readonly Property[]; Service?: readonly Property[] } = {};

export function serviceSettings({ host }: World, { loaded }: Unit, config: ServiceConfig): readonly Property[] {
  const others = isSettled({ loaded }) ? defaultLimits(host.ownLimits) : host.ownLimits;
  const limits = Object.entries(others).filter(([name]) => config[name as keyof ServiceConfig] === undefined);
  const { MemoryMax, MemoryHigh } = config;
  const values: { readonly [name: string]: unknown } = {
    ...config,
    ...Object.fromEntries(limits),
    MemoryMax: inNumbers(MemoryMax, host),
    MemoryHigh: inNumbers(MemoryHigh, host),
  };
  const { StandardInput: input, StandardOutput: output, StandardError: error } = config;
  const read = [...showSection(serviceDirectives, values), ...passiveSettings(loaded, "Service", host)];
  const otherwise: readonly Property[] = [
    ["ImportCredential", config.ImportCredential.map((line) => shellQuoted(line.replace(/:.*/s, ""))).join(" ")],
    ...directoryProperties(config),
    ["CPUSchedulingPriority", String(config.CPUSchedulingPriority ?? 0)],
    ["StandardInputFileDescriptorName", "name" in input ? input.name || "stdin" : ""],
    ["StandardOutputFileDescriptorName", "name" in output ? output.name || "stdout" : ""],
    ["StandardErrorFileDescriptorName", "name" in error ? error.name || "stderr" : ""],
    ["SyslogPriority", String(config.SyslogFacility * 8 + config.SyslogLevel)],
    ["TasksMax", tasksAmount.format({ absolute: amountOf(config.TasksMax ?? DEFAULT_TASKS, host.totalTasks, 1) })],
  ];
  return overlay([read, otherwise]);
}

/** Source: systemd-system.conf(5), DefaultTasksMax=. */
const DEFAULT_TASKS: Amount = { share: 0.15 };

/** A share of the machine's memory as the bytes that it is. */
function inNumbers(value: unknown, { totalMemory }: Host): unknown {
  const isShare = typeof value === "object" && value !== null && "share" in value;
  return isShare ? { absolute: amountOf(value as Amount, totalMemory, PAGE) } : value;
}

const PAGE = 4096;

/** Source: systemd.resource-control(5), Slice=. */
export function sliceOf({ name, loaded }: Unit, userManager: boolean): string {
  if (loaded.service?.Slice !== undefined) return loaded.service.Slice;
  const { prefix, instance } = splitUnitName(name);
  const root = userManager ? "app" : "system";
  return instance === undefined ? `${root}.slice` : `${root}-${prefix.replaceAll("-", "\\x2d")}.slice`;
}

export function effectiveLimits({ host }: World, { loaded }: Unit, config: ServiceConfig): readonly Property[] {
  if (loaded.loadState !== "loaded") return [];
  const memory = (limit: Amount): string => String(Math.min(amountOf(limit, host.totalMemory, PAGE), host.totalMemory));
  return [
    ["EffectiveMemoryMax", memory(config.MemoryMax)],
    ["EffectiveMemoryHigh", memory(config.MemoryHigh)],
    ["EffectiveTasksMax", String(Math.min(amountOf(config.TasksMax ?? DEFAULT_TASKS, host.totalTasks, 1), host.totalTasks))],
  ];
}

/** Whether its text was read to the end, so that what follows from what is written has been settled. */
export function isSettled({ loaded }: Pick<Unit, "loaded">): boolean {
  if (loaded.loadState !== "bad-setting") return loaded.loadState === "loaded";
  return !loaded.diagnostics.some(({ code, at }) => code === "refused-value" && at.file === loaded.fragmentPath);
}

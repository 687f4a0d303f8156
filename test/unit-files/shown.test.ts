import fs from "node:fs";
import { expect, test } from "vitest";
import { msec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

/**
 * What `systemctl show --all` of systemd 257 printed of a service with one or a few settings (with ` ;; ` between them, `[Unit]` in
 * front of those of that section), as far as it differed from a service with none: lines indented below them. Lists of units are sorted,
 * without mounts; what depends on the machine is left out.
 */
const RECORDED = fs.readFileSync(new URL("../fixtures/units/shown.txt", import.meta.url), "utf8");
const BARE = "[Service]\nExecStart=/usr/bin/sleep 1000\n";
const LISTS = /^(Requires|Requisite|Wants|After|BindsTo|RequiresMountsFor|WantsMountsFor|Conflicts|Before|TriggeredBy)=/;
const OWN = /^(Id|Names|Description|FragmentPath|MemoryAvailable|UnitFilePreset)=|^(Effective|LimitNOFILE|LimitCORE)\w*=|^TasksMax=\d{4}/;

interface Recorded {
  readonly settings: string;
  readonly shown: string[];
}

const recorded: Recorded[] = [];
for (const line of RECORDED.trimEnd().split("\n")) {
  if (line.startsWith("    ")) recorded.at(-1)?.shown.push(line.slice(4));
  else recorded.push({ settings: line, shown: [] });
}

function unitFile(settings: string): string {
  const parts = settings.split(" ;; ");
  const ofUnit = parts.filter((part) => part.startsWith("[Unit] ")).map((part) => `${part.slice("[Unit] ".length)}\n`);
  const ofService = parts.filter((part) => !part.startsWith("[Unit] ")).map((part) => `${part}\n`);
  return `${ofUnit.length > 0 ? "[Unit]\n" : ""}${ofUnit.join("")}${BARE}${ofService.join("")}`;
}

function show(text: string): readonly string[] {
  const simulation = simulate(new Map([["web.service", text]]));
  const question = simulation.ask("show", { units: ["web.service"] });
  simulation.advance(msec(1));
  const answer = simulation.replies.get(question)?.result;
  if (answer?.ok !== true || !("units" in answer.value)) throw new Error("no answer");
  const [unit] = answer.value.units as readonly { readonly properties: readonly (readonly [string, string])[] }[];
  return (unit?.properties ?? []).map(([name, value]) => sorted(`${name}=${value}`));
}

function sorted(line: string): string {
  const [, name, list] = /^(\w+)=(.*)$/s.exec(line) ?? [];
  return LISTS.test(line) ? `${name}=${(list ?? "").split(" ").filter(Boolean).sort().join(" ")}` : line;
}

const bare = new Set(show(BARE));

test("there is something to compare", () => {
  expect(recorded.length).toBeGreaterThan(500);
});

test.each(recorded)("$settings", ({ settings, shown }) => {
  const differing = show(unitFile(settings)).filter((line) => !bare.has(line) && !OWN.test(line));
  expect(differing).toEqual(shown);
});

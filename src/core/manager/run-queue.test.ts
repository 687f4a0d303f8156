import { expect, test } from "vitest";
import type { UnitName } from "../values/unit-name.ts";
import { createRunQueue } from "./run-queue.ts";
import type { Job, Unit } from "./world.ts";

const service = (settings: object = {}): Unit => ({ loaded: { kind: "service", service: settings } }) as unknown as Unit;
const UNITS = new Map<string, Unit>([
  ["a.service", service()],
  ["b.service", service({ Nice: 5 })],
  ["c.service", service({ CPUWeight: 50 })],
  ["d.service", service({ Nice: -5 })],
  ["e.service", service({ CPUWeight: 200, Nice: 5 })],
  ["f.service", service()],
  ["z.target", { loaded: { kind: "target" } } as unknown as Unit],
]) as ReadonlyMap<string, Unit> as ReadonlyMap<UnitName, Unit>;

const jobs = new Map([...UNITS.keys()].map((unit) => [String(unit), { unit } as Job]));
const job = (name: string): Job => jobs.get(name) as Job;

test.each<[name: string, added: string, deleted: string, taken: string]>([
  ["targets, weight, nice level, name", "a f b d c e z", "", "z e d a f b c"],
  ["whatever the order in which they come", "z e c d b f a", "", "z e d a f b c"],
  ["each once", "a a f a", "", "a f"],
  ["but for what was deleted", "a b f", "a c", "f b"],
])("%s", (_, added, deleted, taken) => {
  const queue = createRunQueue(UNITS);
  const full = (letter: string): Job => job(letter === "z" ? "z.target" : `${letter}.service`);
  for (const letter of added.split(" ")) queue.add(full(letter));
  for (const letter of deleted.split(" ").filter(Boolean)) queue.delete(full(letter));
  const seen: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) seen.push(next.unit.slice(0, 1));
  expect(seen.join(" ")).toBe(taken);
});

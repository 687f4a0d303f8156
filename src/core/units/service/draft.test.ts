import { expect, test } from "vitest";
import type { Instant, Usec } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { ProcessRef, Sighting } from "../../kernel.ts";
import type { UnitName } from "../../values/unit-name.ts";
import { Draft } from "./draft.ts";
import { NOTHING_SEEN } from "../../../../test/support/service.ts";
import { type ServiceData, newService } from "./state.ts";

const now = { monotonic: 5, realtime: 0 } as Instant;
const config = { Type: "simple", ExecStart: [] } as unknown as ServiceConfig;

function draftOf(data: Partial<ServiceData>, seen?: Partial<Sighting>): Draft {
  const look = { ...NOTHING_SEEN, inspect: () => seen as Sighting | undefined };
  const rest = { stopPending: false, restartPending: false, userManager: false, frozen: false };
  const fresh = newService(now);
  return new Draft({ unit: "a.service" as UnitName, config, now, look, ...rest }, { ...fresh, data: { ...fresh.data, ...data } });
}

const child = { process: "a.service/main/1" as ProcessRef, directive: "ExecStart", index: 0, pid: 7, started: now } as const;
const hook = { ...child, process: "a.service/control/2" as ProcessRef, directive: "ExecStartPost" } as const;
const adopted = { ...child, adopted: { birth: "b", isAlien: false } };
const alien = { ...child, adopted: { birth: "b", isAlien: true } };

test.each<[string, Partial<ServiceData>, Partial<Sighting> | undefined, string]>([
  ["nobody knows which it is", { mainKnown: false }, undefined, "unknown"],
  ["its end was told", { mainKnown: true }, undefined, "dead"],
  ["a child, whose end will be told", { mainKnown: true, main: child }, undefined, "alive"],
  ["a child that was adopted", { mainKnown: true, main: adopted }, undefined, "alive"],
  ["a child whose pid a corpse still has", { mainKnown: true, main: child }, { alive: false, birth: "b" }, "alive"],
  ["no child, and it is seen", { mainKnown: true, main: alien }, { alive: true, birth: "b" }, "alive"],
  ["no child, and it is a corpse", { mainKnown: true, main: alien }, { alive: false, birth: "b" }, "dead"],
  ["no child, and another has its pid now", { mainKnown: true, main: alien }, { alive: true, birth: "c" }, "dead"],
  ["no child, and nobody is seen", { mainKnown: true, main: alien }, undefined, "dead"],
])("the main process: %s", (_, data, seen, expected) => {
  expect(draftOf(data, seen).mainState).toBe(expected);
});

test("those that live are the main and the control process", () => {
  expect(draftOf({}).live()).toEqual([]);
  expect(draftOf({ control: hook }).live()).toEqual([hook.process]);
  expect(draftOf({ main: child, control: hook }).live()).toEqual([child.process, hook.process]);
});

test("a transition begins without effects; time is extended, and kept under another name", () => {
  const draft = draftOf({});
  draft.extend(7 as Usec);
  expect([draft.state.deadline, draft.effects]).toEqual([12, []]);
  draft.rename("reload-notify");
  expect([draft.state.name, draft.state.deadline, draft.effects.length]).toEqual(["reload-notify", 12, 1]);
});

test("a command that is not there is a bug", () => {
  expect(() => draftOf({}).spawn("main", "ExecStart", 0)).toThrow("a.service has no ExecStart= number 0");
});

import { expect, test } from "vitest";
import { PASSIVE } from "../../directives/passive.ts";
import { serviceDirectives } from "../../directives/service.ts";
import { unitDirectives } from "../../directives/unit.ts";
import { simulate } from "../../../../test/support/simulation.ts";
import { ownLayers } from "../properties.ts";
import { constantProperties } from "./constant-properties.ts";
import { propertyRank } from "./property-order.ts";

const names = constantProperties(true).map(([name]) => name);

test("constants are properties, each once, and none of them is a setting that is read", () => {
  expect(names.filter((name) => propertyRank(name) === undefined)).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  const read = { ...unitDirectives, ...serviceDirectives, ...PASSIVE.Unit, ...PASSIVE.Service };
  // Credentials are read, and have no form all the same.
  const withoutForm = new Set(["SetCredential", "SetCredentialEncrypted", "LoadCredential", "LoadCredentialEncrypted"]);
  expect(names.filter((name) => name in read && !withoutForm.has(name))).toEqual([]);
});

test("constants are nothing that is told of a unit itself", () => {
  const simulation = simulate(new Map([["a.service", "[Service]\nExecStart=/actor hang\n"]]));
  simulation.ask("enqueue", { verb: "start", units: ["a.service"], mode: "replace", wait: true });
  const { world } = simulation.manager;
  const told = [...world.units.values()].flatMap((unit) => ownLayers(world, unit).flat());
  const toldNames = new Set(told.map(([name]) => name));
  expect(toldNames).toContain("MainPID");
  expect(names.filter((name) => toldNames.has(name))).toEqual([]);
});

test("units that are no services have fewer", () => {
  const ofAll = constantProperties(false).map(([name]) => name);
  expect(ofAll).toContain("Transient");
  expect(ofAll).not.toContain("CleanResult");
});

// Recorded from `systemctl show --all` of a service that was never started: what scenarios leave out, since hosts measure differently.
test.each([
  ["MemorySwapCurrent", "[not set]"],
  ["MemorySwapPeak", "[not set]"],
  ["MemoryZSwapCurrent", "[not set]"],
  ["ControlGroupId", "0"],
  ["EffectiveCPUs", ""],
  ["EffectiveMemoryNodes", ""],
  ["IPIngressBytes", "[no data]"],
  ["IPIngressPackets", "[no data]"],
  ["IPEgressBytes", "[no data]"],
  ["IPEgressPackets", "[no data]"],
  ["IOReadBytes", "[not set]"],
  ["IOReadOperations", "[not set]"],
  ["IOWriteBytes", "[not set]"],
  ["IOWriteOperations", "[not set]"],
])("%s is shown as systemd does", (name, value) => {
  expect(constantProperties(true).find(([each]) => each === name)?.[1]).toBe(value);
});

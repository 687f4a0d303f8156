import { existsSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import type { Realtime } from "../core/base/time.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Fresh: the zone is looked up once a process. */
async function nameIn(zone: string): Promise<string> {
  vi.stubEnv("TZ", zone);
  vi.resetModules();
  const { LOCAL } = await import("./local-zone.ts");
  return LOCAL.name((1_784_000_000 * 1e6) as Realtime);
}

const hasZoneFiles = existsSync("/usr/share/zoneinfo/Europe/Berlin");

test.runIf(hasZoneFiles).each([
  ["Europe/Berlin", "CEST"],
  [":Europe/Berlin", "CEST"],
  ["Etc/UTC", "UTC"],
  ["", "UTC"],
])("$TZ %s is called %s by its file: no call of Intl, which is slow", async (zone, name) => {
  const format = vi.spyOn(Intl, "DateTimeFormat");
  expect(await nameIn(zone)).toBe(name);
  expect(format).not.toHaveBeenCalled();
});

test("a zone that has no file is called what JavaScript calls it", async () => {
  expect(await nameIn("UTC0")).toMatch(/^(UTC|GMT)/);
});

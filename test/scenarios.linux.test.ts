import { describe, expect, test } from "vitest";
import { IS_ROOT, openLinuxHost, whyNoLinuxHost } from "./hosts/linux.ts";
import type { Host } from "./hosts/host.ts";
import { whyNoMessageBus } from "./hosts/message-bus.ts";
import { DEVIATIONS } from "./scenarios/deviations.ts";
import { listScenarios } from "./scenarios/list.ts";
import { playScenario } from "./scenarios/play.ts";
import { printScenario, type Scenario } from "./scenarios/scenario.ts";

/** So many managers at once: they mostly wait. */
const AT_ONCE = 6;
const LIMIT_MS = 280_000;

const reason = whyNoLinuxHost();
if (reason !== undefined) console.warn(`scenarios with real processes are skipped: ${reason}`);

describe.skipIf(reason !== undefined)("scenarios recorded from systemd hold with real processes", () => {
  const scenarios = listScenarios().map(({ scenario }) => scenario);
  const plays = reason === undefined ? playAll(scenarios) : new Map<string, Promise<Played>>();
  for (const scenario of scenarios) {
    const deviation = DEVIATIONS.find(
      (each) => each.host === "linux" && each.scenario === scenario.name && !(each.unprivileged === true && IS_ROOT),
    );
    test(
      deviation === undefined ? scenario.name : `${scenario.name} (differs: ${deviation.because})`,
      { timeout: LIMIT_MS },
      async ({ skip }) => {
        const seen = await plays.get(scenario.name);
        if (seen !== undefined && typeof seen !== "string") return skip(seen.lacks);
        if (deviation === undefined) expect(seen).toBe(printScenario(scenario, []));
        else expect(seen).not.toBe(printScenario(scenario, []));
      },
    );
  }
});

/** Begins at once, so that the tests only wait for what is theirs. */
function playAll(scenarios: readonly Scenario[]): Map<string, Promise<Played>> {
  const plays = new Map<string, Promise<Played>>();
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  for (const [at, scenario] of scenarios.entries()) {
    const lane = at % AT_ONCE;
    const play = (lanes[lane] as Promise<unknown>).then(() => playOnce(scenario));
    play.catch(() => {}); // Its own test reports it.
    lanes[lane] = play.catch(() => {});
    plays.set(scenario.name, play);
  }
  return plays;
}

/** What is about the client, and where the manager ends while one waits. */
const REAL_CLIENT = /^(client|actions)\//;

type Played = string | { readonly lacks: string };

/** What was seen, or why it can't be played here. */
async function playOnce(scenario: Scenario): Promise<Played> {
  const { name } = scenario;
  const bus = name.startsWith("type-dbus/");
  const lacksBus = bus ? whyNoMessageBus() : undefined;
  if (lacksBus !== undefined) return { lacks: lacksBus };
  const host = await openLinuxHost({ bus, realClient: REAL_CLIENT.test(name) });
  try {
    const freezes = scenario.lines.some((line) => line.includes("systemctl freeze"));
    if (freezes && !(await canFreeze(host))) return { lacks: "units can't be frozen here, as no cgroup can be made" };
    return printScenario(scenario, await playScenario(scenario, host));
  } finally {
    await host.close();
  }
}

const canFreeze = async (host: Host): Promise<boolean> =>
  (await host.show(["any.service"], ["CanFreeze"])).get("any.service")?.get("CanFreeze") === "yes";

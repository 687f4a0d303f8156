import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEVIATIONS } from "./histories/deviations.ts";
import { inLanes, playOn } from "./histories/play-all.ts";
import { readRecorded } from "./histories/recorded.ts";
import { shareHost } from "./histories/side-by-side.ts";
import type { Host } from "./hosts/host.ts";
import { openLinuxHost, whyNoLinuxHost } from "./hosts/linux.ts";

/** Of ten, which one is played: they take as long as they take. */
const SHARE = 10;
const AT_ONCE = 10;
const LIMIT_MS = 280_000;

const reason = whyNoLinuxHost() ?? (process.getuid?.() === 0 ? undefined : "they were recorded from the system's manager, as root");
if (reason !== undefined) console.warn(`random histories with real processes are skipped: ${reason}`);

describe.skipIf(reason !== undefined)("random histories recorded from systemd hold with real processes", () => {
  const histories = readRecorded().filter(({ name }, at) => at % SHARE === 0 && !DEVIATIONS.some(({ history }) => history === name));
  const seen = new Map<string, string>();
  let host: Host | undefined;

  beforeAll(async () => {
    host = await openLinuxHost();
    const shared = shareHost(host);
    const left = [...histories];
    await inLanes(
      AT_ONCE,
      async () => left.shift(),
      async ({ name, text }) => void seen.set(name, await playOn(shared, text)),
    );
  }, LIMIT_MS);
  afterAll(() => host?.close());

  for (const { name, text } of histories) test(name, () => expect(seen.get(name)).toBe(text));
});

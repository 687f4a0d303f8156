import { expect, test } from "vitest";
import { sec } from "../../base/time.ts";
import { SIGNAL } from "../../values/signal.ts";
import { UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";

const main = liveProcess("main", "ExecStart");

/** The kernel has sent SIGTERM to these pids. */
function answer(pids: readonly number[], isAlien: boolean): string {
  const event = {
    type: "signalled",
    unit: UNIT,
    purpose: "stop-sigterm",
    signal: SIGNAL.TERM,
    others: true,
    nobodyLeft: false,
    members: pids.map((pid) => ({ pid, comm: "", ...(pid === main.pid && { process: main.process }) })),
  } as const;
  const data = { main: { ...main, adopted: { birth: "7", isAlien } }, mainKnown: true, signalling: "stop-sigterm" } as const;
  const seen = playEvents("running", [event], {
    config: { TimeoutStopSec: sec(1), FinalKillSignal: SIGNAL.KILL },
    data,
    look: { inspect: () => ({ pid: 7, birth: "7", alive: true, isChild: false }) },
  });
  return seen.way;
}

// Source: what systemd 257 does about a main process that is no child of its (kill/value-of-alien, notify/main-pid-alien-dies).
test("a main process that is no child of the manager is sent the signal, and not waited for", () => {
  expect(answer([7], false)).toBe("stop-sigterm, success");
  expect(answer([7], true)).toBe("stop-sigkill, success");
  expect(answer([7, 8], true)).toBe("stop-sigterm, success");
});

test("what gave up because of the start limit says so, and what could not be restarted otherwise does not", () => {
  const because = (type: "limit-hit" | "restart-impossible"): string | undefined => {
    const event = type === "limit-hit" ? { type } : { type, error: "Connection refused" };
    return playEvents("dead", [event], { config: { Restart: "no" } }).service.data.decision?.because;
  };
  expect([because("limit-hit"), because("restart-impossible")]).toEqual(["start-limit", "gave-up"]);
});

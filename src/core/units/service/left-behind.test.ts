import { expect, test } from "vitest";
import type { Instant } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { Member } from "../../kernel.ts";
import type { UnitName } from "../../values/unit-name.ts";
import { newService } from "./state.ts";
import { NOTHING_SEEN } from "../../../../test/support/service.ts";
import { transitionService } from "./transition.ts";

const now = { monotonic: 0, realtime: 0 } as Instant;
const unit = "a.service" as UnitName;

/** What the end of a service says, and what it asks of the kernel, with those who are left and when nobody is left. */
function endWith(members: readonly Member[] | undefined): readonly (readonly string[])[] {
  const config = { Restart: "no" } as unknown as ServiceConfig;
  const context = {
    unit,
    config,
    now,
    stopPending: false,
    restartPending: false,
    userManager: false,
    frozen: false,
    look: { ...NOTHING_SEEN, membersOf: () => members },
  };
  const fresh = newService(now);
  const stopping = {
    state: { ...fresh.state, name: "final-sigterm" as const },
    data: { ...fresh.data, forbidRestart: true },
  };
  const [down, effects] = transitionService(context, stopping, { type: "emptied", unit });
  const [, later] = transitionService(context, down, { type: "emptied", unit });
  return [effects, later].map((all) =>
    all.flatMap((effect) => {
      if (effect.type === "log") return effect.message.id === "left-running" ? ["left-running"] : [];
      return effect.type === "kernel" ? [effect.effect.type] : [];
    }),
  );
}

test.each<[string, readonly Member[] | undefined, readonly (readonly string[])[]]>([
  ["nobody", [], [["release"], []]],
  ["somebody", [{ pid: 7, comm: "sleep" }], [["left-running"], ["release"]]],
  ["who knows", undefined, [[], ["release"]]],
])("%s is left", (_, members, expected) => {
  expect(endWith(members)).toEqual(expected);
});

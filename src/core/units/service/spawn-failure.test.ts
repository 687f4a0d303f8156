import { expect, test } from "vitest";
import type { Instant } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { SpawnFailure } from "../../exec/plan.ts";
import type { ProcessRef } from "../../kernel.ts";
import type { ExecCommand } from "../../values/exec-command.ts";
import type { UnitName } from "../../values/unit-name.ts";
import { Draft } from "./draft.ts";
import { NOTHING_SEEN } from "../../../../test/support/service.ts";
import { logSpawnFailure } from "./spawn-failure.ts";
import { newService } from "./state.ts";

const now = { monotonic: 0, realtime: 0 } as Instant;
const process = { process: "a.service/main/1" as ProcessRef, directive: "ExecStart", index: 0, pid: 7, started: now } as const;

/** The messages by name; all are said by the child. */
function said(failure: Partial<SpawnFailure> | undefined, ignoreFailure = false): readonly string[] {
  const rest = { stopPending: false, restartPending: false, userManager: false, frozen: false, look: NOTHING_SEEN };
  const draft = new Draft({ unit: "a.service" as UnitName, config: {} as ServiceConfig, now, ...rest }, newService(now));
  const command = { path: "/bin/a", argv: ["/bin/a"], ignoreFailure } as unknown as ExecCommand;
  const whole = failure && ({ error: "Permission denied", ...failure } as SpawnFailure);
  logSpawnFailure(draft, { ...process, ...(whole && { failure: whole }) }, command);
  return draft.effects.map((effect) => (effect.type === "log" && effect.by?.pid === 7 ? effect.message.id : effect.type));
}

// Source: the journal of systemd 257. It never has that execve(2) itself failed, as systemd looks before (deviation context/format-error):
// that `-` forgives a program that is not there, and no other, is reasoned.
test.each<[string, Partial<SpawnFailure> | undefined, boolean, readonly string[]]>([
  ["none", undefined, false, []],
  ["no such program", { step: "EXEC" }, false, ["executable-missing", "step-failed"]],
  ["no such program, with -", { step: "EXEC" }, true, ["executable-missing"]],
  ["no program", { step: "EXEC", part: "execute" }, false, ["execute-failed", "step-failed"]],
  ["no program, with -", { step: "EXEC", part: "execute" }, true, ["execute-failed", "step-failed"]],
  ["a group", { step: "GROUP" }, false, ["group-failed", "step-failed"]],
  ["more groups", { step: "GROUP", part: "supplementary-groups" }, false, ["groups-failed", "step-failed"]],
  ["to become of the group", { step: "GROUP", part: "change-group" }, false, ["change-group-failed", "step-failed"]],
  ["a step without words of its own", { step: "NICE" }, false, ["step-failed"]],
])("what a child says that never got to its program: %s", (_, failure, ignoreFailure, expected) => {
  expect(said(failure, ignoreFailure)).toEqual(expected);
});

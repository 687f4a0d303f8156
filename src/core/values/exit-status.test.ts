import { expect, test } from "vitest";
import { EXIT_STATUSES, exitStatusByName, formatExit, formatExitForStatus } from "./exit-status.ts";
import type { Signal } from "./signal.ts";

test.each<readonly [string, number]>([
  ["SUCCESS", 0],
  ["FAILURE", 1],
  ["NOTRUNNING", 7],
  ["USAGE", 64],
  ["TEMPFAIL", 75],
  ["CONFIG", 78],
  ["CHDIR", 200],
  ["SECUREBITS", 213],
  ["SETSCHEDULER", 214],
  ["STDERR", 222],
  ["PAM", 224],
  ["NO_NEW_PRIVILEGES", 227],
  ["RUNTIME_DIRECTORY", 233],
  ["CHOWN", 235],
  ["NUMA_POLICY", 242],
  ["KSM", 245],
  ["EXCEPTION", 255],
])("%s is %d", (name, status) => {
  expect(exitStatusByName(name)).toBe(status);
});

test("no number stands twice", () => {
  expect(new Set(EXIT_STATUSES.map(({ status }) => status)).size).toBe(EXIT_STATUSES.length);
});

test.each<readonly ["exited" | "killed" | "dumped", number, string, string]>([
  ["exited", 0, "code=exited, status=0/SUCCESS", "code=exited, status=0/SUCCESS"],
  ["exited", 1, "code=exited, status=1/FAILURE", "code=exited, status=1/FAILURE"],
  ["exited", 3, "code=exited, status=3/NOTIMPLEMENTED", "code=exited, status=3"],
  ["exited", 75, "code=exited, status=75/TEMPFAIL", "code=exited, status=75"],
  ["exited", 137, "code=exited, status=137/n/a", "code=exited, status=137"],
  ["exited", 203, "code=exited, status=203/EXEC", "code=exited, status=203/EXEC"],
  ["killed", 9, "code=killed, status=9/KILL", "code=killed, signal=KILL"],
  ["killed", 36, "code=killed, status=36/RTMIN+2", "code=killed, signal=RTMIN+2"],
  ["dumped", 6, "code=dumped, status=6/ABRT", "code=dumped, signal=ABRT"],
])("%s %d", (code, status, inJournal, inStatus) => {
  const ending = code === "exited" ? { code, status } : { code, status: status as Signal };
  expect(formatExit(ending)).toBe(inJournal);
  expect(formatExitForStatus(ending)).toBe(inStatus);
});

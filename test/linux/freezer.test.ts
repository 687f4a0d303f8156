import { expect, it } from "vitest";
import { createDriver, lacks } from "./run-driver.ts";

const drive = createDriver();

it.each(["cgroup-v2", "cgroup-v1"])("freezes by %s what then stands still, and hears of no signal that it could handle", (kind) => {
  const result = drive("freezeAndThaw", { args: [kind] });
  if (lacks(typeof result === "object" && result !== null && "lacks" in result, `no ${kind} freezer can be had here`)) return;
  expect(result).toEqual({
    nobody: "frozen empty",
    frozen: "frozen done",
    stoodStill: true,
    thawed: "thawed done",
    goesOn: true,
    heardSigterm: false,
    end: { code: "killed", status: 9 },
    left: true,
    again: { code: "exited", status: 0 },
  });
});

it("freezes nothing without cgroups, and says so", () => {
  // The text is strerror(3)'s for EOPNOTSUPP, glibc's or musl's.
  const refusal = expect.stringMatching(/^(Operation not supported|Not supported)$/) as unknown;
  expect(drive("freezeAndThaw", { args: ["proc"] })).toEqual({ nobody: refusal, frozen: refusal, stoodStill: false });
});

import { describe, expect, it } from "vitest";
import { createDriver, lacks } from "./run-driver.ts";

const drive = createDriver();
const SIGKILLED = { code: "killed", status: 9 };
const EXPECTED = {
  main: [SIGKILLED, ["spawned", "oom-killed", "exited", "emptied", "released"]],
  child: [["spawned", "oom-killed"], "Killed\nchild 137\n", ["spawned", "oom-killed", "signalled", "exited", "emptied", "released"]],
  harmless: [{ code: "exited", status: 0 }, false],
  killed: [SIGKILLED, false],
  memoryMax: 64 * 1024 * 1024,
  used: true,
};

describe.each([
  ["cgroup-v2", "cgroup-v2", false],
  ["cgroup-v1", "cgroup-v2", false],
  ["guard", "cgroup-v2", false],
  ["guard", "proc", false],
  ["guard", "proc", true],
])("memory limited by %s, members by %s, unprivileged %s", (memory, tracking, unprivileged) => {
  it("kills the process that takes too much and nobody else, and says so at once", () => {
    const result = drive("hog", { args: [memory, tracking], unprivileged }) as object;
    if (!lacks("lacks" in result, `memory cannot be limited by ${memory} here`)) expect(result).toEqual(EXPECTED);
  });
});

it.each(["cgroup-v2", "cgroup-v1", "guard"])("knows an end for want of memory also without a free descriptor (%s)", (memory) => {
  const result = drive("hogWithoutDescriptors", { args: [memory] }) as object;
  if (lacks("lacks" in result, `memory cannot be limited by ${memory} here`)) return;
  expect(result).toMatchObject({ status: SIGKILLED, events: expect.arrayContaining(["spawned", "oom-killed", "exited"]) as unknown });
});

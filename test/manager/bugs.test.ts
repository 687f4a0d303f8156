/** An exception within the manager is a bug of ours: it is told of, nobody waits for ever, and what was decided before it is done. */
import { expect, test } from "vitest";
import { msec } from "../../src/core/base/time.ts";
import { simulate } from "../support/simulation.ts";

const SERVICE = "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/actor hang\n";

test("a job that meets one fails, and those that wait for it hear so", () => {
  const simulation = simulate(new Map([["a.service", SERVICE]]));
  const host = simulation.manager.world.host as { newInvocationId: () => string };
  const { newInvocationId } = host;
  host.newInvocationId = () => {
    throw new Error("oh");
  };
  const ask = { verb: "start", units: ["a.service"], mode: "replace", wait: true } as const;
  const first = simulation.ask("enqueue", ask);
  expect(simulation.bugs.map((bug) => bug.split("\n")[0])).toEqual(["Error: oh"]);
  expect(simulation.replies.get(first)).toMatchObject({
    result: { ok: true, value: { units: [{ unit: "a.service", result: "failed" }] } },
  });
  host.newInvocationId = newInvocationId;
  const second = simulation.ask("enqueue", ask);
  simulation.advance(msec(10));
  expect(simulation.replies.get(second)).toMatchObject({ result: { ok: true, value: { units: [{ result: "done" }] } } });
});

test("one in what follows from a job that failed keeps nobody waiting either", () => {
  const simulation = simulate(
    new Map([
      ["a.service", "[Unit]\nRequires=b.service\nAfter=b.service\n[Service]\nExecStart=/actor hang\n"],
      ["b.service", "[Service]\nType=oneshot\nExecStart=/actor sleep 1s, exit 1\n"],
    ]),
  );
  const question = simulation.ask("enqueue", { verb: "start", units: ["a.service"], mode: "replace", wait: true });
  const unit = simulation.manager.world.units.get("a.service" as never)?.loaded.unit ?? {};
  const broken = {
    get: () => {
      throw new Error("oh");
    },
  };
  Object.defineProperty(unit, "Description", broken);
  simulation.advance(msec(2000));
  expect(simulation.bugs.map((bug) => bug.split("\n")[0])).toEqual(["Error: oh"]);
  expect(simulation.replies.get(question)).toMatchObject({ result: { ok: true, value: { units: [{ result: "dependency" }] } } });
});

test("a job that meets one takes those with it that need it", () => {
  const after = "[Unit]\nRequires=a.service\nAfter=a.service\n[Service]\nExecStart=/actor hang\n";
  const simulation = simulate(
    new Map([
      ["a.service", SERVICE],
      ["b.service", after],
    ]),
  );
  const host = simulation.manager.world.host as { newInvocationId: () => string };
  host.newInvocationId = () => {
    throw new Error("oh");
  };
  const question = simulation.ask("enqueue", { verb: "start", units: ["b.service"], mode: "replace", wait: true });
  expect(simulation.bugs).toHaveLength(1);
  expect(simulation.replies.get(question)).toMatchObject({ result: { ok: true, value: { units: [{ result: "dependency" }] } } });
});

test("one that is met when the job has ended already does not end it once more", () => {
  const limited = "[Unit]\nStartLimitBurst=1\n[Service]\nType=oneshot\nExecStart=/actor exit 1\n";
  const simulation = simulate(new Map([["a.service", limited]]));
  const ask = { verb: "start", units: ["a.service"], mode: "replace", wait: true } as const;
  simulation.ask("enqueue", ask);
  simulation.advance(msec(10));
  const unit = simulation.manager.world.units.get("a.service" as never)?.loaded.unit ?? {};
  let looks = 0;
  const get = (): string => {
    if ((looks += 1) === 1) throw new Error("oh");
    return "A";
  };
  Object.defineProperty(unit, "Description", { get });
  const question = simulation.ask("enqueue", ask);
  simulation.advance(msec(10));
  expect(simulation.bugs.map((bug) => bug.split("\n")[0])).toEqual(["Error: oh"]);
  expect(simulation.replies.get(question)).toMatchObject({ result: { ok: true, value: { units: [{ result: "failed" }] } } });
  expect(simulation.log.filter((line) => line.startsWith("Failed to start"))).toEqual(["Failed to start a.service."]);
});

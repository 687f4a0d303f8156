/** A process that takes more memory than its unit may have. */
import { closeSync } from "node:fs";
import type { MemoryKind } from "../../../src/linux/memory/memory-control.ts";
import type { TrackingKind } from "../../../src/linux/members/tracker.ts";
import { takeDescriptors } from "./member-cases.ts";
import { openWorld, sh } from "./world.ts";

const MB = 1024 * 1024;

export async function hog(memory: MemoryKind, tracking: TrackingKind): Promise<unknown> {
  const world = openWorld({ memory: [memory], tracking: [tracking, "proc"] });
  if (world.kernel.facts().memory !== memory) {
    world.kernel.close();
    return { lacks: memory };
  }
  const limited = { memory: { max: 64 * MB } };
  world.spawn("a.service/main", { argv: ["/usr/bin/tail", "/dev/zero"], ...limited, environment: ["PATH=/bin", "INVOCATION_ID=aa"] });
  const main = await world.exited("a.service/main");
  // Its child is the one that is killed; the shell lives on.
  world.spawn("b.service/main", {
    ...sh("tail /dev/zero; echo child $?; exec sleep 1000"),
    ...limited,
    environment: ["PATH=/usr/bin:/bin", "INVOCATION_ID=bb"],
  });
  const ofUnit = (unit: string): readonly string[] =>
    world.events.flatMap((event) => (event.type !== "woken" && event.unit === unit ? [event.type] : []));
  await world.until(() => ofUnit("b.service").includes("oom-killed"), "news of a child's death");
  await world.printed("b.service/main", "child");
  const living = ofUnit("b.service");
  world.kill("b.service", ["b.service/main"], 9);
  await world.emptied("b.service");
  world.spawn("c.service/main", { ...sh("sleep 0.5; exit 0"), ...limited });
  let usage = world.kernel.accountingOf("c.service" as never);
  await world.until(() => ((usage = world.kernel.accountingOf("c.service" as never)).memory ?? 0) > 0, "memory in use");
  const harmless = await world.exited("c.service/main");
  world.spawn("d.service/main", sh("kill -9 $$"));
  const killed = await world.exited("d.service/main");
  for (const unit of ["a", "b", "c", "d"]) world.release(`${unit}.service`);
  const { memoryMax, memory: used } = usage;
  const output = world.output.get("b.service/main");
  world.kernel.close();
  return {
    main: [main.status, ofUnit("a.service")],
    child: [living, output, ofUnit("b.service")],
    harmless: [harmless.status, ofUnit("c.service").includes("oom-killed")],
    killed: [killed.status, ofUnit("d.service").includes("oom-killed")],
    memoryMax,
    used: (used ?? 0) > 0,
  };
}

/** Memory runs out while the manager has no descriptor left. */
export async function hogWithoutDescriptors(memory: MemoryKind): Promise<unknown> {
  const world = openWorld({ memory: [memory] });
  if (world.kernel.facts().memory !== memory) {
    world.kernel.close();
    return { lacks: memory };
  }
  // Without a log pipe, as that gives a descriptor back.
  const plan = { ...sh("sleep 0.1; exec tail /dev/zero"), stdout: { to: "null" }, memory: { max: 64 * MB } } as const;
  world.spawn("a.service/main", { ...plan, environment: ["PATH=/usr/bin:/bin", "INVOCATION_ID=aa"] });
  const taken = takeDescriptors();
  const { status } = await world.exited("a.service/main");
  const events = world.events.map(({ type }) => type);
  for (const fd of taken) closeSync(fd);
  world.kernel.close();
  return { status, events };
}

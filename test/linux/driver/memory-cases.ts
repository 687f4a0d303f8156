/** A process that takes more memory than its unit may have. */
import type { MemoryKind } from "../../../src/linux/memory/memory-control.ts";
import type { TrackingKind } from "../../../src/linux/members/tracker.ts";
import { openWorld, sh, sleep } from "./world.ts";

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
  // The shell lives on and tells of its child's end.
  world.spawn("b.service/main", {
    ...sh("tail /dev/zero; echo child $?"),
    ...limited,
    environment: ["PATH=/usr/bin:/bin", "INVOCATION_ID=bb"],
  });
  const shell = await world.exited("b.service/main");
  world.spawn("c.service/main", { ...sh("sleep 0.1; exit 0"), ...limited });
  await sleep(20);
  const usage = world.kernel.inspect("c.service" as never);
  const harmless = await world.exited("c.service/main");
  world.spawn("d.service/main", sh("kill -9 $$"));
  const killed = await world.exited("d.service/main");
  for (const unit of ["a", "b", "c", "d"]) world.release(`${unit}.service`);
  const { memoryMax, memory: used } = usage;
  const output = world.output.get("b.service/main");
  world.kernel.close();
  return {
    main: [main.status, main.oomKilled],
    shell: [shell.status, shell.oomKilled, output],
    harmless: [harmless.status, harmless.oomKilled],
    killed: [killed.status, killed.oomKilled],
    memoryMax,
    used: (used ?? 0) > 0,
  };
}

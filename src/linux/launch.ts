/** The effect `spawn`: a place for the unit, a pipe for what it prints, the process itself, and its entry in our books. */
import type { KernelEffect, KernelEvent } from "../core/kernel.ts";
import type { Descriptors } from "./descriptors.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import type { Draining, LogPipes } from "./log-pipe.ts";
import type { Emptiness } from "./members/emptiness.ts";
import type { MemberTracker } from "./members/tracker.ts";
import type { MemoryControl } from "./memory/memory-control.ts";
import type { ProcessTable } from "./process-table.ts";
import type { Spawner } from "./spawn/spawner.ts";

export interface LaunchParts {
  readonly libc: Libc;
  readonly spawner: Spawner;
  readonly pipes: LogPipes;
  readonly table: ProcessTable<Draining | undefined>;
  readonly tracker: MemberTracker;
  readonly memory: MemoryControl;
  readonly emptiness: Emptiness;
  readonly descriptors: Descriptors;
}

/** Gives the answer: `spawned` or `spawn-failed`. */
export function launch(parts: LaunchParts, { unit, process, plan }: Extract<KernelEffect, { type: "spawn" }>): KernelEvent {
  const { libc, spawner, pipes, table, tracker, memory, emptiness, descriptors } = parts;
  const failed = (error: SyscallError): KernelEvent => ({ type: "spawn-failed", unit, process, error: libc.describeError(error.errno) });
  const entry = tracker.enter(unit);
  if (!entry.ok) return failed(entry.error);
  const groups = memory.enter(unit, plan.memory);
  if (!groups.ok) return failed(groups.error);
  const pipe = plan.stdout.to === "log" || plan.stderr.to === "log" ? pipes.open() : undefined;
  if (pipe && !pipe.ok) return failed(pipe.error);

  const join = [...entry.value.join, ...groups.value];
  const spawned = spawner.spawn(plan, {
    logFd: pipe?.value.writeFd,
    cgroup: entry.value.cgroup,
    join,
    fds: descriptors.numbersOf(plan.fds ?? []),
  });
  if (!spawned.ok) {
    if (pipe) pipes.discard(pipe.value);
    return failed(spawned.error);
  }
  const { pid, failure } = spawned.value;
  table.add({ unit, process, pid, extra: pipe && pipes.follow(pipe.value, { unit, process, pid, program: plan.path }) });
  tracker.spawned(unit, pid, plan.environment);
  emptiness.populated(unit);
  return { type: "spawned", unit, process, pid, ...(failure && { failure }) };
}

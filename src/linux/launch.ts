/** The effect `spawn`: a place for the unit, a pipe for what it prints, the process itself, and its entry in our books. */
import type { KernelEffect, KernelEvent, ProcessRef } from "../core/kernel.ts";
import type { Descriptors } from "./descriptors.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import type { Draining, LogPipes } from "./log-pipe.ts";
import type { Emptiness } from "./members/emptiness.ts";
import type { MemberTracker } from "./members/tracker.ts";
import type { MemoryControl } from "./memory/memory-control.ts";
import type { ProcessTable } from "./process-table.ts";
import type { Held, Spawned, Spawner } from "./spawn/spawner.ts";

export interface LaunchParts {
  readonly libc: Libc;
  readonly spawner: Spawner;
  readonly pipes: LogPipes;
  readonly table: ProcessTable<Draining | undefined>;
  readonly tracker: MemberTracker;
  readonly memory: MemoryControl;
  readonly emptiness: Emptiness;
  readonly descriptors: Descriptors;
  readonly held: HeldProcesses;
}

/** By pid: those that wait on their way, or waited there. `process`: the name under which that was asked for. */
export type HeldProcesses = Map<number, Held & { readonly process: ProcessRef }>;

export function letGo(held: HeldProcesses, { process }: Extract<KernelEffect, { type: "let-go" }>): void {
  for (const each of held.values()) if (each.process === process) each.letGo();
}

/** Gives the answer: `spawned` or `spawn-failed`. */
export function launch(parts: LaunchParts, effect: Extract<KernelEffect, { type: "spawn" }>): KernelEvent {
  const { unit, process, plan } = effect;
  const { libc, spawner, pipes, table, tracker, memory, emptiness, descriptors, held } = parts;
  const failed = (error: SyscallError): KernelEvent => ({ type: "spawn-failed", unit, process, error: libc.describeError(error.errno) });
  const entry = tracker.enter(unit);
  if (!entry.ok) return failed(entry.error);
  const groups = memory.enter(unit, plan.memory);
  if (!groups.ok) return failed(groups.error);
  const pipe = plan.stdout.to === "log" || plan.stderr.to === "log" ? pipes.open() : undefined;
  if (pipe && !pipe.ok) return failed(pipe.error);

  const join = [...entry.value.join, ...groups.value];
  const fds = descriptors.numbersOf(plan.fds ?? []);
  const place = { logFd: pipe?.value.writeFd, cgroup: entry.value.cgroup, join, fds };
  const spawned = effect.held === true ? spawner.hold(plan, place) : spawner.spawn(plan, place);
  if (!spawned.ok) {
    if (pipe) pipes.discard(pipe.value);
    return failed(spawned.error);
  }
  const { pid, failure }: Spawned = spawned.value;
  if ("letGo" in spawned.value) held.set(pid, { ...spawned.value, process });
  table.add({ unit, process, pid, extra: pipe && pipes.follow(pipe.value, { unit, process, pid, program: plan.path }) });
  tracker.spawned(unit, pid, plan.environment);
  emptiness.populated(unit);
  return { type: "spawned", unit, process, pid, ...(failure && { failure }) };
}

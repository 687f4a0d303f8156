/** A kernel for a test program, with what it has delivered and what its processes have printed. */
import type { KernelEvent, ProcessRef } from "../../../src/core/kernel.ts";
import type { SpawnPlan } from "../../../src/core/exec/plan.ts";
import type { Signal } from "../../../src/core/values/signal.ts";
import type { UnitName } from "../../../src/core/values/unit-name.ts";
import { openLinuxKernel } from "../../../src/linux/kernel.ts";
import type { LinuxKernelOptions } from "../../../src/linux/kernel.ts";

export type Event<T extends KernelEvent["type"]> = Extract<KernelEvent, { type: T }>;
export type World = ReturnType<typeof openWorld>;

export function openWorld(options: LinuxKernelOptions = {}) {
  const events: KernelEvent[] = [];
  const output = new Map<string, string>();
  const order: string[] = [];
  const waiting = new Set<() => void>();
  const warnings: string[] = [];
  const listeners = new Set<(event: KernelEvent) => void>();
  const opened = openLinuxKernel(
    {
      // What another manager has left on this machine is no concern of the test's.
      warn: (message) => void (message.startsWith("The manager with PID") || warnings.push(message)),
      ...options,
    },
    (event) => {
      events.push(event);
      for (const listener of listeners) listener(event);
      for (const look of waiting) look();
    },
    {
      write: ({ process }, bytes) => void output.set(process, (output.get(process) ?? "") + Buffer.from(bytes).toString("latin1")),
      end: ({ process }) => {
        order.push(`end ${process}`);
        for (const look of waiting) look();
      },
    },
  );
  if (!opened.ok) throw new Error(opened.error.message);
  const kernel = opened.value;

  /** Waits until `find` gives something. */
  const until = <T>(find: () => T | undefined | false, what = "an event", timeoutMs = 10_000): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not come; events: ${JSON.stringify(events.slice(-20))}`)), timeoutMs);
      const look = (): void => {
        const found = find();
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const exited = (process: string): Promise<Event<"exited">> =>
    until(
      () => events.find((event): event is Event<"exited"> => event.type === "exited" && event.process === process),
      `the end of ${process}`,
    );
  const emptied = (unit: string): Promise<Event<"emptied">> =>
    until(() => events.findLast((event): event is Event<"emptied"> => event.type === "emptied" && event.unit === unit), `emptied ${unit}`);
  /** The answer to a spawn, which is there when `perform` comes back. */
  const spawn = (
    process: string,
    plan: Partial<SpawnPlan> & { readonly argv: readonly string[] },
  ): Event<"spawned"> | Event<"spawn-failed"> => {
    const before = events.length;
    kernel.perform({ type: "spawn", unit: unitOf(process), process: process as ProcessRef, plan: completePlan(plan) });
    const answer = events[before];
    if (answer?.type !== "spawned" && answer?.type !== "spawn-failed") throw new Error("no answer within perform");
    return answer;
  };
  const kill = (
    unit: string,
    processes: readonly string[],
    signal: number,
    more: Partial<Event<"signalled"> & { others: boolean; alsoHangup: boolean; named: boolean }> = {},
  ) => {
    const before = events.length;
    const { others = true, alsoHangup = false, named = true, purpose = "stop-sigterm" } = more;
    const refs = processes as readonly ProcessRef[];
    kernel.perform({ type: "kill", unit: unit as UnitName, processes: refs, others, alsoHangup, named, purpose, signal: signal as Signal });
    return events[before] as Event<"signalled">;
  };
  const members = (unit: string) => kernel.membersOf(unit as UnitName) ?? [];
  const release = (unit: string): void => kernel.perform({ type: "release", unit: unit as UnitName });
  /** What it printed, when it has printed `text`. */
  const printed = (process: string, text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const end = Date.now() + 10_000;
      const look = (): void => {
        const sofar = output.get(process) ?? "";
        if (sofar.includes(text)) return resolve(sofar);
        if (Date.now() > end) return reject(new Error(`${process} did not print ${text}, but ${sofar}`));
        setTimeout(look, 2);
      };
      look();
    });
  return { kernel, events, output, order, warnings, listeners, until, exited, emptied, spawn, kill, members, release, printed };
}

/** `web.service/main` belongs to `web.service`. */
const unitOf = (process: string): UnitName => process.split("/")[0] as UnitName;

function completePlan(plan: Partial<SpawnPlan> & { readonly argv: readonly string[] }): SpawnPlan {
  return {
    path: plan.argv[0] ?? "",
    environment: ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"],
    workingDirectory: "/",
    workingDirectoryOptional: false,
    umask: 0o022,
    stdin: { to: "null" },
    stdout: { to: "log" },
    stderr: { to: "stdout" },
    limits: [],
    noNewPrivileges: false,
    ignoreSigpipe: true,
    ...plan,
  };
}

export const sh = (script: string): { readonly argv: readonly string[] } => ({ argv: ["/bin/sh", "-c", script] });
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

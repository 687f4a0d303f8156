/** Members of units: found, killed, and missed when they are gone. */
import { closeSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import type { TrackingKind } from "../../../src/linux/members/tracker.ts";
import { openWorld, sh, sleep } from "./world.ts";

const INVOCATION = "INVOCATION_ID=0123456789abcdef0123456789abcdef";
const environment = ["PATH=/usr/bin:/bin", INVOCATION];

const alive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
};

/** A service that forks at once, one whose daemon forks twice and leaves its session, and a stop of both. */
export async function killAll(kind: TrackingKind): Promise<unknown> {
  const world = openWorld({ tracking: [kind] });
  if (world.kernel.facts().tracking !== kind) {
    world.kernel.close();
    return { lacks: kind };
  }
  const script = "(setsid sh -c 'sleep 1000 & echo daemon $!') & sleep 1001 & echo child $!; wait; sleep 1002";
  world.spawn("a.service/main", { ...sh(script), environment });
  world.spawn("b.service/main", { argv: ["/bin/sleep", "1003"], environment: ["INVOCATION_ID=other"] });
  await world.printed("a.service/main", "daemon");
  await world.printed("a.service/main", "child");
  await sleep(20);
  const text = world.output.get("a.service/main") ?? "";
  const members = world.members("a.service");
  const signalled = world.kill("a.service", ["a.service/main"], 15, { alsoHangup: true });
  await world.exited("a.service/main");
  await world.emptied("a.service");
  const left = [...text.matchAll(/\d+/g)].map(([pid]) => alive(Number(pid)));
  const other = world.members("b.service").length;
  const before = world.events.filter(({ type }) => type === "emptied").length;
  world.kill("b.service", ["b.service/main"], 9);
  await world.exited("b.service/main");
  await world.emptied("b.service");
  await sleep(30);
  const emptied = world.events.filter(({ type }) => type === "emptied").length;
  world.release("a.service");
  world.release("b.service");
  const after = world.members("a.service").length;
  world.kernel.close();
  return {
    members: members.length,
    comms: members.map(({ comm }) => comm).toSorted(),
    named: members.filter((member) => "process" in member).length,
    first: signalled.members[0]?.process,
    signalled: signalled.members.length,
    left,
    other,
    before,
    emptied,
    after,
  };
}

/** The main process ends, its child does not: the unit is empty only when that has gone too. */
export async function leftOver(kind: TrackingKind): Promise<unknown> {
  const world = openWorld({ tracking: [kind] });
  if (world.kernel.facts().tracking !== kind) {
    world.kernel.close();
    return { lacks: kind };
  }
  world.spawn("a.service/main", { ...sh("sleep 0.15 & exit 0"), environment });
  await world.exited("a.service/main");
  await sleep(50);
  const early = world.events.some(({ type }) => type === "emptied");
  const members = world.members("a.service").map(({ comm }) => comm);
  await world.emptied("a.service");
  world.kernel.close();
  return { early, members };
}

/** The main process ends, its child does not, and the manager has no descriptor left to see that with. */
export async function withoutDescriptors(kind: TrackingKind): Promise<unknown> {
  const world = openWorld({ tracking: [kind] });
  if (world.kernel.facts().tracking !== kind) {
    world.kernel.close();
    return { lacks: kind };
  }
  const isEmptied = (): boolean => world.events.some(({ type }) => type === "emptied");
  // Without a log pipe, as that gives a descriptor back.
  world.spawn("a.service/main", { ...sh("sleep 1000 & sleep 0.1"), environment, stdout: { to: "null" } });
  const taken = takeDescriptors();
  await world.exited("a.service/main");
  await sleep(50);
  const early = isEmptied();
  for (const fd of taken) closeSync(fd);
  const { members } = world.kill("a.service", [], 9);
  await world.emptied("a.service");
  world.kernel.close();
  return { early, killed: members.length };
}

export function takeDescriptors(): readonly number[] {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync("/dev/null", "r"));
  } catch {
    return taken;
  }
}

/** The unit has been released while a process was left: what remains of it goes when that ends. */
export async function lateRelease(kind: TrackingKind): Promise<unknown> {
  const world = openWorld({ tracking: [kind] });
  if (world.kernel.facts().tracking !== kind) {
    world.kernel.close();
    return { lacks: kind };
  }
  world.spawn("a.service/main", { ...sh("sleep 0.1 & exit 0"), environment });
  await world.exited("a.service/main");
  const before = world.kernel.accountingOf("a.service" as never).cgroup !== undefined;
  world.release("a.service");
  const kept = world.kernel.accountingOf("a.service" as never).cgroup !== undefined;
  await world.emptied("a.service");
  const gone = world.kernel.accountingOf("a.service" as never).cgroup === undefined;
  world.spawn("a.service/again", { ...sh("exit 0"), environment });
  const again = (await world.exited("a.service/again")).status;
  world.kernel.close();
  return { before, kept, gone, again };
}

/** What a unit has used is told when it is released. */
export async function used(): Promise<unknown> {
  const world = openWorld({ tracking: ["cgroup-v2"] });
  if (world.kernel.facts().tracking !== "cgroup-v2") {
    world.kernel.close();
    return { lacks: "cgroup-v2" };
  }
  world.spawn("a.service/main", sh("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"));
  await world.exited("a.service/main");
  world.release("a.service");
  world.release("b.service");
  const told = world.events.flatMap((event) => (event.type === "released" ? [event.unit, (event.used.cpu ?? 0) > 1000] : []));
  world.kernel.close();
  return told;
}

/** A signal that a client asked for is not followed by SIGCONT; a stop's is, so that a stopped process can act on it. */
export async function continues(): Promise<unknown> {
  const world = openWorld();
  world.spawn("a.service/main", sh("trap 'echo term; exit 0' TERM; echo ready; while :; do sleep 0.01; done"));
  await world.printed("a.service/main", "ready");
  world.kill("a.service", ["a.service/main"], 19, { others: false, purpose: "client" });
  await sleep(50);
  const pid = world.members("a.service").find((member) => member.process)?.pid ?? 0;
  const stopped = / T /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  world.kill("a.service", ["a.service/main"], 15, { others: false });
  const { status } = await world.exited("a.service/main");
  world.kernel.close();
  return { stopped, status };
}

/**
 * A chain of processes each of which forks the next and ends, asked to stop with SIGTERM and then with SIGKILL, as a stop does. `program` is
 * programs/fork-chain.c; `bare`: with an empty environment. Whether anything of it lived on, and whether the unit was called empty too early.
 */
export async function forkChain(program: string, beats: string, pause: string, where: string, bare: string): Promise<unknown> {
  const world = openWorld({ tracking: ["proc"] });
  const chain = [program, "20", pause, where, beats];
  const beat = (): number => statSync(beats, { throwIfNoEntry: false })?.size ?? 0;
  const isEmptied = (): boolean => world.events.some(({ type }) => type === "emptied");
  world.spawn("a.service/main", { argv: bare === "bare" ? ["/usr/bin/env", "-i", ...chain] : chain, environment });
  await world.exited("a.service/main");
  await sleep(300);
  const early = isEmptied();
  world.kill("a.service", [], 15);
  await sleep(100);
  // As a service does on its way down, which doesn't take one look for the truth either.
  for (const purpose of ["stop-sigkill", "final-sigkill", "final-sigkill"] as const) {
    if (isEmptied()) break;
    world.kill("a.service", [], 9, { purpose });
    await sleep(100);
  }
  await world.emptied("a.service");
  const before = beat();
  await sleep(150);
  const after = beat();
  world.kernel.close();
  rmSync(beats);
  return { ran: before > 1, early, lives: after > before };
}

/** Killed though it is not there any more: nothing happens, and nobody is listed. */
export async function killGone(): Promise<unknown> {
  const world = openWorld();
  world.spawn("a.service/main", sh("exit 0"));
  await world.exited("a.service/main");
  const signalled = world.kill("a.service", ["a.service/main"], 9);
  world.kernel.close();
  return signalled.members;
}

/** Everything in the cgroup from the first instruction on. */
export async function bornInside(): Promise<unknown> {
  const world = openWorld({ tracking: ["cgroup-v2", "cgroup-v1"] });
  const { tracking } = world.kernel.facts();
  const outside = new Set<string>();
  for (let i = 0; i < 30; i++) {
    world.spawn(`a.service/${i}`, sh("cat /proc/self/cgroup & cat /proc/self/cgroup; wait"));
    await world.exited(`a.service/${i}`);
    await world.until(() => world.order.includes(`end a.service/${i}`));
    const lines = (world.output.get(`a.service/${i}`) ?? "").split("\n");
    const inside = lines.filter((line) => /upkeep-[0-9-]+\/a\.service$/.test(line)).length;
    if (inside !== 2) outside.add(lines.join("|"));
  }
  world.kernel.close();
  return { tracking, outside: [...outside] };
}

/** Thousands of processes that nobody waits for, left to us by their parents. */
export async function orphans(count: string): Promise<unknown> {
  const world = openWorld();
  // Two levels: each subshell leaves its child behind at once.
  const leave = async (unit: string, wanted: number): Promise<void> => {
    const script = `i=0; while [ $i -lt ${wanted / 4} ]; do (: & : & : & : &) ; i=$((i+1)); done; echo done`;
    world.spawn(`${unit}/main`, sh(script));
    await world.until(() => world.events.some((event) => event.type === "emptied" && event.unit === unit), "emptied", 55_000);
  };
  await leave("warm-up.service", 2000);
  const rssBefore = process.memoryUsage().rss;
  await leave("a.service", Number(count));
  const grown = process.memoryUsage().rss - rssBefore;
  // The last to end may count as gone before it has been waited for, and nothing is told when it is.
  const zombies = (): string => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "latin1").trim();
  for (let i = 0; i < 500 && zombies() !== ""; i++) await sleep(10);
  const status = (await world.exited("a.service/main")).status;
  world.kernel.close();
  return { pid: process.pid, zombies: zombies(), grown, status };
}

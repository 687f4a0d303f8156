/** Time, sd_notify, and the order of what happens at once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Monotonic } from "../../../src/core/base/time.ts";
import { openWorld, sh, sleep } from "./world.ts";

/** How late, in microseconds, each of some alarms was; an early one would be negative. */
export async function alarms(): Promise<unknown> {
  const world = openWorld();
  const { kernel } = world;
  const late: number[] = [];
  for (const delay of [0, 500, 1_000, 10_000, 50_000]) {
    const deadline = (kernel.now().monotonic + delay) as Monotonic;
    const before = world.events.length;
    kernel.wakeAt(deadline);
    await world.until(() => world.events.length > before);
    late.push(kernel.now().monotonic - deadline);
  }
  const count = world.events.length;
  kernel.wakeAt((kernel.now().monotonic + 20_000) as Monotonic);
  kernel.wakeAt(undefined);
  kernel.wakeAt(Number.POSITIVE_INFINITY as Monotonic);
  await sleep(40);
  kernel.wakeAt((kernel.now().monotonic + 400 * 24 * 3600 * 1e6) as Monotonic);
  await sleep(20);
  const unwanted = world.events.length - count;
  const { monotonic, realtime } = kernel.now();
  const clocks = [Math.abs(monotonic - Number(process.hrtime.bigint() / 1000n)), Math.abs(realtime - Date.now() * 1000)];
  kernel.close();
  return { late, unwanted, clocks };
}

const PYTHON = String.raw`
import socket, os, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.connect(os.environ["NOTIFY_SOCKET"])
`;

/** READY=1 right before the end is heard first; a child's message is its unit's; descriptors are closed; rude datagrams are dropped. */
export async function notifications(): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), "upkeep-notify-"));
  const notifySocket = join(directory, "notify");
  const world = openWorld({ notifySocket });
  const environment = [`NOTIFY_SOCKET=${notifySocket}`, "PATH=/usr/bin:/bin"];
  const python = (code: string) => ({ argv: ["/usr/bin/python3", "-c", PYTHON + code], environment });
  world.spawn("a.service/main", python(String.raw`s.send(b"READY=1\nSTATUS=a=b \xc3\xa4\nrubbish\nMAINPID=%d\n" % os.getpid())`));
  await world.exited("a.service/main");
  world.spawn(
    "b.service/main",
    python(String.raw`
if os.fork() == 0:
    s.send(b"STATUS=child"); time.sleep(0.1); os._exit(0)
os.wait()
s.send(b"X" * 5000); s.send(b"A=1\0B=2"); s.send(b""); s.send(b"LAST=1")`),
  );
  await world.exited("b.service/main");
  // The write end is passed along: reading ends only when we have closed it.
  world.spawn(
    "c.service/main",
    python(String.raw`
import array
r, w = os.pipe()
s.sendmsg([b"BARRIER=1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [w] * 3))])
os.close(w)
print("closed", os.read(r, 1))`),
  );
  const fds = await world.until(
    () => world.events.flatMap((event) => (event.type === "notified" && event.fds.length === 3 ? [event.fds] : []))[0],
    "the barrier",
  );
  world.kernel.perform({ type: "drop-fds", fds: fds.map(({ fd }) => fd) });
  await world.exited("c.service/main");
  const seen = world.events.map((event) => {
    if (event.type === "notified")
      return [
        event.unit,
        event.process ?? "member",
        ...event.fields.map((field) => field.join("=").replace(/MAINPID=\d+/, "MAINPID")),
      ].join(" ");
    return event.type === "exited" ? `${event.unit} exited` : "";
  });
  const output = world.output.get("c.service/main");
  world.kernel.close();
  rmSync(directory, { recursive: true });
  // A manager that was killed on this machine may have left something behind; it is none of this test's.
  const warnings = world.warnings.filter((warning) => !warning.includes("ended without stopping its services"));
  return { seen: seen.filter((line) => line !== ""), output, warnings };
}

/** A process that ends at once, and one started by the news of that: a restart's path. */
export async function restartPath(): Promise<unknown> {
  const world = openWorld();
  let count = 0;
  world.listeners.add((event) => {
    if (event.type === "exited" && count < 200) world.spawn(`a.service/${++count}`, { argv: ["/bin/true"] });
  });
  world.spawn("a.service/0", { argv: ["/bin/true"] });
  await world.exited("a.service/200");
  const kinds = world.events.filter(({ type }) => type === "spawned" || type === "exited").map(({ type }) => type);
  world.kernel.close();
  return { pairs: kinds.every((kind, i) => kind === (i % 2 === 0 ? "spawned" : "exited")), count: kinds.length };
}

export async function facts(): Promise<unknown> {
  const world = openWorld();
  const found = world.kernel.facts();
  world.kernel.close();
  return found;
}

/** An error in what is told must not stop others from being told; it surfaces as the program's own. */
export async function isolated(): Promise<unknown> {
  const world = openWorld();
  const uncaught: string[] = [];
  process.on("uncaughtException", (error) => void uncaught.push(error.message));
  world.listeners.add((event) => {
    if (event.type === "exited" && event.process === "a.service/bad") throw new Error("a listener's bug");
  });
  world.spawn("a.service/bad", sh("exit 0"));
  world.spawn("a.service/good", sh("exit 0"));
  await world.exited("a.service/good");
  await sleep(10);
  world.kernel.close();
  return uncaught;
}

export async function randomIds(): Promise<unknown> {
  const world = openWorld();
  const ids = Array.from({ length: 1000 }, () => world.kernel.randomId());
  world.kernel.close();
  return ids;
}

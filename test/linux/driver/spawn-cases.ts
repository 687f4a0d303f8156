/** What a new process is given, and how failures before exec look. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorld, sh, sleep } from "./world.ts";
import type { World } from "./world.ts";

/** Every case of the table is one spawn; what it printed and how it ended is the result. */
export async function spawnCases(): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), "upkeep-spawn-"));
  chmodSync(directory, 0o755);
  const file = (name: string, text: string, mode = 0o644): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const world = openWorld();
  try {
    const run = runner(world);
    const root = process.getuid?.() === 0;
    return {
      plain: await run({ ...sh("echo out; echo err >&2; exit 3") }),
      missing: await run({ argv: ["/no/such/program"] }),
      relativeName: await run({ argv: ["README.md"], path: "README.md" }),
      notExecutable: await run({ argv: [file("plain", "text")] }),
      execFormat: await run({ argv: [file("empty", "\0\0\0\0", 0o755)] }),
      directory: await run({ argv: [directory] }),
      badDirectory: await run({ ...sh("exit 0"), workingDirectory: "/no/such" }),
      badDirectoryOptional: await run({ ...sh("pwd"), workingDirectory: "/no/such", workingDirectoryOptional: true }),
      bothMissing: await run({ argv: ["/no/such/program"], workingDirectory: "/no/such" }),
      directoryGiven: await run({ ...sh("pwd; umask"), workingDirectory: "/usr", umask: 0o027 }),
      badStdin: await run({ ...sh("exit 0"), stdin: { to: "file", path: "/no/such", mode: "read" } }),
      badStdout: await run({ ...sh("exit 0"), stdout: { to: "file", path: "/no/such/file", mode: "append" } }),
      badStderr: await run({ ...sh("exit 0"), stderr: { to: "file", path: "/no/such/file", mode: "append" } }),
      fifoWithoutReader: await run({ ...sh("mkfifo $0 || true"), argv: ["/usr/bin/mkfifo", join(directory, "fifo")] }).then(() =>
        run({ ...sh("exit 0"), stdout: { to: "file", path: join(directory, "fifo"), mode: "write" } }),
      ),
      doomed: await run({ ...sh("exit 0"), doomed: { step: "USER", errno: 3, error: "No such process" } }),
      readsFile: await run({ argv: ["/bin/cat"], stdin: { to: "file", path: file("in", "from a file\n"), mode: "read" } }),
      nullStdin: await run({ argv: ["/bin/cat"] }),
      appends: await run({ ...sh("echo more"), stdout: { to: "file", path: file("log", "one\n"), mode: "append" } }).then(() =>
        readFileSync(join(directory, "log"), "utf8"),
      ),
      truncates: await run({ ...sh("echo new"), stdout: { to: "file", path: file("log", "a long line\n"), mode: "truncate" } }).then(() =>
        readFileSync(join(directory, "log"), "utf8"),
      ),
      overwrites: await run({ ...sh("echo new"), stdout: { to: "file", path: file("log", "a long line\n"), mode: "write" } }).then(() =>
        readFileSync(join(directory, "log"), "utf8"),
      ),
      ownPid: await run({ ...sh('test "$$" = "$MY_PID" && echo "same $OTHER"'), environment: ["MY_PID=\0pid", "OTHER=x y"] }),
      descriptors: await run({ argv: ["/bin/ls", "/proc/self/fd"] }),
      descriptorsBlocking: await run(sh("grep -h flags /proc/self/fdinfo/0 /proc/self/fdinfo/1")),
      signals: await run({ argv: ["/bin/cat", "/proc/self/status"] }),
      signalsWithSigpipe: await run({ argv: ["/bin/cat", "/proc/self/status"], ignoreSigpipe: false }),
      session: await run(sh('set -- $(cut -d" " -f1,5,6 /proc/$$/stat); test $1 = $2 && test $2 = $3 && echo leader')),
      limitsDefault: await run(sh("ulimit -Sn; ulimit -Hn")),
      limits: await run({
        ...sh("ulimit -Sn; ulimit -Hn; ulimit -Sc"),
        limits: [
          { resource: 7, soft: 77, hard: 99 },
          { resource: 4, soft: 0, hard: Infinity },
        ],
      }),
      limitTooHigh: await run({ ...sh("ulimit -Hn"), limits: [{ resource: 7, soft: 10, hard: 2 ** 40 }] }),
      nice: await run({ ...sh("nice"), nice: 5 }),
      oomScore: await run({ ...sh("cat /proc/self/oom_score_adj"), oomScoreAdjust: 300 }),
      ownOomScore: readFileSync("/proc/self/oom_score_adj", "utf8"),
      noNewPrivileges: await run({ ...sh("grep NoNewPrivs /proc/self/status"), noNewPrivileges: true }),
      largeArguments: await run({
        argv: ["/bin/sh", "-c", "echo $# ${#1} ${#9000}", "x", "y".repeat(100_000), ...Array.from({ length: 8999 }, () => "ä".repeat(20))],
      }),
      manyVariables: await run({
        ...sh("env | grep -c ^V"),
        environment: ["PATH=/bin:/usr/bin", ...Array.from({ length: 3000 }, (_, i) => `V${i}=${"z".repeat(50)}`)],
      }),
      tooLarge: await run({ argv: ["/bin/true", "x".repeat(200_000)] }),
      user: root
        ? await run({
            ...sh("id -u; id -g; id -G; echo x > /dev/stderr && echo opened; cat /proc/self/oom_score_adj"),
            credentials: { uid: 65534, gid: 65534, groups: [65534, 4, 24] },
            oomScoreAdjust: 7,
          })
        : "not root",
      userToNull: root
        ? await run({
            ...sh("exit 0"),
            stdout: { to: "null" },
            stderr: { to: "null" },
            credentials: { uid: 65534, gid: 65534, groups: [] },
          }).then(() => statSync("/dev/null").uid)
        : "not root",
      userWithoutRight: root ? "root" : await run({ ...sh("id -u"), credentials: { uid: 12345, gid: 12345, groups: [12345] } }),
    };
  } finally {
    world.kernel.close();
    rmSync(directory, { recursive: true });
  }
}

function runner(world: World) {
  let count = 0;
  return async (plan: Parameters<World["spawn"]>[1]): Promise<unknown> => {
    const name = `case${++count}.service/main`;
    const answer = world.spawn(name, plan);
    if (answer.type === "spawn-failed") return { failed: answer.error };
    const { status } = await world.exited(name);
    return { ...(answer.failure && { failure: answer.failure }), [status.code]: status.status, output: world.output.get(name) ?? "" };
  };
}

/** A descriptor without close-on-exec that the manager was started with must not reach a service. */
export async function inheritedDescriptor(): Promise<unknown> {
  const world = openWorld();
  world.spawn("a.service/main", { argv: ["/bin/ls", "/proc/self/fd"] });
  await world.exited("a.service/main");
  const own = readdirSync("/proc/self/fd");
  world.kernel.close();
  return { inherited: own.includes("9"), seen: world.output.get("a.service/main") };
}

/** Ends told apart; a core is dumped only into a directory of its own. */
export async function ends(): Promise<unknown> {
  const world = openWorld();
  const directory = mkdtempSync(join(tmpdir(), "upkeep-core-"));
  const core = { limits: [{ resource: 4, soft: Infinity, hard: Infinity }], workingDirectory: directory };
  world.spawn("a.service/exit", sh("exit 42"));
  world.spawn("a.service/kill", sh("kill -9 $$"));
  world.spawn("a.service/term", sh("kill -15 $$"));
  world.spawn("a.service/pipe", { ...sh("kill -13 $$; echo alive"), ignoreSigpipe: true });
  world.spawn("a.service/dump", { ...sh("kill -ABRT $$"), ...core });
  world.spawn("a.service/real-time", sh("kill -40 $$"));
  const result: Record<string, unknown> = {};
  for (const name of ["exit", "kill", "term", "pipe", "dump", "real-time"]) result[name] = (await world.exited(`a.service/${name}`)).status;
  world.kernel.close();
  rmSync(directory, { recursive: true });
  return result;
}

/** 1 MB written, then the end at once, again and again: what was delivered before `exited`, and how often the end of it was not. */
export async function lastWords(): Promise<unknown> {
  const world = openWorld();
  const lengths = new Set<number>();
  let unfinished = 0;
  world.listeners.add((event) => {
    if (event.type !== "exited") return;
    lengths.add((world.output.get(event.process) ?? "").length);
    if (!world.order.includes(`end ${event.process}`)) unfinished += 1;
  });
  for (let i = 0; i < 50; i++) {
    world.spawn(`a.service/${i}`, sh("head -c 1000000 /dev/zero; exec printf 'last words'"));
    await world.exited(`a.service/${i}`);
  }
  world.kernel.close();
  return { lengths: [...lengths], unfinished };
}

/** The kernel is closed while something lies in the pipe that nobody has read. */
export async function unreadAtClose(): Promise<unknown> {
  const world = openWorld();
  world.spawn("a.service/main", sh("printf unread"));
  // Nothing is handled meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  world.kernel.close();
  return { output: world.output.get("a.service/main"), order: world.order };
}

/** A grandchild keeps the pipe open after the process has ended. */
export async function lateOutput(): Promise<unknown> {
  const world = openWorld();
  world.spawn("a.service/main", sh("echo first; (sleep 0.1; echo late) & exit 0"));
  await world.exited("a.service/main");
  const atExit = world.output.get("a.service/main");
  const endedAtExit = world.order.length;
  await world.until(() => world.order.includes("end a.service/main"), "the end of output");
  world.kernel.close();
  return { atExit, endedAtExit, finally: world.output.get("a.service/main") };
}

/** One that prints without end must not keep others waiting. */
export async function spammer(): Promise<unknown> {
  const world = openWorld();
  world.spawn("a.service/main", { argv: ["/usr/bin/yes"] });
  await sleep(50);
  const begin = performance.now();
  let slowest = 0;
  for (let i = 0; i < 20; i++) {
    const before = performance.now();
    await sleep(1);
    slowest = Math.max(slowest, performance.now() - before);
    world.output.clear();
  }
  world.spawn("b.service/main", sh("exit 0"));
  await world.exited("b.service/main");
  const took = performance.now() - begin;
  world.kill("a.service", ["a.service/main"], 9);
  await world.exited("a.service/main");
  world.kernel.close();
  return { slowest, took };
}

/** Spawns 1,000 processes and counts what is left open. */
export async function noLeaks(): Promise<unknown> {
  const world = openWorld();
  const spawnAll = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const name = `u${i % 10}.service/${i}`;
      world.spawn(name, { argv: [i % 3 === 0 ? "/no/such" : "/bin/true"] });
      await world.exited(name);
      world.events.length = 0;
    }
    await world.until(() => world.order.length > 0 && world.output.size === 0);
  };
  await spawnAll(50);
  await sleep(20);
  const before = readdirSync("/proc/self/fd").length;
  await spawnAll(1000);
  await sleep(20);
  const after = readdirSync("/proc/self/fd").length;
  world.kernel.close();
  return { before, after };
}

/** Until there is no descriptor left, and again when there are some. */
export async function exhausted(): Promise<unknown> {
  const world = openWorld();
  const errors = new Set<string>();
  let started = 0;
  for (let i = 0; i < 60; i++) {
    const answer = world.spawn(`a.service/${i}`, { argv: ["/bin/sleep", "1000"] });
    if (answer.type === "spawn-failed") errors.add(answer.error);
    else started++;
  }
  world.kill("a.service", [], 9);
  for (let i = 0; i < started; i++) await world.exited(`a.service/${i}`);
  world.spawn("b.service/main", sh("exit 5"));
  const after = (await world.exited("b.service/main")).status;
  world.kernel.close();
  return { errors: [...errors], someStarted: started > 5, after };
}

/** Words of any kind reach the process byte by byte. */
export async function anyWords(): Promise<unknown> {
  const world = openWorld();
  // A small generator with a fixed seed, so that a failure can be repeated.
  let seed = 12345;
  const next = (limit: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % limit;
  const alphabet = ["a", " ", "\n", "\t", '"', "'", "\\", "$", "%", "ä", "€", "𝄞", "\u0001", "\u007f"];
  const word = (): string => Array.from({ length: next(40) }, () => alphabet[next(alphabet.length)]).join("");
  let different = 0;
  for (let i = 0; i < 20; i++) {
    const words = Array.from({ length: 1 + next(60) }, word);
    const environment = ["PATH=/usr/bin:/bin", ...words.map((text, n) => `W${n}=${text}`)];
    world.spawn(`a.service/${i}`, { argv: ["/bin/cat", "/proc/self/environ"], environment });
    await world.exited(`a.service/${i}`);
    const environ = Buffer.from(world.output.get(`a.service/${i}`) ?? "", "latin1").toString();
    if (environ !== `${environment.join("\0")}\0`) different++;
    world.spawn(`c.service/${i}`, { argv: ["/usr/bin/printf", String.raw`%s\0`, ...words] });
    await world.exited(`c.service/${i}`);
    const printed = Buffer.from(world.output.get(`c.service/${i}`) ?? "", "latin1").toString();
    if (printed !== words.map((text) => `${text}\0`).join("")) different++;
  }
  world.kernel.close();
  return { different };
}

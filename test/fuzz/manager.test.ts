/**
 * Random services, random programs, random requests and signals: whatever the history, the manager keeps these promises.
 * A counterexample is printed as unit texts and deeds that can be played again.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { msec, sec } from "../../src/core/base/time.ts";
import { ACTIVE_STATE, deadlineOf, NEVER } from "../../src/core/units/service/state.ts";
import { SIGNAL, type Signal } from "../../src/core/values/signal.ts";
import { type Simulation, simulate } from "../support/simulation.ts";

/** Histories in all; CI plays ten thousand. */
const HISTORIES = Number(process.env["FUZZ_HISTORIES"] ?? 10_000);
const NAMES = ["a.service", "b.service", "c.service"] as const;

const program = fc.constantFrom(
  "hang",
  "exit 0",
  "exit 1",
  "sleep 300ms, exit 0",
  "sleep 700ms, exit 3",
  "sleep 200ms, signal SIGKILL",
  "signal SIGTERM",
  "core",
  "ignore SIGTERM, hang",
  "ignore SIGTERM, ignore SIGABRT, hang",
  "fork (hang), sleep 100ms, exit 0",
  "fork (ignore SIGTERM, hang), hang",
  "fork (sleep 2s), hang",
  "on SIGTERM (exit 3), hang",
  "notify READY=1, hang",
  "notify READY=1, notify WATCHDOG=1, sleep 400ms, exit 0",
  "notify READY=1, sleep 100ms, notify STOPPING=1, sleep 200ms, exit 0",
  "notify STOPPING=1, notify EXTEND_TIMEOUT_USEC=1500000, hang",
);
const command = fc.oneof(
  { weight: 9, arbitrary: program.map((words) => `/actor ${words}`) },
  { weight: 1, arbitrary: fc.constant("/nonexistent/program") },
);
const line = (name: string, values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.option(values, { freq: 3, nil: "" }).map((value) => (value ? `${name}=${value}` : ""));
const words = (...all: string[]): fc.Arbitrary<string> => fc.constantFrom(...all);

const service = fc
  .record({
    type: line("Type", words("simple", "exec", "oneshot", "notify")),
    start: command.map((each) => `ExecStart=${each}`),
    pre: line("ExecStartPre", command),
    post: line("ExecStartPost", command),
    reload: line("ExecReload", command),
    stop: line("ExecStop", command),
    stopPost: line("ExecStopPost", command),
    condition: line("ExecCondition", words("/actor exit 0", "/actor exit 1", "/actor exit 255")),
    restart: line("Restart", words("always", "on-failure", "on-success", "on-abnormal", "on-abort", "on-watchdog")),
    delay: line("RestartSec", words("0", "50ms", "1s")),
    mode: line("RestartMode", words("direct", "normal")),
    prevent: line("RestartPreventExitStatus", words("SIGKILL", "1 3")),
    force: line("RestartForceExitStatus", words("0", "SIGTERM 3")),
    success: line("SuccessExitStatus", words("3", "SIGKILL")),
    kill: line("KillMode", words("mixed", "process", "none")),
    sendKill: line("SendSIGKILL", words("no")),
    hangup: line("SendSIGHUP", words("yes")),
    remain: line("RemainAfterExit", words("yes")),
    watchdog: line("WatchdogSec", words("300ms")),
    runtime: line("RuntimeMaxSec", words("600ms")),
    startFailure: line("TimeoutStartFailureMode", words("abort", "kill")),
    stopFailure: line("TimeoutStopFailureMode", words("abort", "kill")),
    limit: line("StartLimitBurst", words("1", "3", "0")),
  })
  .map((parts) => Object.values(parts).filter(Boolean).join("\n"))
  // What is never started beside those who were left, and tried again without end: where a client's start has cut RestartSec=
  // short, at once and for ever (thousands of times under systemd 257, too, until they end), and no virtual time would pass.
  .filter((text) => !["SendSIGKILL=no", "StartLimitBurst=0"].every((line) => text.includes(line)));
const relation = fc
  .record({
    kind: words("Wants", "Requires", "After", "Before", "Conflicts", "BindsTo", "PartOf", "Requisite"),
    to: fc.constantFrom(...NAMES),
  })
  .map(({ kind, to }) => `${kind}=${to}`);
/** All that could wait for ever is given an end, so that every job has to end. */
const unit = fc
  .record({ service, relations: fc.array(relation, { maxLength: 2 }) })
  .map((parts) => `[Unit]\n${parts.relations.join("\n")}\n[Service]\n${parts.service}\nTimeoutStartSec=900ms\nTimeoutStopSec=500ms\n`);

const deed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ verb: words("start", "stop", "restart", "try-restart", "reload", "reload-or-restart"), on: fc.nat(2) }),
  },
  { weight: 4, arbitrary: fc.record({ wait: fc.constantFrom(1, 40, 120, 350, 1200) }) },
  { weight: 2, arbitrary: fc.record({ kill: fc.constantFrom(SIGNAL.KILL, SIGNAL.TERM, SIGNAL.HUP), on: fc.nat(2), nth: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ other: words("daemon-reload", "reset-failed"), on: fc.nat(2) }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function play(simulation: Simulation, what: Deed): void {
  const name = NAMES["on" in what ? what.on : 0] ?? "a.service";
  if ("verb" in what) simulation.ask("enqueue", { verb: what.verb as "start", units: [name], mode: "replace", wait: true });
  else if ("wait" in what) simulation.advance(msec(what.wait));
  else if ("other" in what && what.other === "daemon-reload") simulation.ask("daemon-reload", {});
  else if ("other" in what) simulation.ask("reset-failed", { units: [name] });
  else if ("kill" in what) {
    const members = simulation.kernel.members(name as never);
    const victim = members[what.nth % Math.max(1, members.length)];
    if (victim !== undefined) simulation.kernel.kill(victim.pid, what.kill as Signal);
  }
}

function check({ manager, kernel, bugs }: Simulation): void {
  expect(bugs).toEqual([]);
  for (const [name, { service: machine, job, loaded }] of manager.world.units) {
    if (machine === undefined || loaded.service === undefined) continue;
    const { state, data } = machine;
    const members = kernel.members(name);
    const known = [data.main, data.control].filter((each) => each !== undefined);

    const mayLeave = loaded.service.KillMode === "process" || loaded.service.KillMode === "none" || !loaded.service.SendSIGKILL;
    for (const role of mayLeave ? [] : ["main", "control"]) {
      const count = members.filter((each) => each.process?.includes(`/${role}/`)).length;
      expect(count, `${name}: at most one ${role} process`).toBeLessThanOrEqual(1);
    }
    for (const live of known) expect(live.pid, `${name}: a process has its pid once the kernel has answered`).toBeGreaterThan(0);

    const isDown =
      state.name === "dead" || state.name === "failed" || state.name === "auto-restart" || state.name === "auto-restart-queued";
    if (isDown) expect(known, `${name}: no process outlives ${state.name}`).toEqual([]);
    // As in systemd, who outlives the last signal to a control process is left; but never without a word.
    if (isDown && members.length > 0) expect(data.leftBehind, `${name}: who is left in ${state.name} is known`).toBe(true);

    const waitsForTime = deadlineOf(machine) !== NEVER;
    // systemd 257 too leaves a unit in auto-restart-queued when a dependency made its restart job fail.
    const isAtRest = ["dead", "failed", "exited", "running", "auto-restart-queued"].includes(state.name);
    if (!isAtRest)
      expect(waitsForTime || known.length > 0 || job !== undefined, `${name}: ${state.name} waits for something that will come`).toBe(true);
    if (state.name === "running") expect(data.main, `${name}: running has a main process`).toBeDefined();
    if (job?.state === "running")
      expect(ACTIVE_STATE[state.name], `${name}: a job that runs makes a difference`).not.toBe(job.type === "stop" ? "inactive" : "");
  }
}

test("random histories keep the manager's promises", () => {
  fc.assert(
    fc.property(fc.tuple(unit, unit, unit), fc.array(deed, { minLength: 3, maxLength: 18 }), (texts, deeds) => {
      const simulation = simulate(new Map(NAMES.map((name, i) => [name, texts[i] ?? ""])));
      for (const each of deeds) {
        play(simulation, each);
        check(simulation);
      }
      // With everything stopped, every job ends and every question has its answer.
      simulation.ask("enqueue", { verb: "stop", units: [...NAMES], mode: "replace", wait: true });
      for (let i = 0; i < 20; i++) simulation.advance(sec(1));
      check(simulation);
      expect([...simulation.manager.world.jobs.values()].map((job) => `${job.unit}/${job.type}`)).toEqual([]);
      const asked = deeds.filter((each) => "verb" in each || "other" in each).length + 1;
      expect(simulation.replies.size).toBe(asked);
    }),
    { numRuns: HISTORIES },
  );
}, 280_000);

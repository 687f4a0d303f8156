import { expect, test } from "vitest";
import type { UnitName } from "../values/unit-name.ts";
import { JOB_MESSAGES } from "./job-messages.ts";
import { MANAGER_MESSAGES } from "./manager-messages.ts";
import { message, MESSAGES, type Message } from "./messages.ts";
import { PROCESS_MESSAGES } from "./process-messages.ts";
import { SERVICE_MESSAGES } from "./service-messages.ts";

const unit = "web.service" as UnitName;
const display = "web.service - The web server";
const job = { id: 8, type: "start" };
const onUnit = { unit };
const onJob = { unit, display, job };
const exit = (code: "exited" | "killed" | "dumped", status: number, name?: string) => ({
  unit,
  success: false,
  command: "ExecStart",
  exit: { code, status, name },
});
const ENOENT = "No such file or directory";

/** Each as it stood in the journal of systemd 257, with the names of this test's unit. */
test.each<[said: Message, priority: number, text: string]>([
  [message("starting", onJob), 6, "Starting web.service - The web server..."],
  [message("started", onJob), 6, "Started web.service - The web server."],
  [message("finished", { ...onJob, display: "web.service" }), 6, "Finished web.service."],
  [message("start-failed", onJob), 3, "Failed to start web.service - The web server."],
  [message("stopping", onJob), 6, "Stopping web.service - The web server..."],
  [message("stopped", onJob), 6, "Stopped web.service - The web server."],
  [message("exec-condition-unmet", onJob), 6, `Condition check resulted in ${display} being skipped.`],
  [message("skipped", { unit, result: "exec-condition" }), 6, "web.service: Skipped due to 'exec-condition'."],
  [message("deactivated", { unit, userManager: false }), 6, "web.service: Deactivated successfully."],
  [message("deactivated", { unit, userManager: true }), 7, "web.service: Deactivated successfully."],
  [message("failed", { unit, result: "exit-code" }), 4, "web.service: Failed with result 'exit-code'."],
  [message("main-process-exited", exit("exited", 203, "EXEC")), 5, "web.service: Main process exited, code=exited, status=203/EXEC"],
  [message("main-process-exited", exit("exited", 137)), 5, "web.service: Main process exited, code=exited, status=137/n/a"],
  [message("main-process-exited", exit("killed", 9, "KILL")), 4, "web.service: Main process exited, code=killed, status=9/KILL"],
  [message("main-process-exited", exit("dumped", 6, "ABRT")), 4, "web.service: Main process exited, code=dumped, status=6/ABRT"],
  [
    message("main-process-exited", { ...exit("killed", 15, "TERM"), success: true }),
    7,
    "web.service: Main process exited, code=killed, status=15/TERM (success)",
  ],
  [
    message("control-process-exited", exit("exited", 1, "FAILURE")),
    5,
    "web.service: Control process exited, code=exited, status=1/FAILURE",
  ],
  [message("restart-scheduled", { unit, restarts: 3 }), 6, "web.service: Scheduled restart job, restart counter is at 3."],
  [
    message("restart-scheduled", { unit, restarts: 1, onRequest: true }),
    6,
    "web.service: Scheduled restart job immediately on client request, restart counter is at 1.",
  ],
  [message("start-limit-hit", onUnit), 4, "web.service: Start request repeated too quickly."],
  [
    message("executable-missing", { unit, path: "/nope/a", error: ENOENT }),
    5,
    "web.service: Unable to locate executable '/nope/a': No such file or directory",
  ],
  [
    message("step-failed", { unit, path: "/nope/a", error: ENOENT, step: "EXEC" }),
    3,
    "web.service: Failed at step EXEC spawning /nope/a: No such file or directory",
  ],
  [
    message("spawn-failed", { unit, task: "start", error: ENOENT }),
    4,
    "web.service: Failed to spawn 'start' task: No such file or directory",
  ],
  [
    message("client-killed", { unit, role: "main", pid: 131, comm: "sleep", signal: "SIGKILL" }),
    6,
    "web.service: Sent signal SIGKILL to main process 131 (sleep) on client request.",
  ],
  [
    message("client-killed-other", { unit, pid: 212, comm: "sleep", signal: "SIGUSR1" }),
    6,
    "web.service: Sending signal SIGUSR1 to process 212 (sleep) on client request.",
  ],
  [message("client-killed-cgroup", onUnit), 6, "web.service: Killed unit cgroup with SIGKILL on client request."],
  [
    message("operation-timed-out", { unit, state: "start-pre", next: "Terminating" }),
    4,
    "web.service: start-pre operation timed out. Terminating.",
  ],
  [
    message("state-timed-out", { unit, state: "stop-sigterm", next: "Killing" }),
    4,
    "web.service: State 'stop-sigterm' timed out. Killing.",
  ],
  [message("watchdog-timed-out", { unit, limit: "1s" }), 3, "web.service: Watchdog timeout (limit 1s)!"],
  [message("watchdog-triggered", { unit }), 3, "web.service: Watchdog request (last status: <unset>)!"],
  [
    message("environment-file-failed", { unit, error: ENOENT }),
    3,
    "web.service: Failed to load environment files: No such file or directory",
  ],
  [
    message("execute-failed", { unit, path: "/etc/hostname", error: "Exec format error" }),
    3,
    "web.service: Failed to execute /etc/hostname: Exec format error",
  ],
  [
    message("directory-failed", { unit, error: ENOENT }),
    3,
    "web.service: Changing to the requested working directory failed: No such file or directory",
  ],
  [
    message("killing", { unit, pid: 539, comm: "bash", signal: "SIGKILL" }),
    5,
    "web.service: Killing process 539 (bash) with signal SIGKILL.",
  ],
  [
    message("left-over", { unit, pid: 548, comm: "sleep" }),
    4,
    "web.service: Found left-over process 548 (sleep) in control group while starting unit. Ignoring.",
  ],
  [
    message("left-running", { unit, pid: 548, comm: "sleep" }),
    6,
    "web.service: Unit process 548 (sleep) remains running after unit stopped.",
  ],
  [message("reload-timed-out", onUnit), 4, "web.service: Reload operation timed out. Killing reload process."],
  [message("reload-failed", onJob), 3, "Reload failed for web.service - The web server."],
  [message("runtime-limit-reached", onUnit), 4, "web.service: Service reached runtime time limit. Stopping."],
  [message("target-reached", { ...onJob, display: "x.target - My target" }), 6, "Reached target x.target - My target."],
  [message("target-stopped", { ...onJob, display: "x.target - My target" }), 6, "Stopped target x.target - My target."],
  [message("start-dependency-failed", onJob), 4, "Dependency failed for web.service - The web server."],
  [message("bound-unit-inactive", { unit, other: "nn.service" }), 5, "web.service: Bound to unit nn.service, but unit isn't active."],
  [message("triggering", { unit, kind: "OnFailure=" }), 6, "web.service: Triggering OnFailure= dependencies."],
  [message("job-failed", { unit, job, result: "dependency" }), 5, "web.service: Job web.service/start failed with result 'dependency'."],
])("%#: $text", (said, priority, text) => {
  expect([said.priority, said.text]).toEqual([priority, text]);
});

/** Recorded from systemd 257. */
test.each<[said: Message, fields: Record<string, string>]>([
  [message("starting", onJob), { MESSAGE_ID: "7d4958e842da4a758f6c1cdc7b36dcc5", JOB_ID: "8", JOB_TYPE: "start" }],
  [message("started", onJob), { MESSAGE_ID: "39f53479d3a045ac8e11786248231fbf", JOB_ID: "8", JOB_TYPE: "start", JOB_RESULT: "done" }],
  [
    message("start-failed", onJob),
    { MESSAGE_ID: "be02cf6855d2428ba40df7e9d022f03d", JOB_ID: "8", JOB_TYPE: "start", JOB_RESULT: "failed" },
  ],
  [
    message("main-process-exited", exit("exited", 203, "EXEC")),
    { MESSAGE_ID: "98e322203f7a4ed290d09fe03c09fe15", EXIT_CODE: "exited", EXIT_STATUS: "203", COMMAND: "ExecStart" },
  ],
  [message("failed", { unit, result: "exit-code" }), { MESSAGE_ID: "d9b373ed55a64feb8242e02dbe79a49c", UNIT_RESULT: "exit-code" }],
  [message("restart-scheduled", { unit, restarts: 3 }), { MESSAGE_ID: "5eb03494b6584870a536b337290809b3", N_RESTARTS: "3" }],
  [
    message("executable-missing", { unit, path: "/nope/a", error: ENOENT }),
    { MESSAGE_ID: "641257651c1b4ec9a8624d7a40a9e1e7", ERRNO: "2", EXECUTABLE: "/nope/a" },
  ],
  [message("start-limit-hit", onUnit), {}],
])("fields of %#", (said, fields) => {
  expect(said.fields).toEqual(fields);
});

test("a message names the unit it is about, if any", () => {
  expect(message("start-limit-hit", onUnit).unit).toBe(unit);
  expect("unit" in message("reload-finished", { ms: 3 })).toBe(false);
});

test("no table takes an id away from another", () => {
  const tables = [JOB_MESSAGES, SERVICE_MESSAGES, PROCESS_MESSAGES, MANAGER_MESSAGES].flatMap((table) => Object.keys(table));
  expect(Object.keys(MESSAGES).toSorted()).toEqual(tables.toSorted());
});

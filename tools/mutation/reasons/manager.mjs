/** Of perform-job, drive-service, transition, emptied, state, draft, hook-environment, adopt-settings, bus-name, readiness, out-of-memory, spawn-failure. */
export const REASONS = [
  {
    why: {
      title: "It would not compile: a word that the type of the value does not have",
      text: 'The value is of a type that lists its words, and `""` is none of them. Run all the same, nobody acts on the word: `going` is what is left when nothing else is to be done, `attach` and `up` are asked for only to do nothing, `maintenance` is a state that no unit of ours gets into.',
    },
    are: [
      ["perform-job.ts", /GOING: Outcome = .* \| (\{ outcome: "going" \} → \{\}|"going" → "")/],
      ["perform-job.ts", /^case "going": \| "going" → ""/],
      ["perform-job.ts", /^if \(state === "maintenance"\) return LATER; \| .* → (false|"")$/],
      ["draft.ts", /result !== "success" && .* \| "success" → ""/],
    ],
  },
  {
    why: {
      title: "It can't be otherwise",
      text: "A unit has a job exactly as long as the job is in the manager's table: both are set in one place, and removed in one, so that either question, or both, give the same answer. A command that runs has no place in the new settings only if it had one in the old. A service that is up (running, exited, reloading) has ended the start job before `START_MEETS` is asked. A reload or a stop that is worth saying so begins in running or exited, never in `start`. Nothing that follows from a change of state drives a service: it only queues jobs, and those have their turn later.",
    },
    are: [
      [
        "perform-job.ts",
        /world\.jobs\.get\(job\.id\) !== job \|\| unit\.job !== job\) return; \| world\.jobs\.get\(job\.id\) !== job → false/,
      ],
      ["perform-job.ts", /world\.jobs\.get\(job\.id\) !== job \|\| unit\.job !== job\) return; \| unit\.job !== job → false/],
      [
        "perform-job.ts",
        /world\.jobs\.get\(job\.id\) !== job \|\| unit\.job !== job → world\.jobs\.get\(job\.id\) !== job && unit\.job !== job/,
      ],
      ["adopt-settings.ts", /^was !== undefined && was !== is .* \| (is|was) !== undefined → true/],
      ["perform-job.ts", /meets === "attach" \|\| meets === "up"\) return GOING; \| (meets === "up" → false|"up" → "")/],
      ["perform-job.ts", /isAwaitingExec\(unit\)\) return .* \| type === "start" → true/],
      ["drive-service.ts", /unit\.service === passing → true/],
    ],
  },
  {
    why: {
      title: "No such moment",
      text: "What drives a service has a service, and what is reloaded is one: a target has nothing to reload, so no such job is queued. A process is only made in a run, which began with an invocation. A target has ended its start job before it is asked about Type=exec; a service that starts is loaded.",
    },
    are: [
      ["drive-service.ts", /^if \(service === undefined \|\| .* \| service === undefined → false/],
      ["drive-service.ts", /unit\.invocation \?\? "".* \| "" → "Stryker was here!"/],
      ["perform-job.ts", /^if \(state !== "active" \|\| unit\.service === undefined\).* \| unit\.service === undefined → false/],
      ["perform-job.ts", /const isAwaitingExec.* \| (service\?\.state → service\.state|loaded\.service\?\.Type → loaded\.service\.Type)/],
    ],
  },
  {
    why: {
      title: "No such job",
      text: "`nop` is what a request comes to that has nothing to do, and none is queued for it; the anchor of a reload that is handed on is left out of what is queued. The type has the word, as systemd's jobs have, and the switch has to answer. Of the end of a verify-active job nothing is said, quiet or not.",
    },
    are: [
      ["perform-job.ts", /^case "nop": \| /],
      ["perform-job.ts", /^return ended\("done", true\); \| ("done" → ""|true → false)/],
      ["perform-job.ts", /^if \(isUp\(state\)\) return ended\("done", true\); \| true → false/],
    ],
  },
  {
    why: {
      title: "It would not compile: what a start job finds",
      text: 'START_MEETS gives each state one of five words, and `""` is none of them. Run all the same, states that are only passed through meet no start job, and up is answered before the table is asked; for `attach` a job has to join a start that has lost its own, which is recorded for `start` (job-timeout/start-again-fails) and not for the three states around it.',
    },
    are: [["transition.ts", /^"?[a-z-]+"?: "(begin|attach|hurry|later|up)", \| "(begin|attach|hurry|later|up)" → ""/]],
  },
  {
    why: {
      title: "The job has ended with the state that was entered",
      text: "At the start limit the service becomes failed, which ends its start job; what is returned after that is looked at by nobody.",
    },
    are: [["perform-job.ts", /^return ended\("failed"\); \| "failed" → ""/]],
  },
  {
    why: {
      title: "Not shown yet: that the start of Type=exec is told at once",
      text: "The change has `Starting …` written when the kernel has answered for the process instead of before. It is seen only if the answer ends the job: a kernel that can't make the process of a service with Type=exec, which neither the simulator nor a recorded scenario does. The test would be a simulated kernel that answers `spawn-failed`, and a systemd whose fork fails to record it from.",
    },
    are: [
      [
        "perform-job.ts",
        /isAwaitingExec\(unit\)\) return .* \| (type === "start" && isAwaitingExec\(unit\) → false|type === "start" → type !== "start"|"start" → "")/,
      ],
      ["perform-job.ts", /^const isAwaitingExec/],
    ],
  },
  {
    why: {
      title: "Of a verify-active job only counts whether it is done",
      text: "Whatever its result is instead, those that need it fail with `dependency`, and nothing is said of the job itself.",
    },
    are: [["perform-job.ts", /^return state === "activating" \? LATER : .* \| "failed" → ""/]],
  },
  {
    why: {
      title: "The simulator keeps an order that a kernel need not keep",
      text: "A shutdown thaws what is frozen before it queues the stops, and the simulator has answered by the time that they have their turn. The guard is for a kernel that thaws more slowly.",
    },
    are: [["perform-job.ts", /world\.shutdown === "no" → true/]],
  },
];

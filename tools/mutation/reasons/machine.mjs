/** Why what survives survives. A pattern is a file and what its line, or `ORIGINAL → REPLACEMENT`, looks like. */
const NOTHING =
  "condition|start-pre|running|exited|dead|failed|dead-resources-pinned|dead-before-auto-restart|failed-before-auto-restart|auto-restart";

const inEach = (files, pattern) => files.map((file) => [file, pattern]);
const SWITCHES = ["exits.ts", "stopping.ts", "clocks.ts", "emptied.ts", "out-of-memory.ts"];

export const REASONS = [
  {
    why: {
      title: "It would not compile: names in a switch over all cases",
      text: 'The switches name every state, so that a new one has to be thought of. That a name becomes `""`, or that what is left at the end (`default:`, which the compiler proves to be empty) changes, the compiler refuses; run all the same, a state in which nothing happens has nothing happen. Stryker\'s check of types would leave them out, but needs an API that TypeScript 7 does not have.',
    },
    are: [
      ...inEach(
        [...SWITCHES, "restart.ts", "notify.ts", "spawn-failure.ts", "starting.ts", "transition.ts", "drive-service.ts", "perform-job.ts"],
        / \| default: … → default:$/,
      ),
      ...inEach(SWITCHES, new RegExp(`^case "(${NOTHING}|auto-restart-queued)": \\| `)),
      ["emptied.ts", /^case "(reload|reload-signal|reload-notify|stop)": \| /],
      ["out-of-memory.ts", /^case "(reload-signal|reload-notify)": \| /],
      ["stopping.ts", /^case "(stop|stop-sigterm|stop-sigkill|stop-post|final-watchdog|final-sigterm|final-sigkill)": \| /],
    ],
  },
  {
    why: {
      title: "It would not compile: a word that is compared with one other only",
      text: "Of two words one is asked for; whatever else stands for the other is not that one.",
    },
    are: [
      ["exits.ts", /"command" → ""/],
      ["main-process.ts", /"same" → ""/],
      ["drive-service.ts", /"replace" → ""/],
    ],
  },
  {
    why: {
      title: "The same value, reached otherwise",
      text: "`undefined` is as false as `false`; a delay that does not grow is the same at each step; to keep what is already so changes nothing. No input tells them apart.",
    },
    are: [
      ["restart.ts", /first >= last → first > last/],
      ["exit.ts", /\{ dumped: false \} → \{\}/],
      ["exits.ts", /\{ mustBeThere: false \} → \{\}/],
      ["pid-file.ts", /\{ mustBeThere: false \} → \{\}/],
      ["notify.ts", /deadline < until → deadline <= until/],
      ["state.ts", /data\.watchdog < state\.deadline → data\.watchdog <= state\.deadline/],
      ["fd-store.ts", /dropped\.length === 0 → false/],
      ["stopping.ts", /\{ userManager: draft\.context\.userManager \} → \{\}/],
    ],
  },
  {
    why: {
      title: "Somebody else sees to it",
      text: "What the line does is done again before anybody looks: a start begins with new data, whatever the flags of the run before; a failure is written down by `draft.fail` before the state that is entered with it, and the first one stays; an empty unit is heard of as `emptied`, too.",
    },
    are: [
      ["stopping.ts", /forgetRestarts: true, forbidRestart: false .* \| false → true/],
      ["state.ts", /^(forgetRestarts|forbidRestart|mainKnown): false, \| false → true/],
      ["exits.ts", /outcome !== "success" → false/],
      ["exits.ts", /isPopulated\(context\.unit\) === false → false/],
      ["stopping.ts", /draft\.nobodyLeft → false/],
      ["draft.ts", /result !== "success" → true/],
    ],
  },
  {
    why: {
      title: "The kernel does not do that",
      text: "SIGHUP, SIGINT, SIGPIPE and SIGTERM never dump core; a phase's answer comes before the next phase begins; no process has the reference `Stryker was here`.",
    },
    are: [
      ["exit.ts", /exit\.code === "killed" → true/],
      ["stopping.ts", /phase === undefined \|\| event\.purpose !== phase|phase === undefined → false|event\.purpose !== phase → false/],
      ["stopping.ts", /\[\] → \["Stryker was here"\]/],
    ],
  },
  {
    why: {
      title: "The limit is off",
      text: "A window of a limit that is off is looked at by nobody; a limit that a daemon-reload switches on begins a new one (reload-manager/start-limit).",
    },
    are: [["rate-limit.ts", /window \?\? \{ opened: now, hits: 0 \}|\{ opened: now, hits: 0 \} → \{\}/]],
  },
  {
    why: {
      title: "Only for the compiler",
      text: "A watchdog that is on has begun at some time, with some interval.",
    },
    are: [["adopt-settings.ts", /watchdog(Reset|Usec) !== undefined → true/]],
  },
  {
    why: {
      title: "Nobody in a scenario can see it",
      text: "That a name on the bus is no longer watched changes nothing that a client or a process sees; that nothing leaks is for tests with real processes. The name by which a new process speaks is replaced by `exec`.",
    },
    are: [
      ["stopping.ts", /unwatchBusName|unwatch-bus-name|data\.busName === undefined → true/],
      ["drive-service.ts", /lastIndexOf/],
    ],
  },
  {
    why: {
      title: "No such moment",
      text: "In `reload-signal` and `reload-notify` no control process runs. What drives a service has a service.",
    },
    are: [
      ["exits.ts", /^(case "reload-(signal|notify)": \| |const RELOADS)/],
      ["drive-service.ts", /unit\.service\?\.data → unit\.service\.data|fdStore \?\? \[\]\).*\[\] →/],
      ["spawn-failure.ts", /command === undefined → false/],
    ],
  },
  {
    why: {
      title: "The simulator keeps an order that a kernel need not keep",
      text: "It tells of each exit before it tells that the unit is empty, and answers for each process that was asked for before anything else happens to it. The guards are for Linux, where the one may overtake the other.",
    },
    are: [
      ["starting.ts", /asked\?\.process/],
    ],
  },
  {
    why: {
      title: "A oneshot service never becomes running",
      text: "It is starting, exited or down, so that its RuntimeMaxSec= is asked for nowhere; and a time plus FOREVER is FOREVER, as a share of no time is none.",
    },
    are: [
      ["starting.ts", /RuntimeMaxSec === FOREVER.* → false|config\.Type === "oneshot" → false|"oneshot" → ""|FOREVER && config/],
    ],
  },
];

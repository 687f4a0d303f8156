/** Of notify, starting, exits, stopping, clocks, pid-file, main-process, fd-store, restart, exit and rate-limit. */
export const REASONS = [
  {
    why: {
      title: "It would not compile: names in a switch over all cases",
      text: "`all` falls through to `default:` then, which hands it back, and that is as good as true.",
    },
    are: [["notify.ts", /^case "all": \| "all" → ""/]],
  },
  {
    why: {
      title: "It would not compile: a word that is compared with one other only",
      text: "Of what was announced only `reloading` and `stopping` are asked for; of a name on the bus, whether it is `owned`.",
    },
    are: [
      ["notify.ts", /announced: "ready" .*\| "ready" → ""/],
      ["starting.ts", /busName: "unknown" .*\| "unknown" → ""/],
    ],
  },
  {
    why: {
      title: "The same value, reached otherwise",
      text: "A comparison with `undefined` is false as it stands; a regular expression reads `undefined` as a word, which is a good name; a key whose value is `undefined` is as good as none, since nobody asks whether the key is there; SendSIGKILL=no comes to the same sentence and the same end in `escalate`; a service whose result is a failure already keeps it, whatever `enterSignal` is told.",
    },
    are: [
      ["notify.ts", /^const isAnswer = .*\| at !== undefined → true/],
      ["notify.ts", /^const isErrno = .*\| number !== undefined → true/],
      ["fd-store.ts", /^const isBad = .*\| written !== undefined → true/],
      ["starting.ts", /\| debugs === true → true/],
      ["starting.ts", /\| event\.failure === undefined → false/],
      ["stopping.ts", /\| main !== undefined → true/],
      ["clocks.ts", /^if \(SendSIGKILL\) return escalate\(.* \| SendSIGKILL → true/],
      ["starting.ts", /^if \(data\.result !== "success"\) enterSignal\(.* \| "success" → ""/],
    ],
  },
  {
    why: {
      title: "Somebody else sees to it",
      text: "Before the next start `settle`, or the restart that is queued, says again whether restarts are to be forgotten.",
    },
    are: [["starting.ts", /^forgetRestarts: false, \| false → true/]],
  },
  {
    why: {
      title: "No such moment",
      text: "A unit with Type=dbus and no BusName=, or with several ExecStart= and another type than oneshot, is not loaded (manager/refusals.ts). Only with a PIDFile= is one waited for. An idle service is in `start` within a transition only, so that nobody waits for the end of its time there. Main processes of Type=simple and Type=exec are asked for in `start` and answered for before anything else happens; no control process of theirs is asked for there.",
    },
    are: [
      ["starting.ts", /^if \(name === undefined\) return; \| name === undefined → false/],
      ["exits.ts", /^if \(config\.Type === "oneshot" && outcome .*\| config\.Type === "oneshot" → true/],
      ["pid-file.ts", /type: "watch-file".*\| "" → "Stryker was here!"/],
      ["starting.ts", /^const isImmediate = .*\| (Type === "idle" → false|"idle" → "")/],
      [
        "starting.ts",
        /^if \(role === "main" && draft\.state\.name === "start"\) .*\| (role === "main" && .* \|\| .*|role === "main" → true|draft\.state\.name === "start" → true)$/,
      ],
    ],
  },
  {
    why: {
      title: "It only saves a look",
      text: "A unit in which the last run left nobody, and this one has made nobody yet, has no members; to look for them finds none.",
    },
    are: [["starting.ts", /^if \(data\.leftBehind !== true && data\.spawns === .*\| data\.leftBehind !== true && .* → false/]],
  },
];

/** A random service: the text of its unit file. */
import type { Dice } from "./dice.ts";
import { type Features, rollControl, rollMain } from "./programs.ts";

export interface RandomService {
  readonly name: string;
  readonly text: string;
}

/** `name` without suffix. `relations` are lines of `[Unit]`. */
export function rollService(dice: Dice, name: string, relations: readonly string[], features: Features): RandomService {
  const type = rollType(dice, features);
  const unit = [...relations, ...rollUnitSettings(dice, features)];
  const service = [
    ...(type === "" ? [] : [`Type=${type}`]),
    ...rollCommands(dice, type, name, features),
    ...rollSettings(dice, type, name, features),
  ];
  return { name: `${name}.service`, text: ["[Unit]", ...unit, "[Service]", ...service, ""].join("\n") };
}

/** All but Type=idle, which waits for the jobs of the whole manager, and other histories are played beside this one. */
function rollType(dice: Dice, { forking, notifyReload }: Features): string {
  return dice.weigh([
    [3, ""],
    [2, "simple"],
    [4, "exec"],
    [5, "oneshot"],
    [6, "notify"],
    [forking ? 5 : 0, "forking"],
    [notifyReload ? 3 : 0, "notify-reload"],
  ]);
}

function rollUnitSettings(dice: Dice, { jobTimeouts }: Features): readonly string[] {
  return [
    ...dice.weigh<readonly string[]>([
      [6, [`StartLimitIntervalSec=1h`, `StartLimitBurst=${dice.pick([1, 2, 2, 3, 4])}`]],
      [3, []],
      [1, ["StartLimitIntervalSec=0"]],
    ]),
    ...rollLine(dice, 4, "CollectMode", ["inactive-or-failed"]),
    ...(jobTimeouts ? rollLine(dice, 5, dice.pick(["JobTimeoutSec", "JobRunningTimeoutSec"]), ["3s"]) : []),
    ...rollLine(dice, 2, "RefuseManualStop", ["yes"]),
    ...rollLine(dice, 1, "RefuseManualStart", ["yes"]),
  ];
}

/** A line for one setting, `percent` times in a hundred. */
function rollLine(dice: Dice, percent: number, name: string, values: readonly (string | number)[]): readonly string[] {
  return dice.percent(percent) ? [`${name}=${dice.pick(values)}`] : [];
}

/** How many ExecStart= there are. */
const ONESHOT_STARTS = [0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3] as const;

function rollCommands(dice: Dice, type: string, name: string, features: Features): readonly string[] {
  const command = (words: string): string => rollPrefix(dice) + (dice.percent(2) ? "/nonexistent/program" : rollProgram(dice, words));
  const phase = (percent: number, setting: string, print: string, before = ""): readonly string[] =>
    dice.percent(percent) ? [`${setting}=${command(before + rollControl(dice, print))}`] : [];
  const starts = type === "oneshot" ? dice.pick(ONESHOT_STARTS) : 1;
  const besideMain = type === "oneshot" || type.startsWith("notify") ? "" : "sleep 1s, ";
  const posts = dice.weigh([
    [15, 0],
    [4, 1],
    [1, 2],
  ]);
  return [
    ...(dice.percent(12) ? [`ExecCondition=${command(`print condition, exit ${dice.pick([0, 0, 0, 1, 3, 254, 255])}`)}`] : []),
    ...phase(28, "ExecStartPre", "pre"),
    ...phase(6, "ExecStartPre", "pre 2"),
    ...Array.from(
      { length: starts },
      (_, at) => `ExecStart=${command(rollMonitor(dice) + rollMain(dice, type, `${name}-${at}`, features))}`,
    ),
    ...phase(posts > 0 ? 100 : 0, "ExecStartPost", `post${rollEnvironment(dice)}`, besideMain),
    ...phase(posts > 1 ? 100 : 0, "ExecStartPost", "post 2"),
    ...phase(35, "ExecReload", `reload${rollEnvironment(dice)}`),
    ...phase(6, "ExecReload", "reload 2"),
    ...phase(starts === 0 ? 100 : 28, "ExecStop", `stop${rollEnvironment(dice)}`),
    ...phase(5, "ExecStop", "stop 2"),
    ...phase(50, "ExecStopPost", "stop-post, env SERVICE_RESULT, env EXIT_CODE, env EXIT_STATUS, env MAINPID"),
    ...phase(5, "ExecStopPost", "stop-post 2"),
  ];
}

/** What the process that one of this service's fails or succeeds for is told. */
const rollMonitor = (dice: Dice): string => (dice.percent(8) ? `${showAll(["SERVICE_RESULT", "EXIT_CODE", "EXIT_STATUS", "UNIT"].map((name) => `MONITOR_${name}`))}, ` : ""); // prettier-ignore

const rollEnvironment = (dice: Dice): string =>
  dice.percent(25) ? `, ${showAll(dice.pick([["MAINPID"], ["SERVICE_RESULT", "EXIT_CODE", "EXIT_STATUS"], ["NOTIFY_SOCKET", "WATCHDOG_USEC"]]))}` : ""; // prettier-ignore

const showAll = (names: readonly string[]): string => names.map((name) => `env ${name}`).join(", ");

const rollProgram = (dice: Dice, words: string): string => (dice.percent(3) ? `@/actor other ${words}` : `/actor ${words}`);

function rollPrefix(dice: Dice): string {
  return dice.weigh([
    [40, ""],
    [8, "-"],
    [1, "+"],
    [1, ":"],
    [1, "!"],
    [1, "-+"],
  ]);
}

const SIGNALS = ["SIGINT", "SIGHUP", "SIGUSR1", "SIGQUIT", "SIGKILL", "SIGTERM"] as const;
const SETS = [
  "1 3",
  "SIGKILL",
  "SIGTERM 143",
  "0",
  "2 SIGHUP SIGUSR1",
  "77 137 200 255",
  "SIGABRT SIGSEGV",
  "TEMPFAIL SIGPIPE 255",
] as const;
const FAILURE_MODES = ["terminate", "abort", "kill"] as const;

/** All but what is refused where Type=oneshot. */
const RESTARTS = ["on-failure", "on-failure", "on-abnormal", "on-abort", "on-watchdog", "no"] as const;

function rollSettings(dice: Dice, type: string, name: string, features: Features): readonly string[] {
  const line = (percent: number, setting: string, values: readonly (string | number)[]): readonly string[] =>
    rollLine(dice, percent, setting, values);
  return [
    ...line(75, "Restart", type === "oneshot" && dice.percent(90) ? RESTARTS : [...RESTARTS, "always", "always", "on-success"]),
    ...line(55, "RestartSec", ["0", "1s", "1s", "3s"]),
    ...line(15, "RestartMode", ["direct", "direct", "normal"]),
    ...(dice.percent(8) ? ["RestartSteps=3", "RestartMaxDelaySec=7s"] : []),
    ...line(12, "RestartPreventExitStatus", SETS),
    ...line(12, "RestartForceExitStatus", SETS),
    ...line(15, "SuccessExitStatus", SETS),
    ...line(18, "RemainAfterExit", ["yes"]),
    ...line(85, "TimeoutStartSec", ["3s", "5s", "7s", "infinity"]),
    ...line(85, "TimeoutStopSec", ["2s", "3s", "5s"]),
    ...line(10, "TimeoutAbortSec", ["1s", "3s", "7s"]),
    ...line(15, "TimeoutStartFailureMode", FAILURE_MODES),
    ...line(15, "TimeoutStopFailureMode", FAILURE_MODES),
    ...line(10, "RuntimeMaxSec", ["3s", "5s", "9s"]),
    ...line(type.startsWith("notify") ? 15 : 5, "WatchdogSec", ["3s", "5s"]),
    ...line(10, "NotifyAccess", ["none", "main", "exec", "all"]),
    ...line(35, "KillMode", ["control-group", "mixed", "mixed", "mixed", "process", "process", "process", "none"]),
    ...line(10, "KillSignal", SIGNALS),
    ...line(5, "RestartKillSignal", SIGNALS),
    ...line(7, "FinalKillSignal", SIGNALS),
    ...line(5, "WatchdogSignal", SIGNALS),
    ...line(10, "SendSIGHUP", ["yes"]),
    ...line(10, "SendSIGKILL", ["no"]),
    ...(features.exitType ? line(12, "ExitType", ["cgroup"]) : []),
    ...(type === "forking" ? line(60, "PIDFile", [`/scratch/${name}-0.pid`]) : []),
    ...(type === "forking" ? line(10, "GuessMainPID", ["no"]) : []),
    ...(type === "notify-reload" ? line(15, "ReloadSignal", ["SIGUSR1"]) : []),
  ];
}

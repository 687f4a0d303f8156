/**
 * Random words for the test program, by what the process is for.
 *
 * No two of the processes may race: who forks a child that arms itself against signals waits until it has; what runs beside the main
 * process begins a second later than that one.
 */
import type { Dice } from "./dice.ts";

/** What is generated besides the rest. */
export interface Features {
  /** Type=forking, PIDFile=, MAINPID= */
  readonly forking: boolean;
  /** Type=notify-reload, RELOADING=1 */
  readonly notifyReload: boolean;
  /** ExitType=cgroup */
  readonly exitType: boolean;
  /** JobTimeoutSec=, JobRunningTimeoutSec= */
  readonly jobTimeouts: boolean;
  /** Upholds= */
  readonly upholds: boolean;
}

const STATUSES = [1, 2, 3, 75, 77, 137, 143, 200, 255] as const;
const DEADLY = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGPIPE", "SIGUSR1", "SIGABRT", "SIGSEGV"] as const;
const SLEEPS = ["1s", "3s", "5s"] as const;

/** How a process ends by itself, all at once or after a time. */
function rollEnd(dice: Dice): string {
  const wait = dice.weigh([
    [5, ""],
    [3, `sleep ${dice.pick(SLEEPS)}, `],
  ]);
  return wait + rollSuddenEnd(dice);
}

function rollSuddenEnd(dice: Dice): string {
  return dice.weigh([
    [5, "exit 0"],
    [6, `exit ${dice.pick(STATUSES)}`],
    [4, `signal ${dice.pick(DEADLY)}`],
    [1, "core"],
  ]);
}

/** A process that stays, and what it makes of signals. */
function rollStay(dice: Dice): string {
  const armed = [
    dice.weigh([
      [10, ""],
      [3, "ignore SIGTERM"],
      [4, `on SIGTERM (exit ${dice.pick([0, 0, ...STATUSES])})`],
      [2, `on SIGTERM (sleep 1s, ${rollSuddenEnd(dice)})`],
      [1, `on SIGTERM (notify STOPPING=1 EXTEND_TIMEOUT_USEC=7000000, sleep 5s, ${rollSuddenEnd(dice)})`],
      [1, "on SIGTERM (print got TERM)"],
    ]),
    dice.weigh([
      [8, ""],
      [1, "ignore SIGHUP"],
      [1, "on SIGHUP (print got HUP)"],
      [1, `on SIGHUP (exit ${dice.pick(STATUSES)})`],
    ]),
    dice.weigh([
      [8, ""],
      [1, "on SIGUSR1 (print got USR1)"],
      [1, `on SIGUSR1 (${rollSuddenEnd(dice)})`],
      [1, "ignore SIGABRT"],
      [1, "ignore SIGINT"],
    ]),
  ];
  return [...armed, "hang"].filter((word) => word !== "").join(", ");
}

/** A child, and the second that it needs to arm itself. */
function rollChild(dice: Dice): string {
  const words = dice.weigh([
    [3, "hang"],
    [3, "ignore SIGTERM, hang"],
    [1, "ignore SIGTERM, ignore SIGHUP, hang"],
    [1, "ignore SIGTERM, sleep 7s"],
    [1, "on SIGTERM (sleep 1s, exit 0), hang"],
    [1, "on SIGTERM (print child got TERM, exit 3), hang"],
    [2, `sleep ${dice.pick(SLEEPS)}, exit ${dice.pick(STATUSES)}`],
  ]);
  return `${dice.percent(20) ? "detach" : "fork"} (${words}), sleep 1s, `;
}

/** The main process of a service of `type`. `id` is a name that no other history has. */
export function rollMain(dice: Dice, type: string, id: string, features: Features): string {
  const children = dice.percent(22) ? rollChild(dice) : "";
  const course = children + readiness(dice, type, features) + notAtOnce(type, rollCourse(dice, type, id, features));
  if (type !== "forking") return `print main, ${course}`;
  return `print parent, ${rollDaemon(dice, course, `/scratch/${id}.pid`)}`;
}

/** What ends right after it was ready may be heard of before the jobs that waited for that are begun, or after. */
const notAtOnce = (type: string, course: string): string =>
  type.startsWith("notify") && /^(?:once \S+ \((?:.*\), )?)?(?:exit|signal|core)\b/.test(course) ? `sleep 1s, ${course}` : course;

/** A process that leaves one behind that is to be the main process. */
function rollDaemon(dice: Dice, course: string, file: string): string {
  const left = dice.weigh([
    [8, "exit 0"],
    [1, `exit ${dice.pick(STATUSES)}`],
    [1, "hang"],
    [1, "sleep 3s, exit 0"],
  ]);
  return dice.weigh([
    [12, `fork (${course}), write ${file} @child, sleep 1s, ${left}`],
    [3, `fork (sleep 1s, write ${file} @self, sleep 1s, ${course}), ${left}`],
    [1, `fork (${course}), sleep 1s, ${left}`],
    [1, `fork (${course}), write ${file} ${dice.pick(["nonsense", "1", "4000000"])}, sleep 1s, ${left}`],
  ]);
}

function readiness(dice: Dice, type: string, features: Features): string {
  if (!type.startsWith("notify")) return dice.percent(6) ? `notify ${dice.pick(["STOPPING=1", "STATUS=up", "WATCHDOG=1"])}, ` : "";
  const reload = `on SIGHUP (notify RELOADING=1 MONOTONIC_USEC=@monotonic, sleep 1s, notify READY=1), `;
  return (
    (type === "notify-reload" && dice.percent(80) ? reload : "") +
    dice.weigh([
      [6, "notify READY=1, "],
      [3, "sleep 1s, notify READY=1, "],
      [1, "notify READY=1 STATUS=up ERRNO=5, "],
      [1, "notify READY=1, sleep 1s, notify STOPPING=1, "],
      [1, "notify READY=1, sleep 1s, notify WATCHDOG=trigger, sleep 1s, "],
      [1, "notify READY=1, notify EXTEND_TIMEOUT_USEC=3000000, "],
      [1, "notify EXTEND_TIMEOUT_USEC=6000000, sleep 5s, notify READY=1, "],
      [1, "notify WATCHDOG_USEC=2000000, notify READY=1, "],
      [1, "fork (sleep 1s, notify READY=1, hang), sleep 3s, "],
      [1, "notify NOTIFYACCESS=all READY=1, "],
      [1, ""],
      ...(features.notifyReload ? ([[1, "notify READY=1, sleep 1s, notify RELOADING=1, sleep 1s, notify READY=1, "]] as const) : []),
    ])
  );
}

function rollCourse(dice: Dice, type: string, id: string, { forking }: Features): string {
  if (type === "oneshot" && dice.percent(70)) return rollEnd(dice);
  return dice.weigh([
    [9, rollStay(dice)],
    [4, rollEnd(dice)],
    [4, `once /scratch/${id}.once (${rollEnd(dice)}), ${rollStay(dice)}`],
    [1, `once /scratch/${id}.once (${rollStay(dice)}), ${rollEnd(dice)}`],
    ...(forking ? ([[1, `fork (${rollStay(dice)}), sleep 1s, notify MAINPID=@child, sleep 1s, ${rollEnd(dice)}`]] as const) : []),
  ]);
}

/** A process that does its work and ends; mostly well, and mostly at all. */
export function rollControl(dice: Dice, name: string): string {
  const child = dice.percent(6) ? rollChild(dice) : "";
  const said = dice.percent(4) ? `notify ${dice.pick(["STATUS=busy", "READY=1", "ERRNO=7", "MAINPID=@self"])}, ` : "";
  const wait = dice.percent(25) ? `sleep ${dice.pick(SLEEPS)}, ` : "";
  const course = dice.weigh([
    [14, "exit 0"],
    [3, `exit ${dice.pick(STATUSES)}`],
    [1, `signal ${dice.pick(DEADLY)}`],
    [1, rollStay(dice)],
  ]);
  return `print ${name}, ${said}${child}${wait}${course}`;
}

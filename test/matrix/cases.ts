/**
 * The restart matrix: every Restart= × several lists of statuses × every way in which a service can end. Each case is a service
 * that ends in its way the first time it runs, and hangs whenever it runs again; what is seen is whether it runs again, and if
 * not, what it comes to rest as.
 *
 * Source: systemd.service(5), Restart=, RestartPreventExitStatus=, RestartForceExitStatus=, SuccessExitStatus=.
 */

export interface MatrixCase {
  /** `on-failure/prevent-kill/SIGKILL` */
  readonly name: string;
  readonly unit: string;
  readonly text: string;
  /** With some lists it doesn't end at all. */
  readonly mayRunOn: boolean;
  /** What a client does once the service hangs; without the unit. */
  readonly command: readonly string[] | undefined;
}

const RESTART = ["no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog"];

const LISTS: Readonly<Record<string, readonly string[]>> = {
  none: [],
  "prevent-kill": ["RestartPreventExitStatus=SIGKILL"],
  "prevent-term": ["RestartPreventExitStatus=SIGTERM"],
  "prevent-four": ["RestartPreventExitStatus=143 137 SIGTERM SIGKILL"],
  "prevent-0-1": ["RestartPreventExitStatus=0 1"],
  "force-all": ["RestartForceExitStatus=0 1 SIGTERM SIGKILL"],
  "prevent+force": ["RestartPreventExitStatus=SIGKILL 1", "RestartForceExitStatus=SIGKILL 1"],
  success: ["SuccessExitStatus=1 143 SIGKILL"],
  "success+prevent": ["SuccessExitStatus=SIGKILL", "RestartPreventExitStatus=SIGKILL"],
};

interface End {
  /** Words of the test program for its first run; it hangs after them. */
  readonly words?: string;
  /** In place of the test program. */
  readonly program?: string;
  readonly settings?: readonly string[];
  readonly mayRunOn?: boolean;
  readonly command?: readonly string[];
}

const ENDS: Readonly<Record<string, End>> = {
  "exit-0": { words: "exit 0" },
  "exit-1": { words: "exit 1" },
  "exit-137": { words: "exit 137" },
  "exit-143": { words: "exit 143" },
  "exit-255": { words: "exit 255" },
  SIGHUP: { words: "signal SIGHUP" },
  SIGINT: { words: "signal SIGINT" },
  SIGPIPE: { words: "signal SIGPIPE" },
  SIGTERM: { words: "signal SIGTERM" },
  SIGKILL: { words: "signal SIGKILL" },
  SIGUSR1: { words: "signal SIGUSR1" },
  "SIGABRT-no-core": { words: "signal SIGABRT" },
  "SIGSEGV-core": { words: "core" },
  watchdog: { settings: ["WatchdogSec=300ms"] },
  "runtime-max": { settings: ["RuntimeMaxSec=300ms"] },
  "start-timeout": { settings: ["Type=notify", "TimeoutStartSec=300ms"] },
  "exec-missing": { program: "/nonexistent/program" },
  "pre-fails": { settings: ["ExecStartPre=/actor exit 1"], mayRunOn: true },
  "pre-killed": { settings: ["ExecStartPre=/actor signal SIGKILL"], mayRunOn: true },
  "post-fails": { settings: ["ExecStartPost=/actor exit 1"], mayRunOn: true },
  // A shell whose last child is killed ends by an exit status of its own: no signal reaches the main process.
  "shell-child-SIGTERM": { words: "fork (sleep 50ms, signal SIGTERM), await-child" },
  "shell-child-SIGKILL": { words: "fork (sleep 50ms, signal SIGKILL), await-child" },
  "systemctl-stop": { command: ["stop"] },
  "systemctl-kill-KILL": { command: ["kill", "--signal=KILL"] },
  "systemctl-kill-TERM": { command: ["kill", "--signal=TERM"] },
};

export const MATRIX: readonly MatrixCase[] = RESTART.flatMap((restart) =>
  Object.entries(LISTS).flatMap(([list, settings]) =>
    Object.entries(ENDS).map(([end, how], at) => {
      const name = `${restart}/${list}/${end}`;
      const id = `${restart}-${list.replace("+", "-and-")}-${at}`;
      const text = unitText(id, restart, settings, how);
      return { name, unit: `case-${id}.service`, text, mayRunOn: how.mayRunOn ?? false, command: how.command };
    }),
  ),
);

function unitText(id: string, restart: string, lists: readonly string[], { words, program, settings = [] }: End): string {
  const first = words === undefined ? "" : `once /scratch/${id} (${words}), `;
  const lines = [
    "[Unit]",
    "DefaultDependencies=no",
    "StartLimitIntervalSec=0",
    "[Service]",
    `ExecStart=${program ?? `/actor ${first}hang`}`,
    `Restart=${restart}`,
    "RestartSec=200ms",
    ...settings,
    ...lists,
  ];
  return `${lines.join("\n")}\n`;
}

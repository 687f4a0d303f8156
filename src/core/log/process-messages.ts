import type { UnitName } from "../values/unit-name.ts";
import { row, type MessageRow } from "./message-row.ts";
import type { Priority } from "./record.ts";

interface OnUnit {
  readonly unit: UnitName;
}
interface OnProcess extends OnUnit {
  readonly pid: number;
  /** As in /proc/PID/comm. */
  readonly comm: string;
}
interface OnSignal extends OnProcess {
  /** With its SIG: SIGKILL. */
  readonly signal: string;
}
interface OnPid extends OnUnit {
  readonly pid: number;
}
/** `priority`: how loud, which depends on who asked. */
interface OnNewMain extends OnPid {
  readonly priority: Priority;
}
interface OnPidFile extends OnUnit {
  readonly path: string;
}
interface OnText extends OnUnit {
  /** What was sent, as it came. */
  readonly text: string;
}
interface OnError extends OnUnit {
  /** As strerror(3) words it. */
  readonly error: string;
}
interface OnExecutable extends OnError {
  /** The program as the unit names it. */
  readonly path: string;
}
interface OnExit extends OnUnit {
  readonly exit: {
    readonly code: "exited" | "killed" | "dumped";
    readonly status: number;
    /** FAILURE, or KILL without its SIG; none if the status has no name. */
    readonly name?: string | undefined;
  };
  /** Whether it counts as one, if only because of the prefix `-`. */
  readonly success: boolean;
  /** The setting that holds the command, as in COMMAND=: ExecStart, ExecStop … */
  readonly command: string;
}

const exited = (kind: string): MessageRow<OnExit> =>
  row(
    exitPriority,
    (a) =>
      `${a.unit}: ${kind} exited, code=${a.exit.code}, status=${a.exit.status}/${a.exit.name ?? "n/a"}${a.success ? " (success)" : ""}`,
    {
      messageId: "98e322203f7a4ed290d09fe03c09fe15",
      fields: (a) => ({
        EXIT_CODE: a.exit.code,
        EXIT_STATUS: String(a.exit.status),
        COMMAND: a.command,
      }),
    },
  );

function exitPriority({ exit, success }: OnExit): Priority {
  if (success) return 7;
  return exit.code === "exited" ? 5 : 4;
}

const newMain = (text: (about: OnNewMain) => string): MessageRow<OnNewMain> => row((a) => a.priority, text);

function mainAndControl(main: number | undefined, control: number | undefined): string {
  if (main !== undefined && control !== undefined) return `main PID ${main} and control PID ${control}`;
  if (main !== undefined) return `main PID ${main}`;
  return control === undefined ? "main PID and control PID which are currently not known" : `control PID ${control}`;
}

/** What happens to single processes. Source: systemd 257 src/core/service.c, unit.c and exec-invoke.c. */
export const PROCESS_MESSAGES = {
  "main-process-exited": exited("Main process"),
  "control-process-exited": exited("Control process"),
  /** Of ExecCondition=. */
  "condition-process-exited": exited("Condition check process"),

  /** `task`: exec-condition, start-pre, start, start-post, reload, stop or stop-post. */
  "spawn-failed": row(4, (a: OnError & { readonly task: string }) => `${a.unit}: Failed to spawn '${a.task}' task: ${a.error}`),
  /** What only Upkeep says. `error`: a sentence. */
  "bus-unreachable": row(3, (a: OnError) => `${a.unit}: ${a.error}`),
  /** The second or a later command of a phase. */
  "next-spawn-failed": row(
    4,
    (a: OnError & { readonly kind: "main" | "control" }) => `${a.unit}: Failed to spawn next ${a.kind} task: ${a.error}`,
  ),
  /** A line of such a file that is no assignment. `sentence`: as the reader of the file words it. */
  "environment-file-ignored": row(3, (a: OnUnit & { readonly sentence: string }) => `${a.unit}: ${a.sentence}`),
  /** Said by the new process. `names`: comma separated. */
  "environment-unset": row(
    4,
    (a: OnUnit & { readonly names: string }) =>
      `${a.unit}: Referenced but unset environment variable evaluates to an empty string: ${a.names}`,
  ),
  "environment-file-failed": row(3, (a: OnError) => `${a.unit}: Failed to load environment files: ${a.error}`),

  /** Also where the prefix `-` forgives it; without it `step-failed` follows. */
  "executable-missing": row(5, (a: OnExecutable) => `${a.unit}: Unable to locate executable '${a.path}': ${a.error}`, {
    messageId: "641257651c1b4ec9a8624d7a40a9e1e7",
    fields: (a) => ({ EXECUTABLE: a.path }),
  }),
  /** `step-failed` follows. */
  "execute-failed": row(3, (a: OnExecutable) => `${a.unit}: Failed to execute ${a.path}: ${a.error}`),
  "directory-failed": row(3, (a: OnError) => `${a.unit}: Changing to the requested working directory failed: ${a.error}`),
  "user-failed": row(3, (a: OnError) => `${a.unit}: Failed to determine user credentials: ${a.error}`),
  "group-failed": row(3, (a: OnError) => `${a.unit}: Failed to determine group credentials: ${a.error}`),
  "groups-failed": row(3, (a: OnError) => `${a.unit}: Failed to determine supplementary groups: ${a.error}`),
  "change-group-failed": row(3, (a: OnError) => `${a.unit}: Changing group credentials failed: ${a.error}`),
  /** `stream`: `input`, `output` or `error output`. */
  "stream-failed": row(3, (a: OnError & { readonly stream: string }) => `${a.unit}: Failed to set up standard ${a.stream}: ${a.error}`),
  /** `step`: the exit status's name: EXEC, CHDIR, USER … */
  "step-failed": row(
    3,
    (a: OnExecutable & { readonly step: string }) => `${a.unit}: Failed at step ${a.step} spawning ${a.path}: ${a.error}`,
    {
      messageId: "641257651c1b4ec9a8624d7a40a9e1e7",
      fields: (a) => ({ EXECUTABLE: a.path }),
    },
  ),

  killing: row(5, (a: OnSignal) => `${a.unit}: Killing process ${a.pid} (${a.comm}) with signal ${a.signal}.`),
  "client-killed": row(
    6,
    (a: OnSignal & { readonly role: "main" | "control" }) =>
      `${a.unit}: Sent signal ${a.signal} to ${a.role} process ${a.pid} (${a.comm}) on client request.`,
  ),
  /** A process that is neither the main nor a control process. */
  "client-killed-other": row(
    6,
    (a: OnSignal) => `${a.unit}: Sending signal ${a.signal} to process ${a.pid} (${a.comm}) on client request.`,
  ),
  /** SIGKILL to all, in place of a `client-killed-other` each; cgroup v2 only. */
  "client-killed-cgroup": row(6, (a: OnUnit) => `${a.unit}: Killed unit cgroup with SIGKILL on client request.`),
  "left-over": row(
    4,
    (a: OnProcess) => `${a.unit}: Found left-over process ${a.pid} (${a.comm}) in control group while starting unit. Ignoring.`,
  ),
  /** Follows `left-over`. */
  "left-over-reason": row(
    4,
    (a: OnUnit) => `${a.unit}: This usually indicates unclean termination of a previous run, or service implementation deficiencies.`,
  ),
  "left-over-refused": row(
    3,
    (a: OnUnit) => `${a.unit}: Will not start SendSIGKILL=no service of type KillMode=control-group or mixed while processes exist`,
  ),
  "left-running": row(6, (a: OnProcess) => `${a.unit}: Unit process ${a.pid} (${a.comm}) remains running after unit stopped.`),

  "several-sources": row(
    4,
    (a: OnUnit & { readonly source: string; readonly other: string }) =>
      `${a.unit}: multiple trigger source candidates for exit status propagation (${a.source}, ${a.other}), skipping.`,
  ),
  "new-main-is-manager": newMain((a) => `${a.unit}: New main PID ${a.pid} is the manager, refusing.`),
  "new-main-is-control": newMain((a) => `${a.unit}: New main PID ${a.pid} is the control process, refusing.`),
  "new-main-is-gone": newMain((a) => `${a.unit}: New main PID ${a.pid} does not exist or is a zombie.`),
  "new-main-is-foreign": newMain((a) => `${a.unit}: New main PID ${a.pid} does not belong to service, refusing.`),
  /** `state`: in which the service is. */
  "pid-file-unreadable": row(
    (a: OnPidFile & OnError & { readonly state: string; readonly priority: Priority }) => a.priority,
    (a) => `${a.unit}: Can't open PID file '${a.path}' (yet?) after ${a.state}: ${a.error}`,
  ),
  "pid-file-unreadable-still": row(3, (a: OnPidFile & OnError) => `${a.unit}: Failed to read PID file '${a.path}': ${a.error}`),
  /** `line`: what it holds. */
  "pid-file-invalid": row(
    (a: OnPidFile & OnError & { readonly line: string; readonly priority: Priority }) => a.priority,
    (a) => `${a.unit}: Failed to create reference to PID ${a.line} from file '${a.path}': ${a.error}`,
  ),
  "pid-file-questionable": row(
    3,
    (a: OnPidFile) =>
      `${a.unit}: Refusing to accept PID outside of service control group, acquired through unsafe symlink chain: ${a.path}`,
  ),
  /** `owner`: uid of the file's owner; `wanted`: of the one that it would be taken from. */
  "pid-file-not-owned": row(
    3,
    (a: OnPid & { readonly owner: number; readonly wanted: number }) =>
      `${a.unit}: New main PID ${a.pid} from PID file does not belong to service, and PID file is owned by ${a.owner} (must be owned by ${a.wanted}). Refusing.`,
  ),
  "pid-file-given-up": row(4, (a: OnUnit) => `${a.unit}: Daemon never wrote its PID file. Failing.`),
  "main-not-our-child": row(
    4,
    (a: OnPid) => `${a.unit}: Supervising process ${a.pid} which is not our child. We'll most likely not notice when it exits.`,
  ),
  "notify-refused-no-reception": row(4, (a: OnPid) => `${a.unit}: Got notification message from PID ${a.pid}, but reception is disabled`),
  "notify-refused-not-main": row(
    7,
    (a: OnPid & { readonly main: number | undefined }) =>
      `${a.unit}: Got notification message from PID ${a.pid}, but reception only permitted for main PID ${a.main ?? "which is currently not known"}`,
  ),
  "notify-refused-not-exec": row(
    7,
    (a: OnPid & { readonly main: number | undefined; readonly control: number | undefined }) =>
      `${a.unit}: Got notification message from PID ${a.pid}, but reception only permitted for ${mainAndControl(a.main, a.control)}`,
  ),
  "notify-main-invalid": row(
    4,
    (a: OnError & OnText) => `${a.unit}: Failed to parse MAINPID=${a.text} field in notification message, ignoring: ${a.error}`,
  ),
  "notify-main-descriptor-count": row(
    4,
    (a: OnUnit & { readonly count: number }) => `${a.unit}: Got MAINPIDFD=1 with ${a.count === 0 ? "no" : "more than one"} fd, ignoring.`,
  ),
  "notify-main-descriptor-invalid": row(4, (a: OnError) => `${a.unit}: Failed to create reference to received new main pidfd: ${a.error}`),
  "notify-main-id-invalid": row(4, (a: OnText) => `${a.unit}: Failed to parse MAINPIDFDID= in notification message, refusing: ${a.text}`),
  "notify-main-mismatch": row(
    4,
    (a: OnPid & { readonly id: number; readonly received: number }) =>
      `${a.unit}: PIDFD ID of process ${a.pid} (${a.id}) mismatches with received MAINPIDFDID=${a.received}, not changing main PID.`,
  ),
  "notify-time-invalid": row(
    4,
    (a: OnText) => `${a.unit}: Failed to parse MONOTONIC_USEC= field in notification message, ignoring: ${a.text}`,
  ),
  "notify-status-invalid": row(4, (a: OnUnit) => `${a.unit}: Status message in notification message is not UTF-8 clean, ignoring.`),
  "notify-access-invalid": row(
    4,
    (a: OnText) => `${a.unit}: Failed to parse NOTIFYACCESS= field value '${a.text}' in notification message, ignoring: Invalid argument`,
  ),
  "notify-errno-invalid": row(
    4,
    (a: OnError & OnText) => `${a.unit}: Failed to parse ERRNO= field value '${a.text}' in notification message: ${a.error}`,
  ),
  "notify-watchdog-invalid": row(4, (a: OnUnit) => `${a.unit}: Passed WATCHDOG= field is invalid, ignoring.`),
  "notify-watchdog-usec-invalid": row(4, (a: OnText) => `${a.unit}: Failed to parse WATCHDOG_USEC=${a.text}`),
  "notify-extend-invalid": row(4, (a: OnText) => `${a.unit}: Failed to parse EXTEND_TIMEOUT_USEC=${a.text}`),
  "fd-name-invalid": row(4, (a: OnUnit) => `${a.unit}: Passed FDNAME= name is invalid, ignoring.`),
  "fd-name-missing": row(4, (a: OnUnit) => `${a.unit}: FDSTOREREMOVE=1 requested, but no valid file descriptor name passed, ignoring.`),
  "fd-store-full": row(
    4,
    (a: OnUnit & { readonly max: number }) => `${a.unit}: Cannot store more fds than FileDescriptorStoreMax=${a.max}, closing remaining.`,
  ),
  "fd-hung-up": row(
    7,
    (a: OnUnit & { readonly fd: number; readonly name: string }) =>
      `${a.unit}: Received EPOLLHUP on stored fd ${a.fd} (${a.name}), closing.`,
  ),
} as const;

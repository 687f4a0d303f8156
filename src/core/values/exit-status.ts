/** Exit statuses by number and by name, and how the end of a process is worded. Source: systemd.exec(5), PROCESS EXIT CODES. */
import { type Signal, signalName } from "./signal.ts";

type ExitStatusClass = "libc" | "LSB" | "BSD" | "systemd";

interface Row {
  readonly status: number;
  readonly name: string;
  readonly class: ExitStatusClass;
}

const rows = (of: ExitStatusClass, first: number, names: string): readonly Row[] =>
  names.split(" ").flatMap((name, index) => (name === "-" ? [] : [{ status: first + index, name, class: of }]));

export const EXIT_STATUSES: readonly Row[] = [
  ...rows("libc", 0, "SUCCESS FAILURE"),
  ...rows("LSB", 2, "INVALIDARGUMENT NOTIMPLEMENTED NOPERMISSION NOTINSTALLED NOTCONFIGURED NOTRUNNING"),
  ...rows(
    "BSD",
    64,
    "USAGE DATAERR NOINPUT NOUSER NOHOST UNAVAILABLE SOFTWARE OSERR OSFILE CANTCREAT IOERR TEMPFAIL PROTOCOL NOPERM CONFIG",
  ),
  ...rows("systemd", 200, "CHDIR NICE FDS EXEC MEMORY LIMITS OOM_ADJUST SIGNAL_MASK STDIN STDOUT CHROOT IOPRIO TIMERSLACK SECUREBITS"),
  ...rows("systemd", 214, "SETSCHEDULER CPUAFFINITY GROUP USER CAPABILITIES CGROUP SETSID CONFIRM STDERR - PAM NETWORK NAMESPACE"),
  ...rows("systemd", 227, "NO_NEW_PRIVILEGES SECCOMP SELINUX_CONTEXT PERSONALITY APPARMOR ADDRESS_FAMILIES RUNTIME_DIRECTORY - CHOWN"),
  ...rows("systemd", 236, "SMACK_PROCESS_LABEL KEYRING STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY CONFIGURATION_DIRECTORY NUMA_POLICY"),
  ...rows("systemd", 243, "CREDENTIALS BPF KSM - - - - - - - - - EXCEPTION"),
];
const BY_STATUS: ReadonlyMap<number, Row> = new Map(EXIT_STATUSES.map((row) => [row.status, row]));
const BY_NAME: ReadonlyMap<string, number> = new Map(EXIT_STATUSES.map((row) => [row.name, row.status]));

export const exitStatusByName = (name: string): number | undefined => BY_NAME.get(name);
export const exitStatusName = (status: number): string | undefined => BY_STATUS.get(status)?.name;

/** How a process ended, in the shape of the kernel port's `ExitStatus`. */
export type Ending = { readonly code: "exited"; readonly status: number } | { readonly code: "killed" | "dumped"; readonly status: Signal };

/** `FAILURE`, `KILL`; undefined for a status that has no name. */
const exitName = (ending: Ending): string | undefined =>
  ending.code === "exited" ? exitStatusName(ending.status) : signalName(ending.status);

/** As the journal has it: `code=exited, status=1/FAILURE`, `code=killed, status=9/KILL`. */
export function formatExit(ending: Ending): string {
  return `code=${ending.code}, status=${ending.status}/${exitName(ending) ?? "n/a"}`;
}

/** As `systemctl status` has it: `code=exited, status=3`, `code=killed, signal=KILL`. Only the names of libc and systemd are used there. */
export function formatExitForStatus(ending: Ending): string {
  if (ending.code !== "exited") return `code=${ending.code}, signal=${signalName(ending.status)}`;
  const row = BY_STATUS.get(ending.status);
  const isNamed = row?.class === "libc" || row?.class === "systemd";
  return `code=exited, status=${ending.status}${isNamed ? `/${row.name}` : ""}`;
}

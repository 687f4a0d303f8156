/** From a command and its unit's settings to a SpawnPlan: every decision that can be taken before the process exists. */
import { type Result, err, ok } from "../base/result.ts";
import { hasStrayBytes } from "../base/text.ts";
import type { ServiceConfig } from "../directives/service.ts";
import type { FdRef } from "../kernel.ts";
import { type Message, message } from "../log/messages.ts";
import { parseEnvironmentFile } from "../values/environment-file.ts";
import type { Amount } from "../values/amount.ts";
import type { ExecCommand } from "../values/exec-command.ts";
import { expandArguments } from "../values/expand-environment.ts";
import type { UnitName } from "../values/unit-name.ts";
import type { Account, Host, HostError } from "./host.ts";
import { planLimits } from "./plan-limits.ts";
import { planStdio } from "./plan-stdio.ts";
import { type Credentials, type SpawnFailure, type SpawnPlan } from "./plan.ts";

export interface SpawnRequest {
  readonly unit: UnitName;
  readonly config: ServiceConfig;
  readonly command: ExecCommand;
  readonly directive: string;
  /** What the service's history adds to the environment. */
  readonly environment: readonly string[];
  readonly invocation: string;
  /** NotifyAccess=, as the service may have changed it. */
  readonly notifyAccess: ServiceConfig["NotifyAccess"];
  /** To be handed over. */
  readonly fds: readonly FdRef[];
}

/** Without a plan no process is made: `error` is the reason, and `messages` has said more. */
export type PlannedSpawn =
  | { readonly plan: SpawnPlan; readonly messages: readonly SpawnMessage[] }
  | { readonly plan: undefined; readonly error: string; readonly messages: readonly SpawnMessage[] };

/** `byChild`: it is the new process that says it. */
export interface SpawnMessage {
  readonly message: Message;
  readonly byChild: boolean;
}

const ESRCH = 3;
const ENOENT = 2;

/** Source: systemd.exec(5). */
export function planSpawn(request: SpawnRequest, host: Host): PlannedSpawn {
  const { config, command, unit } = request;
  const account = findAccount(config, command, host);
  const environment = planEnvironment(request, host, account.ok ? account.value.account : undefined);
  if (!environment.ok) {
    const { error } = environment.error;
    return { plan: undefined, error, messages: [{ message: message("environment-file-failed", { unit, error }), byChild: false }] };
  }
  const { variables, complaints } = environment.value;
  const { argv: words, unset } = command.expandEnvironment ? expandArguments(command.argv, variables) : { argv: command.argv, unset: [] };
  const shell = command.viaShell && account.ok ? account.value.account?.shell : undefined;
  const messages: SpawnMessage[] = complaints.map((sentence) => ({
    message: message("environment-file-ignored", { unit, sentence }),
    byChild: false,
  }));
  if (unset.length > 0) messages.push({ message: message("environment-unset", { unit, names: unset.join(", ") }), byChild: true });
  const path = findExecutable(shell ?? command.path, config, host);
  const doomed = account.ok ? (path === undefined ? missing(command) : undefined) : account.error;
  const plan: SpawnPlan = {
    path: path ?? command.path,
    argv: command.viaShell ? shellArguments(words, shell) : words,
    environment: [...variables].map(([name, value]) => `${name}=${value}`),
    workingDirectory: workingDirectory(config, host, account.ok ? account.value.account : undefined),
    // The home that a user's manager defaults to need not be there.
    workingDirectoryOptional: config.WorkingDirectory?.optional ?? true,
    ...(account.ok && account.value.credentials !== undefined ? { credentials: account.value.credentials } : {}),
    umask: config.UMask,
    ...planStdio(config),
    limits: planLimits(config),
    ...(config.Nice === undefined ? {} : { nice: config.Nice }),
    ...(config.OOMScoreAdjust === undefined ? {} : { oomScoreAdjust: config.OOMScoreAdjust }),
    noNewPrivileges: config.NoNewPrivileges,
    ignoreSigpipe: config.IgnoreSIGPIPE,
    ...(request.fds.length > 0 && { fds: request.fds }),
    ...memory(config, host),
    ...(doomed === undefined ? {} : { doomed }),
  };
  return { plan, messages };
}

/** `sh -c` with all words as one. A shell of the user's own goes by its path. */
function shellArguments([name = "", ...words]: readonly string[], shell: string | undefined): readonly string[] {
  const own = name.startsWith("-") ? shell?.replace(/^.*\//, "-") : shell;
  return [own ?? name, "-c", words.join(" ")];
}

const missing = (command: ExecCommand): SpawnFailure | undefined =>
  command.path.startsWith("/") ? undefined : { step: "EXEC", errno: ENOENT, error: "No such file or directory" };

function memory({ MemoryMax, MemoryHigh, OOMPolicy }: ServiceConfig, host: Host): Pick<SpawnPlan, "memory"> {
  const bytes = (amount: Amount): number => ("share" in amount ? Math.floor(amount.share * host.totalMemory) : amount.absolute);
  const [max, high] = [bytes(MemoryMax), bytes(MemoryHigh)];
  const killAll = OOMPolicy === "kill";
  return Number.isFinite(max) || Number.isFinite(high) || killAll ? { memory: { max, high, ...(killAll && { killAll }) } } : {};
}

/** An absolute path is taken as it is; whether it exists is for execve(2) to say. */
function findExecutable(path: string, { ExecSearchPath }: ServiceConfig, host: Host): string | undefined {
  if (path.startsWith("/")) return path;
  const directories = ExecSearchPath.length > 0 ? ExecSearchPath : host.defaultPath.split(":");
  return directories.map((directory) => `${directory}/${path}`).find((candidate) => host.isExecutable(candidate));
}

interface Identity {
  readonly account: Account | undefined;
  readonly credentials: SpawnPlan["credentials"];
}

/**
 * Whose the process will be. An unknown name dooms it: it must never run as somebody else. With the prefixes `+` and `!` the names are
 * looked up and the environment tells of the user, but the process stays the manager's.
 *
 * Source: systemd.exec(5), User=, Group=; systemd.service(5), COMMAND LINES.
 */
function findAccount(config: ServiceConfig, command: ExecCommand, host: Host): Result<Identity, SpawnFailure> {
  const { User, Group, SupplementaryGroups } = config;
  const account = User === undefined ? undefined : host.account(User);
  if (User !== undefined && account === undefined) return err({ step: "USER", errno: ESRCH, error: "No such process" });
  const gid = Group === undefined ? account?.gid : host.groupId(Group);
  const others = SupplementaryGroups.map((name) => host.groupId(name));
  if (Group !== undefined && gid === undefined) return err({ step: "GROUP", errno: ESRCH, error: "No such process" });
  if (others.includes(undefined)) return err({ step: "GROUP", part: "supplementary-groups", errno: ESRCH, error: "No such process" });
  const isKept = command.privileges === "full" || command.privileges === "no-setuid";
  if (isKept || (account === undefined && gid === undefined && others.length === 0)) return ok({ account, credentials: undefined });
  const groups = [
    ...new Set([...(gid === undefined ? [] : [gid]), ...(account?.groups ?? []), ...others.filter((id) => id !== undefined)]),
  ];
  const credentials = { uid: account?.uid ?? host.uid, gid: gid ?? host.gid, groups, hasOthers: account !== undefined && gid !== 0 };
  return ok({ account, credentials: others.length === 0 && isOwn(credentials, host) ? undefined : credentials });
}

/** A manager that may not take on anybody's credentials need not for its own user. */
const isOwn = ({ uid, gid }: Credentials, host: Host): boolean => !host.privileged && uid === host.uid && gid === host.gid;

interface Environment {
  readonly variables: Map<string, string>;
  /** What could not be read in environment files. */
  readonly complaints: readonly string[];
}

/** Later ones win: the manager's, the account's, the service's history, Environment=, EnvironmentFile=; UnsetEnvironment= takes away. */
function planEnvironment(request: SpawnRequest, host: Host, account: Account | undefined): Result<Environment, HostError> {
  const { config } = request;
  const variables = new Map<string, string>();
  const set = (assignment: string): void => {
    const equals = assignment.indexOf("=");
    variables.set(assignment.slice(0, equals), assignment.slice(equals + 1));
  };
  for (const [name, value] of baseEnvironment(host)) variables.set(name, value);
  if (account !== undefined) {
    set(`HOME=${account.home}`);
    set(`LOGNAME=${account.name}`);
    set(`USER=${account.name}`);
    set(`SHELL=${account.shell}`);
  }
  if (request.invocation !== "") set(`INVOCATION_ID=${request.invocation}`);
  set("SYSTEMD_EXEC_PID=\0pid");
  // systemd-notify(1) speaks for its parent, unless that is the manager: which one it is, it knows by itself of process 1 only.
  if (host.pid !== 1) set(`MANAGERPID=${host.pid}`);
  const { notifyAccess, directive } = request;
  if (notifyAccess !== "none" && (directive === "ExecStart" || notifyAccess !== "main")) set(`NOTIFY_SOCKET=${host.notifySocket}`);
  if (config.FileDescriptorStoreMax > 0) set(`FDSTORE=${config.FileDescriptorStoreMax}`);
  if (config.PIDFile !== undefined) set(`PIDFILE=${config.PIDFile}`);
  for (const each of request.environment) set(each);
  for (const name of config.PassEnvironment) {
    const value = host.environment[name];
    if (value !== undefined) variables.set(name, value);
  }
  for (const each of config.Environment) set(each);
  const complaints = readEnvironmentFiles(config, host, set);
  if (!complaints.ok) return complaints;
  for (const each of config.UnsetEnvironment) {
    const [name = "", value] = each.split(/=(.*)/s);
    if (value === undefined || variables.get(name) === value) variables.delete(name);
  }
  return ok({ variables, complaints: complaints.value });
}

/** A user's manager hands on what it was given; the system's starts from nothing. */
function baseEnvironment({ environment, userManager, userName, defaultPath }: Host): readonly (readonly [string, string])[] {
  const path = ["PATH", defaultPath] as const;
  const own = Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  if (!userManager) return [path, ["USER", userName], ...own.filter(([name]) => name === "LANG" || name.startsWith("LC_"))];
  return [path, ...own.filter(([name]) => !OF_THE_MANAGER.has(name))];
}

/** They tell of the manager's own process, and would be lies in another. */
const OF_THE_MANAGER: ReadonlySet<string> = new Set([
  "NOTIFY_SOCKET",
  "WATCHDOG_PID",
  "WATCHDOG_USEC",
  "INVOCATION_ID",
  "JOURNAL_STREAM",
  "SYSTEMD_EXEC_PID",
  "MANAGERPID",
  "LISTEN_PID",
  "LISTEN_FDS",
  "LISTEN_FDNAMES",
  "MAINPID",
  "_",
]);

const EINVAL = 22;

function readEnvironmentFiles(
  { EnvironmentFile }: ServiceConfig,
  host: Host,
  set: (assignment: string) => void,
): Result<readonly string[], HostError> {
  const complaints: string[] = [];
  for (const { path: pattern, optional } of EnvironmentFile) {
    const isPattern = /[*?[]/.test(pattern);
    const paths = isPattern ? host.glob(pattern) : [pattern];
    if (paths.length === 0 && !optional) return err({ errno: ENOENT, error: "No such file or directory" });
    for (const path of paths) {
      const text = host.readTextFile(path);
      if (!text.ok && !optional) return text;
      if (!text.ok) continue;
      const { value, diagnostics } = parseEnvironmentFile(text.value, path);
      // Source: systemd 257, which takes nothing that is not UTF-8.
      if (value.some(hasStrayBytes)) {
        if (optional) continue;
        return err({ errno: EINVAL, error: "Invalid argument" });
      }
      for (const each of value) set(each);
      complaints.push(...diagnostics.map((each) => each.message));
    }
  }
  return ok(complaints);
}

function workingDirectory({ WorkingDirectory }: ServiceConfig, host: Host, account: Account | undefined): string {
  const home = account?.home ?? host.home;
  if (WorkingDirectory === undefined) return host.userManager ? host.home : "/";
  return WorkingDirectory.path === "~" ? home : WorkingDirectory.path;
}

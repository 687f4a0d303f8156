/** From a spawn plan to what a simulated process is: what it will do, where its output goes, and at which step it fails before that. */
import type { Result } from "../core/base/result.ts";
import { SPAWN_STEPS, type SpawnFailure, type SpawnPlan, type SpawnStep, type Stdio } from "../core/exec/plan.ts";
import { EACCES, EISDIR, ENOENT, ENOEXEC, type FileError, type SimulatedFiles } from "./files.ts";
import type { Handed, ProcessContext } from "./process.ts";
import type { Program } from "./program.ts";

/** What the executable file at `path` does; undefined if it is no program at all. The error is what it complains about at once. */
export type FindProgram = (path: string, argv: readonly string[]) => Result<Program, string> | undefined;

export interface Launch {
  readonly program: Program;
  readonly context: ProcessContext;
  readonly failure?: SpawnFailure;
}

type Write = (text: string) => void;

/** Usage error. Source: sysexits.h. */
const USAGE = 64;

/** `log` is where the manager's log takes output in. */
export function planLaunch(
  plan: SpawnPlan,
  pid: number,
  files: SimulatedFiles,
  findProgram: FindProgram,
  log: Write,
  fds: readonly Handed[] = [],
): Launch {
  const streams = openStreams(plan, files, log);
  const found = findProgram(plan.path, plan.argv);
  const failure = plan.doomed ?? streams.failure ?? chdirFailure(plan, files) ?? execFailure(plan, files, found);
  const context = {
    comm: failure === undefined ? commOf(plan.path) : `(${commOf(plan.path).slice(-8)})`,
    argv: plan.argv,
    environment: environmentOf(plan, pid),
    workingDirectory: files.isDirectory(plan.workingDirectory) ? plan.workingDirectory : "/",
    uid: plan.credentials?.uid ?? 0,
    fds,
    write: streams.write,
  };
  if (failure !== undefined) return { program: exitWith(SPAWN_STEPS[failure.step]), context, failure };
  return { program: found?.ok === true ? found.value : complain(context.comm, found?.error), context };
}

function openStreams(
  plan: SpawnPlan,
  files: SimulatedFiles,
  log: Write,
): { readonly write: ProcessContext["write"]; readonly failure?: SpawnFailure } {
  const nowhere = { stdout: () => {}, stderr: () => {} };
  if (plan.stdin.to === "file" && !files.exists(plan.stdin.path)) return { write: nowhere, failure: failed("STDIN", ENOENT) };
  const stdout = openStream(plan.stdout, files, log, log);
  if (typeof stdout !== "function") return { write: nowhere, failure: failed("STDOUT", stdout) };
  const stderr = openStream(plan.stderr, files, log, stdout);
  if (typeof stderr !== "function") return { write: nowhere, failure: failed("STDERR", stderr) };
  return { write: { stdout, stderr } };
}

function openStream(stdio: Stdio, files: SimulatedFiles, log: Write, stdout: Write): Write | FileError {
  switch (stdio.to) {
    case "null":
      return () => {};
    case "log":
      return log;
    case "stdout":
      return stdout;
    case "file": {
      if (stdio.mode === "read") return EACCES;
      const opened = files.open(stdio.path, stdio.mode);
      return opened.ok ? opened.value : opened.error;
    }
    default:
      return stdio satisfies never;
  }
}

function chdirFailure({ workingDirectory, workingDirectoryOptional }: SpawnPlan, files: SimulatedFiles): SpawnFailure | undefined {
  return workingDirectoryOptional || files.isDirectory(workingDirectory) ? undefined : failed("CHDIR", ENOENT);
}

function execFailure({ path }: SpawnPlan, files: SimulatedFiles, found: ReturnType<FindProgram>): SpawnFailure | undefined {
  if (files.isDirectory(path)) return failed("EXEC", EISDIR);
  if (!files.exists(path)) return failed("EXEC", ENOENT);
  if (!files.isExecutable(path)) return failed("EXEC", EACCES);
  return found === undefined ? { ...failed("EXEC", ENOEXEC), part: "execute" } : undefined;
}

const failed = (step: SpawnStep, error: FileError): SpawnFailure => ({ step, ...error });
const exitWith = (status: number): Program => [{ do: "exit", status }];
const complain = (comm: string, error = ""): Program => [{ do: "print", stream: "stderr", text: `${comm}: ${error}` }, ...exitWith(USAGE)];

/** As in /proc/PID/comm: no more than 15 characters. */
function commOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).slice(0, 15);
}

function environmentOf({ environment }: SpawnPlan, pid: number): ReadonlyMap<string, string> {
  const pairs = environment.map((assignment): [string, string] => {
    const at = assignment.indexOf("=");
    return [assignment.slice(0, at), assignment.slice(at + 1).replace("\0pid", String(pid))];
  });
  return new Map(pairs);
}

import path from "node:path";
import process from "node:process";
import { describeError } from "../core/control/errors.ts";
import type { JobOutcome } from "../core/control/protocol.ts";
import { controlSocketPath } from "../core/control/runtime-dir.ts";
import type { LogRecord, Priority } from "../core/log/record.ts";
import { activeState } from "../core/manager/world.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { parseUnitName } from "../core/values/unit-name.ts";
import { claimRuntimeDir } from "./claim-runtime-dir.ts";
import { openControlServer } from "./control-server.ts";
import { describeMissing } from "./describe-missing.ts";
import { tuneEngine } from "./engine.ts";
import { hostOf } from "./host-of-kernel.ts";
import { keepJournal } from "./keep-journal.ts";
import { outliveTerminal } from "./outlive-terminal.ts";
import { onStopSignals } from "./stop-signals.ts";
import { type Session, openSession } from "./session.ts";
import { isLinked, openUnitFiles, unitSearchPath } from "./unit-files.ts";

export interface DaemonOptions {
  readonly userManager: boolean;
  readonly runtimeDir: string;
  /** Undefined: below the runtime directory. */
  readonly stateDir: string | undefined;
  /** `--unit-path`. */
  readonly unitPath: string | undefined;
  readonly units: readonly string[];
  readonly logLevel: Priority;
  /** Prints the manager's own lines too. */
  readonly console: ((record: LogRecord) => void) | undefined;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** Runs until it is told to stop and has stopped everything. Returns the exit status. Its directories may be relative. */
export async function runDaemon(given: DaemonOptions): Promise<number> {
  const { runtimeDir, stateDir } = given;
  // Services are told where the notify socket is, and are somewhere else.
  const options = { ...given, runtimeDir: path.resolve(runtimeDir), stateDir: stateDir && path.resolve(stateDir) };
  tuneEngine();
  outliveTerminal();
  // Before anything is touched: a second manager must not disturb the first.
  const claim = claimRuntimeDir(options.runtimeDir);
  if (!claim.ok) return refused(options, claim.error);
  try {
    return await manage(options);
  } finally {
    claim.value.release();
  }
}

async function manage(options: DaemonOptions): Promise<number> {
  const { env } = process;
  const home = env["HOME"] ?? "/";
  for (const sentence of describeMissing(options.unitPath)) options.err(`upkeep: ${sentence}`);
  const directories = unitSearchPath({ wish: options.unitPath, userManager: options.userManager, env, home });
  const unitFiles = openUnitFiles(directories);
  const notifySocket = path.join(options.runtimeDir, "notify");
  const socketPath = controlSocketPath(options.runtimeDir);

  const kept = keepJournal(options.stateDir, options.runtimeDir, options.err);
  if (!kept.ok) return refused(options, kept.error);
  const { journal, directory: journalDir } = kept.value;
  // Whatever ends the process: what was said last is written.
  process.on("exit", () => kept.value.close());

  const waiting: Parameters<Parameters<typeof openControlServer>[1]>[] = [];
  let ask: Parameters<typeof openControlServer>[1] = (...question) => void waiting.push(question);
  const server = await openControlServer(socketPath, (request, answer) => ask(request, answer));
  if (!server.ok) return refused(options, server.error);

  return new Promise((resolve) => {
    const session = openSession({
      userManager: options.userManager,
      notifySocket,
      unitFiles,
      logLevel: options.logLevel,
      onRecord(record) {
        journal.append(record);
        options.console?.(record);
      },
      openOutput: (about) => journal.openStream(about),
      onReply: () => journal.flush(),
      journal: journalDir,
      makeHost: (kernel) => hostOf(kernel, notifySocket, options.userManager, (unit) => isLinked(directories, unit)),
      err: options.err,
      onFinished(status) {
        server.value.close();
        if (session.ok) session.value.close();
        kept.value.close();
        resolve(status ?? 0);
      },
    });
    if (!session.ok) {
      server.value.close();
      kept.value.close();
      return resolve(refused(options, session.error.message));
    }
    const { value } = session;
    onStopSignals(() => value.post({ type: "shutdown-requested" }));
    process.on("SIGHUP", () => value.ask({ id: 0, verb: "daemon-reload", ask: {} }, () => {}));
    ask = value.ask;
    for (const question of waiting) ask(...question);
    options.out(`Upkeep is running (pid ${process.pid}); it listens at ${socketPath}`);
    const units = unitsToStart(options, (name) => unitFiles.read(name).found !== "nothing");
    if (typeof units === "string") options.err(units);
    else {
      if (options.units.length === 0 && units.length > 0) options.out("It starts default.target, as no --unit= was given");
      startUnits(value, units, options);
    }
  });
}

/** All in one go, so that they start in their order. */
function startUnits({ post, ask, report, manager: { world } }: Session, units: readonly UnitName[], { console, err }: DaemonOptions): void {
  post({ type: "start-units", units });
  const isRefused = (name: UnitName): boolean => {
    const unit = world.units.get(name);
    return unit === undefined || (unit.job === undefined && unit.invocation === undefined && activeState(unit) === "inactive");
  };
  const refused = units.filter(isRefused);
  if (refused.length === 0) return;
  // Asked for once more, to hear why.
  ask({ id: 0, verb: "enqueue", ask: { verb: "start", units: refused, mode: "replace", wait: false } }, ({ result }) => {
    if (!result.ok || !("units" in result.value)) return;
    for (const { unit, error } of result.value.units as readonly JobOutcome[]) {
      if (error === undefined) continue;
      const message = `Failed to start ${unit}: ${describeError(error)}`;
      report(3, message, unit as UnitName);
      if (console === undefined) err(message);
    }
  });
}

/** `--unit`, else default.target if there is one, else nothing. */
function unitsToStart({ units }: DaemonOptions, exists: (name: UnitName) => boolean): readonly UnitName[] | string {
  const names = units.length > 0 ? units : ["default.target"];
  const parsed = names.map((name) => parseUnitName(name.includes(".") ? name : `${name}.service`));
  const bad = parsed.findIndex((each) => !each.ok);
  if (bad >= 0) return `upkeep: --unit=${names[bad]} is no unit name; expected one such as web.service`;
  const valid = parsed.flatMap((each) => (each.ok ? [each.value] : []));
  return units.length > 0 ? valid : valid.filter(exists);
}

function refused({ err }: DaemonOptions, sentence: string): number {
  err(`upkeep: ${sentence}`);
  return 1;
}

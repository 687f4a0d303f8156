/** `upkeep run FILE…`: the units of some files, in the foreground, until none of them could start again. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import type { Reading } from "../core/base/source.ts";
import { describeError } from "../core/control/errors.ts";
import type { JobOutcome } from "../core/control/protocol.ts";
import { splitLines } from "../core/log/lines.ts";
import type { LogRecord } from "../core/log/record.ts";
import { decodeText } from "../core/base/text.ts";
import { explainEnd } from "../core/manager/explain-end.ts";
import type { Manager } from "../core/manager/manager.ts";
import { memoryNotes } from "../core/manager/status.ts";
import { type Unit, type World, activeState } from "../core/manager/world.ts";
import { type UnitName, isTemplate, parseUnitName, templateOf } from "../core/values/unit-name.ts";
import { describeMissing } from "./describe-missing.ts";
import { tuneEngine } from "./engine.ts";
import { hostOf } from "./host-of-kernel.ts";
import { outliveTerminal } from "./outlive-terminal.ts";
import { onStopSignals } from "./stop-signals.ts";
import { type Session, openSession } from "./session.ts";
import { openUnitFiles, unitSearchPath } from "./unit-files.ts";

export interface RunFilesOptions {
  readonly files: readonly string[];
  readonly unitPath: string | undefined;
  readonly userManager: boolean;
  /** A line of a service or of the manager, to be printed. */
  readonly onRecord: (record: LogRecord) => void;
  /** A sentence for the user, beside the log. */
  readonly say: (line: string) => void;
  readonly err: (line: string) => void;
  /** Nobody sees what is printed any more: the units are stopped. */
  readonly unseen: AbortSignal;
}

/** Returns what a unit's FailureAction= or the like says; else 0 if every unit ended well, 1 if one failed; 130 if it was interrupted. */
export async function runFiles(options: RunFilesOptions): Promise<number> {
  tuneEngine();
  outliveTerminal();
  const named = nameFiles(options.files);
  for (const { message, hint } of named.diagnostics) options.err(`upkeep run: ${message}${hint === undefined ? "" : ` (${hint})`}`);
  if (named.diagnostics.length > 0) return 1;
  for (const sentence of describeMissing(options.unitPath)) options.err(`upkeep run: ${sentence}`);
  const runtimeDir = fs.mkdtempSync(path.resolve(os.tmpdir(), "upkeep-run-"));
  try {
    return await runUnits(options, named.value, runtimeDir);
  } finally {
    fs.rmSync(runtimeDir, { recursive: true, force: true });
  }
}

function runUnits(options: RunFilesOptions, files: ReadonlyMap<UnitName, string>, runtimeDir: string): Promise<number> {
  const { env } = process;
  const folders = [...new Set([...files.values()].map((file) => path.dirname(file)))];
  const wish = options.unitPath ?? `${folders.join(":")}:`;
  const directories = unitSearchPath({ wish, userManager: options.userManager, env, home: env["HOME"] ?? "/" });
  return new Promise((resolve) => {
    let interrupts = 0;
    let isStarted = false;
    let isEnding = false;
    let ignoreStopSignals = (): void => {};
    /** The runs whose end has been explained. */
    const explained = new Set<string>();
    const explainEnds = ({ units }: World): void => {
      for (const name of files.keys()) {
        const unit = units.get(name);
        if (unit?.invocation === undefined || explained.has(unit.invocation) || !isDownForGood(unit)) continue;
        explained.add(unit.invocation);
        for (const line of explainEnd(unit)) options.say(line);
      }
    };
    const opened = openSession({
      userManager: options.userManager,
      notifySocket: path.join(runtimeDir, "notify"),
      unitFiles: openUnitFiles(directories, files),
      logLevel: 6,
      onRecord: options.onRecord,
      openOutput: (about) => ({
        write(chunk, at) {
          for (const { start, end, priority } of splitLines(chunk, about.level, about.prefix)) {
            const message = decodeText(chunk.subarray(start, end));
            const { unit, pid, identifier } = about;
            options.onRecord({ at: at.realtime, monotonic: at.monotonic, priority, unit, transport: "stdout", identifier, pid, message });
          }
        },
      }),
      err: options.err,
      onUncaught() {
        if (opened.ok) opened.value.killAll();
        fs.rmSync(runtimeDir, { recursive: true, force: true });
        process.exit(BUG);
      },
      journal: "",
      makeHost: (kernel) => hostOf(kernel, path.join(runtimeDir, "notify"), options.userManager, () => false),
      onRest() {
        if (!opened.ok || isEnding || !isStarted) return;
        explainEnds(opened.value.manager.world);
        if (!isIdle(opened.value.manager)) return;
        isEnding = true;
        // In a turn of its own: this one is not over yet.
        setImmediate(() => opened.value.post({ type: "shutdown-requested" }));
      },
      onFinished(said) {
        if (!opened.ok) return;
        isEnding = true;
        ignoreStopSignals();
        const status = interrupts > 0 ? INTERRUPTED : (said ?? conclude(opened.value.manager, files));
        opened.value.close();
        resolve(status);
      },
    });
    if (!opened.ok) {
      options.err(`upkeep: ${opened.error.message}`);
      return resolve(1);
    }
    const session = opened.value;
    const interrupt = (): void => {
      interrupts += 1;
      isEnding = true;
      options.say(interrupts === 1 ? "Stopping; once more to kill at once." : "Killing.");
      session.post({ type: "shutdown-requested" });
    };
    // Of a terminal that is closed several things tell, and none of them asks for hurry.
    const leave = (): void => {
      if (interrupts === 0) interrupt();
    };
    ignoreStopSignals = onStopSignals(interrupt);
    process.on("SIGHUP", leave);
    if (options.unseen.aborted) leave();
    else options.unseen.addEventListener("abort", leave);
    session.manager.world.pinned = new Set(files.keys());
    isStarted = true;
    start(options, session, files);
  });
}

function start(options: RunFilesOptions, session: Session, files: ReadonlyMap<UnitName, string>): void {
  const units = [...files.keys()];
  session.ask({ id: 1, verb: "enqueue", ask: { verb: "start", units, mode: "replace", wait: false } }, ({ result }) => {
    const { world } = session.manager;
    for (const unit of world.units.values()) for (const note of memoryNotes(world, unit)) options.say(`${unit.name}: ${note}`);
    if (result.ok && "units" in result.value) {
      for (const { unit, error } of result.value.units as readonly JobOutcome[])
        if (error !== undefined) options.err(`upkeep run: ${unit}: ${describeError(error)}`);
    }
  });
}

/** Source: sysexits.h, EX_SOFTWARE. */
const BUG = 70;
/** What a shell shows of a program that SIGINT ended. */
const INTERRUPTED = 130;

const RESTING: ReadonlySet<string> = new Set(["dead", "failed", "exited"]);

/** Nothing runs, nothing is queued, and nothing waits to be started again. */
function isIdle({ world }: Manager): boolean {
  if (world.jobs.size > 0) return false;
  return [...world.units.values()].every(({ service }) => service === undefined || RESTING.has(service.state.name));
}

/** Nothing is going to start it again by itself. */
const isDownForGood = (unit: Unit): boolean => unit.job === undefined && ["inactive", "failed"].includes(activeState(unit));

function conclude({ world }: Manager, files: ReadonlyMap<UnitName, string>): number {
  const units = [...files.keys()].flatMap((name) => world.units.get(name) ?? []);
  const failed = units.some((unit) => activeState(unit) === "failed" || unit.loaded.loadState !== "loaded" || wasNeverBegun(unit));
  return failed ? 1 : 0;
}

/** Its start was refused, or its kind or type is not supported. */
const wasNeverBegun = ({ loaded, service, invocation }: Unit): boolean =>
  service === undefined ? loaded.kind !== "target" : invocation === undefined;

function nameFiles(files: readonly string[]): Reading<ReadonlyMap<UnitName, string>> {
  const named = new Map<UnitName, string>();
  const complaints = files.flatMap((file) => {
    const name = parseUnitName(path.basename(file));
    const at = { file, line: 0, column: 0 };
    if (!name.ok)
      return [
        { code: "bad-name", severity: "error" as const, at, message: `${file} is not named like a unit`, hint: "such as web.service" },
      ];
    if (isTemplate(name.value)) {
      const hint = `such as ${name.value.replace("@.", "@NAME.")}`;
      return [
        { code: "bad-name", severity: "error" as const, at, message: `${file} is a template: it is missing the instance name`, hint },
      ];
    }
    const found = fileOrTemplate(file, name.value);
    if (found === undefined) return [{ code: "no-file", severity: "error" as const, at, message: `${file} does not exist` }];
    named.set(name.value, path.resolve(found));
    return [];
  });
  return { value: named, diagnostics: complaints };
}

/** For `web@a.service` the file `web@.service` beside it will do. */
function fileOrTemplate(file: string, name: UnitName): string | undefined {
  const template = templateOf(name);
  const candidates = template === undefined ? [file] : [file, path.join(path.dirname(file), template)];
  return candidates.find((candidate) => fs.existsSync(candidate));
}

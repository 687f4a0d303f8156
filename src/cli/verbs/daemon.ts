import { withHint } from "../../core/log/format.ts";
import type { LogRecord, Priority } from "../../core/log/record.ts";
import { chooseRuntimeDir } from "../../core/control/runtime-dir.ts";
import type { Verb } from "../verb.ts";

/** `upkeep daemon`: the manager itself, in the foreground. */
export const run: Verb = async ({ options }, context) => {
  const { env, uid } = context;
  const level = readLevel(options.last("log-level"));
  if (level === undefined) {
    context.err(`upkeep daemon: --log-level= takes one of ${LEVELS.join(", ")}, not ${options.last("log-level")}`);
    return 1;
  }
  const isConsole = options.last("log-target") === "console";
  const { openOutlet, runDaemon } = await import("../../daemon/main.ts");
  const [out, err] = [openOutlet(1), openOutlet(2)];
  // Whoever looked at the manager may go; it stays.
  context.printThrough((fd, text) => (fd === 1 ? out : err).write(text));
  const status = await runDaemon({
    userManager: uid !== 0 || options.has("user"),
    runtimeDir: chooseRuntimeDir({ wish: options.last("runtime-dir"), user: options.has("user"), uid, env }),
    stateDir: options.last("state-dir"),
    unitPath: options.last("unit-path"),
    units: options.all("unit"),
    logLevel: level,
    console: isConsole ? (record: LogRecord) => context.err(withHint(record), "info") : undefined,
    out: (line) => context.out(`${line}\n`),
    err: (line) => context.err(line),
  });
  await Promise.all([out.drained(), err.drained()]);
  return status;
};

const LEVELS = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;

function readLevel(text: string | undefined): Priority | undefined {
  if (text === undefined) return 6;
  const index = LEVELS.findIndex((name, i) => name === text || String(i) === text);
  return index < 0 ? undefined : (index as Priority);
}

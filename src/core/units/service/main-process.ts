/** Which process is the main one, where the manager did not make it: the service tells, its PID file tells, or it is guessed. */
import type { ProcessRef, Sighting } from "../../kernel.ts";
import type { MessageId } from "../../log/messages.ts";
import type { Priority } from "../../log/record.ts";
import { parsePid } from "../../values/pid.ts";
import type { Draft } from "./draft.ts";
import { NO_COMMAND } from "./state.ts";

/** How loud a PID file that is of no use is complained of: before it has to be there, only to who looks for errors. */
const INFO = 6;
const DEBUG = 7;
const WARNING = 4;

/**
 * Reads PIDFile=. `taken`: it names a process that is now the main one; `same`: it names the one that is known already; `unusable`: it can't
 * be read, or what it names can't be accepted. Source: systemd.service(5), PIDFile=.
 */
export function loadPidFile(draft: Draft, { mustBeThere }: { readonly mustBeThere: boolean }): "taken" | "same" | "unusable" {
  const priority = mustBeThere ? INFO : DEBUG;
  const path = draft.config.PIDFile;
  if (path === undefined) return "unusable";
  const file = draft.context.look.readPidFile(path);
  if (!file.ok) {
    if (file.error.opened === true) draft.log("pid-file-unreadable-still", { path, error: file.error.error });
    else draft.log("pid-file-unreadable", { path, state: draft.state.name, error: file.error.error, priority });
    return "unusable";
  }
  const { line, owner, isQuestionable } = file.value;
  const pid = parsePid(line);
  const seen = pid.ok ? draft.context.look.inspect(pid.value) : undefined;
  if (seen === undefined) {
    draft.log("pid-file-invalid", { path, line, error: pid.ok ? "No such process" : pid.error, priority });
    return "unusable";
  }
  if (draft.data.mainKnown && draft.data.main?.pid === seen.pid) return "same";
  if (!isSuitable(draft, seen, priority)) return "unusable";
  const { uid } = draft.context.look;
  if (seen.unit !== draft.context.unit && (isQuestionable || owner !== uid)) {
    if (isQuestionable) draft.log("pid-file-questionable", { path });
    else draft.log("pid-file-not-owned", { pid: seen.pid, owner, wanted: uid });
    return "unusable";
  }
  adopt(draft, seen);
  return "taken";
}

/** The service itself names it; only root may name one that doesn't belong to it. Source: sd_notify(3), MAINPID=. */
export function takeMain(draft: Draft, seen: Sighting, senderUid: number): void {
  const { pid } = seen;
  if (draft.data.mainKnown && draft.data.main?.pid === pid) return;
  if (!isSuitable(draft, seen, WARNING)) return;
  if (seen.unit === draft.context.unit || senderUid === 0) adopt(draft, seen);
  else draft.log("new-main-is-foreign", { pid, priority: WARNING });
}

/** With nothing else to go by, the one process there is, if there is only one. Source: systemd.service(5), GuessMainPID=. */
export function guessMain(draft: Draft): void {
  const { look, unit } = draft.context;
  if (draft.data.mainKnown || !draft.config.GuessMainPID) return;
  const [pid, another] = look.childrenOf(unit) ?? [];
  const seen = pid === undefined || another !== undefined ? undefined : look.inspect(pid);
  if (seen?.alive === true) adopt(draft, seen);
}

function isSuitable(draft: Draft, { pid, alive, isManager }: Sighting, priority: Priority): boolean {
  const id: Extract<MessageId, `new-main-is-${string}`> | undefined =
    pid === 1 || isManager === true
      ? "new-main-is-manager"
      : pid === draft.data.control?.pid
        ? "new-main-is-control"
        : alive
          ? undefined
          : "new-main-is-gone";
  if (id !== undefined) draft.log(id, { pid, priority });
  return id === undefined;
}

function adopt(draft: Draft, { pid, birth, isChild }: Sighting): void {
  const { unit, now } = draft.context;
  const spawns = draft.data.spawns + 1;
  const process = `${unit}/main/${spawns}` as ProcessRef;
  // It takes the place of the one before, if there still was one.
  const index = draft.data.main?.index ?? NO_COMMAND;
  const main = { process, directive: "ExecStart", index, pid, started: now, adopted: { birth, isAlien: !isChild } } as const;
  const { mainExit: _, ...before } = draft.data;
  draft.data = { ...before, spawns, main, mainKnown: true };
  draft.kernel({ type: "adopt", unit, process, pid, birth });
  if (!isChild) draft.log("main-not-our-child", { pid });
}

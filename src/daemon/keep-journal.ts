import fs from "node:fs";
import path from "node:path";
import { type Result, err, ok } from "../core/base/result.ts";
import { logDirectory } from "../core/control/runtime-dir.ts";
import { type JournalWriter, openJournal } from "../journal/writer.ts";
import { readBootId } from "./specifiers.ts";

export interface KeptJournal {
  readonly journal: JournalWriter;
  readonly directory: string;
}

/**
 * Opens the log below `stateDir`, or in the runtime directory if there is none. Clients look for it in the runtime directory in any
 * case, so that has a link to it. What lies there already is never deleted. The error is a sentence; `tell` gets what is no error.
 */
export function keepJournal(stateDir: string | undefined, runtimeDir: string, tell: (line: string) => void): Result<KeptJournal, string> {
  const visible = logDirectory(runtimeDir);
  const directory = stateDir === undefined ? visible : path.resolve(stateDir, "journal");
  try {
    // Of an earlier manager, which may have kept its log elsewhere.
    if (fs.lstatSync(visible, { throwIfNoEntry: false })?.isSymbolicLink()) fs.unlinkSync(visible);
    const journal = openJournal(directory, {
      boot: readBootId() || undefined,
      onError: (error) => tell(`upkeep: the log can't be written: ${error.message}`),
    });
    fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK);
    linkTo(directory, visible, tell);
    return ok({ journal, directory });
  } catch (error) {
    return err(`The log can't be kept in ${directory}: ${(error as Error).message}. Give another directory: --state-dir=DIR`);
  }
}

function linkTo(directory: string, visible: string, tell: (line: string) => void): void {
  const isThere = fs.existsSync(visible);
  if (isThere && fs.realpathSync(directory) === fs.realpathSync(visible)) return;
  if (isThere) {
    const aside = freeName(visible);
    fs.renameSync(visible, aside);
    tell(`upkeep: the log was kept in ${visible} until now; what it holds is in ${aside}.`);
  }
  fs.symlinkSync(directory, visible);
}

/** `journal.1`, or the next that is not taken. */
function freeName(file: string): string {
  for (let number = 1; ; number++) if (!fs.existsSync(`${file}.${number}`)) return `${file}.${number}`;
}

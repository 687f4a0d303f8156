import fs from "node:fs";
import path from "node:path";
import { type Result, err, ok } from "../core/base/result.ts";
import { logDirectory } from "../core/control/runtime-dir.ts";
import { type JournalOptions, type JournalWriter, openJournal } from "../journal/writer.ts";
import { lockFile, type LockedFile } from "./lock-file.ts";
import { readBootId } from "./specifiers.ts";

export interface KeptJournal {
  readonly journal: JournalWriter;
  readonly directory: string;
  /** Writes what is left, and lets others have the directory. */
  close(): void;
}

/**
 * Opens the log below `stateDir`, or in the runtime directory if there is none; it is this manager's alone. Clients look for it in the
 * runtime directory in any case, so that has a link to it. What lies there already is never deleted. The error is a sentence; `tell` gets
 * what is no error.
 */
export function keepJournal(stateDir: string | undefined, runtimeDir: string, tell: (line: string) => void): Result<KeptJournal, string> {
  const visible = logDirectory(runtimeDir);
  const directory = stateDir === undefined ? visible : path.resolve(stateDir, "journal");
  let lock: LockedFile | undefined;
  try {
    // Of an earlier manager, which may have kept its log elsewhere.
    if (fs.lstatSync(visible, { throwIfNoEntry: false })?.isSymbolicLink()) fs.unlinkSync(visible);
    fs.mkdirSync(directory, { recursive: true, mode: 0o755 });
    const locked = lockFile(path.join(directory, "lock"));
    if (!locked.ok) {
      const { error } = locked;
      return err(error.taken ? `Another Upkeep manager keeps its log in ${directory}. ${ANOTHER}` : cannot(directory, error.reason));
    }
    lock = locked.value;
    const { release } = lock;
    const journal = openJournal(directory, {
      ...limitsFor(directory),
      boot: readBootId() || undefined,
      onError: (error) => tell(`upkeep: the log can't be written: ${error.message}`),
    });
    fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK);
    linkTo(directory, visible, tell);
    const close = (): void => {
      journal.close();
      release();
    };
    return ok({ journal, directory, close });
  } catch (error) {
    lock?.release();
    return err(cannot(directory, (error as Error).message));
  }
}

const ANOTHER = "Give another directory: --state-dir=DIR";
const cannot = (directory: string, reason: string): string => `The log can't be kept in ${directory}: ${reason}. ${ANOTHER}`;

const [KIB, MIB] = [2 ** 10, 2 ** 20];
/** In so many segments the log is kept. */
const SEGMENTS = 8;

/** Source: journald.conf(5), SystemMaxUse=: no more than a tenth of the file system. */
function limitsFor(directory: string): Pick<JournalOptions, "maxTotal" | "maxSegment"> {
  const { bsize, blocks } = fs.statfsSync(directory);
  const maxTotal = Math.max(512 * KIB, Math.min(64 * MIB, (bsize * blocks) / 10));
  return { maxTotal, maxSegment: maxTotal / SEGMENTS };
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

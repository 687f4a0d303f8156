/** Where a manager's socket, state and logs of this boot are: one rule for the manager and for its clients. */

export interface RuntimeDirQuestion {
  /** `--runtime-dir`. */
  readonly wish?: string | undefined;
  /** `--user`: also root gets the directory of a user. */
  readonly user: boolean;
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Name of the control socket in the runtime directory. */
const CONTROL_SOCKET = "control";

/** The last resort, a directory below the temporary one, may have been made by somebody else: see `whyUntrusted`. */
export function chooseRuntimeDir({ wish, user, uid, env }: RuntimeDirQuestion): string {
  if (wish) return wish;
  if (env["UPKEEP_RUNTIME_DIR"]) return env["UPKEEP_RUNTIME_DIR"];
  if (uid === 0 && !user) return "/run/upkeep";
  if (env["XDG_RUNTIME_DIR"]) return `${trimSlashes(env["XDG_RUNTIME_DIR"])}/upkeep`;
  return `${trimSlashes(env["TMPDIR"] || "/tmp")}/upkeep-${uid}`;
}

/** Where the log is, or a link to where it is, so that clients find it without asking. */
export const logDirectory = (runtimeDir: string): string => `${trimSlashes(runtimeDir)}/journal`;

/** Holds the manager's pid; locked while it lives. */
export const lockPath = (runtimeDir: string): string => `${trimSlashes(runtimeDir)}/lock`;

export const controlSocketPath = (runtimeDir: string): string => `${trimSlashes(runtimeDir)}/${CONTROL_SOCKET}`;

/** What stat(2) tells of a directory. */
export interface DirectoryFacts {
  readonly uid: number;
  readonly mode: number;
  isDirectory(): boolean;
}

/**
 * Why what lies in a runtime directory may be somebody else's work: the rest of a sentence about it; undefined if it can't. `named` is
 * what lies at its path, perhaps a link, `real` what that leads to; `trusted` are those who may own both.
 */
export function whyUntrusted(named: DirectoryFacts, real: DirectoryFacts, trusted: readonly number[]): string | undefined {
  if (!real.isDirectory()) return "is no directory";
  const stranger = [named, real].find(({ uid }) => !trusted.includes(uid));
  if (stranger !== undefined) return `belongs to uid ${stranger.uid}, not to uid ${[...new Set(trusted)].join(" or ")}`;
  // Of a link the mode means nothing.
  const mode = real.mode & 0o7777;
  return mode & 0o022 ? `may be written to by others (mode ${mode.toString(8).padStart(4, "0")}; chmod go-w would end that)` : undefined;
}

const trimSlashes = (path: string): string => path.replace(/\/+$/, "");

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

/**
 * The last resort, a directory below the temporary one, may have been made by somebody else: whoever creates or uses it must see
 * that it belongs to `uid` and is closed to others.
 */
export function chooseRuntimeDir({ wish, user, uid, env }: RuntimeDirQuestion): string {
  if (wish) return wish;
  if (env["UPKEEP_RUNTIME_DIR"]) return env["UPKEEP_RUNTIME_DIR"];
  if (uid === 0 && !user) return "/run/upkeep";
  if (env["XDG_RUNTIME_DIR"]) return `${trimSlashes(env["XDG_RUNTIME_DIR"])}/upkeep`;
  return `${trimSlashes(env["TMPDIR"] || "/tmp")}/upkeep-${uid}`;
}

/** Where the log is, or a link to where it is, so that clients find it without asking. */
export const logDirectory = (runtimeDir: string): string => `${trimSlashes(runtimeDir)}/journal`;

export const controlSocketPath = (runtimeDir: string): string => `${trimSlashes(runtimeDir)}/${CONTROL_SOCKET}`;

const trimSlashes = (path: string): string => path.replace(/\/+$/, "");

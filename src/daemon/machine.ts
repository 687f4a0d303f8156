/** The machine as the core asks about it: accounts, files, the manager's own environment. */
import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import os from "node:os";
import { type Result, err, ok } from "../core/base/result.ts";
import type { Account, Host, HostError } from "../core/exec/host.ts";
import type { Sight } from "../core/kernel.ts";
import { decodeText } from "../core/base/text.ts";
import { formatTimestamp } from "../core/log/format-timestamp.ts";
import { LOCAL } from "../zone/local-zone.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { errorOf, hostError } from "./host-error.ts";
import { listGlob } from "./list-glob.ts";
import { readOwnLimits } from "./own-limits.ts";
import { readPidFile } from "./pid-file.ts";
import { readSpecifiers } from "./specifiers.ts";

export interface MachineOptions {
  readonly userManager: boolean;
  readonly notifySocket: string;
  readonly memoryNote: string | undefined;
  readonly canFreeze: boolean;
  readonly isEnabled: (unit: UnitName) => boolean;
  readonly unitOf: (pid: number) => UnitName | undefined;
  readonly newInvocationId: () => string;
  readonly sight: Sight;
}

/** Source: systemd.exec(5), $PATH. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";
const isMerged = (): boolean => fs.lstatSync("/bin", { throwIfNoEntry: false })?.isSymbolicLink() ?? true;

export function openMachine({
  userManager,
  notifySocket,
  memoryNote,
  canFreeze,
  isEnabled,
  unitOf,
  newInvocationId,
  sight,
}: MachineOptions): Host {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  return {
    userManager,
    privileged: uid === 0,
    uid,
    gid,
    userName: os.userInfo().username,
    // Where /bin is a directory of its own, programs may be there alone.
    defaultPath: isMerged() ? DEFAULT_PATH : `${DEFAULT_PATH}:/sbin:/bin`,
    pid: process.pid,
    notifySocket,
    memoryNote,
    canFreeze,
    ownLimits: readOwnLimits(),
    specifiers: readSpecifiers(userManager),
    totalMemory: os.totalmem(),
    get totalTasks() {
      return Math.min(readNumber("/proc/sys/kernel/threads-max"), readNumber("/proc/sys/kernel/pid_max"));
    },
    formatTimestamp: (realtime) => formatTimestamp(realtime, LOCAL),
    // A copy: each look at the real one is a call into the C library.
    environment: { ...process.env },
    home: process.env["HOME"] ?? homeOf(uid),
    ...sight,
    draw: Math.random,
    readPidFile,
    readTextFile,
    glob: listGlob,
    account: findAccount,
    groupId: findGroup,
    isExecutable,
    newInvocationId,
    hasChanged,
    isEnabled,
    unitOf,
  };
}

const { O_RDONLY, O_NONBLOCK } = fs.constants;
/** Source: systemd 257, what it reads of an EnvironmentFile= at most. */
const MAX_TEXT = 64 * 1024 * 1024;

/** Of a file that a unit names, whatever it is: it may neither keep the manager waiting nor fill its memory. */
export function readTextFile(path: string): Result<string, HostError> {
  try {
    const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK);
    try {
      // Whoever is to write to it would be waited for.
      if (fs.fstatSync(fd).isFIFO()) return refusal("EINVAL");
      return readBounded(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    return err(hostError(error));
  }
}

function readBounded(fd: number): Result<string, HostError> {
  const pieces: Buffer[] = [];
  for (let length = 0; ;) {
    const piece = Buffer.allocUnsafe(64 * 1024);
    const count = fs.readSync(fd, piece);
    if (count === 0) break;
    length += count;
    if (length > MAX_TEXT) return refusal("E2BIG");
    pieces.push(piece.subarray(0, count));
  }
  const bytes = Buffer.concat(pieces);
  return bytes.includes(0) ? refusal("EBADMSG") : ok(isUtf8(bytes) ? bytes.toString("utf8") : decodeText(bytes));
}

function refusal(code: "EINVAL" | "E2BIG" | "EBADMSG"): Result<never, HostError> {
  return err(errorOf(os.constants.errno[code]));
}

/** Infinity where it can't be read. */
function readNumber(path: string): number {
  const text = readTextFile(path);
  return text.ok ? Number(text.value) : Infinity;
}

function isExecutable(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.X_OK);
    return fs.statSync(path).isFile();
  } catch {
    // Not there, or not for us: the next directory may have it.
    return false;
  }
}

function hasChanged(path: string, modified: number): boolean {
  if (path === "") return false;
  try {
    return Math.floor(fs.statSync(path).mtimeMs * 1000) !== modified;
  } catch {
    // Gone, or now out of reach, as a link that leads to itself.
    return true;
  }
}

const fieldsOf = (path: string): readonly (readonly string[])[] => {
  const text = readTextFile(path);
  return text.ok
    ? text.value
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(":"))
    : [];
};

/** Source: passwd(5), group(5). */
function findAccount(nameOrUid: string): Account | undefined {
  const row = fieldsOf("/etc/passwd").find(([name, , uid]) => name === nameOrUid || uid === nameOrUid);
  if (row === undefined) return undefined;
  const [name = "", , uid = "", gid = "", , home = "/", shell = "/bin/sh"] = row;
  const groups = fieldsOf("/etc/group").flatMap(([, , id, members]) => (members?.split(",").includes(name) === true ? [Number(id)] : []));
  return { name, uid: Number(uid), gid: Number(gid), home, shell, groups: [...new Set([Number(gid), ...groups])] };
}

function findGroup(nameOrGid: string): number | undefined {
  const row = fieldsOf("/etc/group").find(([name, , gid]) => name === nameOrGid || gid === nameOrGid);
  if (row !== undefined) return Number(row[2]);
  return /^\d+$/.test(nameOrGid) ? Number(nameOrGid) : undefined;
}

const homeOf = (uid: number): string => findAccount(String(uid))?.home ?? "/";

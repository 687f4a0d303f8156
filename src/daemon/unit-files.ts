/** Unit files on disk, by systemd's search path. Source: systemd.unit(5), UNIT FILE LOAD PATH. */
import fs from "node:fs";
import path from "node:path";
import type { SourceFile, UnitFiles, UnitLinks, UnitSource } from "../core/manager/unit-source.ts";
import { dropInNames } from "../core/values/drop-in-names.ts";
import { type UnitName, templateOf } from "../core/values/unit-name.ts";

/** A unit file larger than this is refused rather than read: nobody writes such a one. */
const MAX_SIZE = 16 * 1024 * 1024;

/** `given`: files named on a command line, which go before everything else. */
export function openUnitFiles(directories: readonly string[], given: ReadonlyMap<string, string> = new Map()): UnitSource {
  const places = directories.map(openPlace);
  const readUnit = (name: UnitName): UnitFiles => {
    const links = readLinks(places, name);
    const file = given.get(name) ?? findFile(places, name);
    if (file === undefined) return { found: "nothing", links };
    const fragment = readFragment(file);
    // As in systemd, a directory is no unit file, whatever its name; but people should be told.
    if (fragment === "directory") return { found: "nothing", links, passedOver: `${file} is a directory, not a unit file.` };
    if ("found" in fragment) return fragment;
    return { found: "file", fragment, dropIns: findDropIns(places, name).map(readDropIn), links };
  };
  return {
    read(name) {
      try {
        return readUnit(name);
      } catch (error) {
        // Nobody can say now whether it is there.
        return { found: "unreadable", path: name, error: sentenceOf(error) };
      }
    },
    listDropIns(name) {
      try {
        return findDropIns(places, name);
      } catch {
        // No descriptors left to look with.
        return undefined;
      }
    },
  };
}

/** A directory of the search path. */
interface Place {
  readonly directory: string;
  has(name: string): boolean;
}

/** What it holds is listed once for all units that are read in one go: most of what is looked for is not there. */
function openPlace(directory: string): Place {
  let names: ReadonlySet<string> | undefined;
  const list = (): ReadonlySet<string> => {
    queueMicrotask(() => (names = undefined));
    return new Set(listNames(directory));
  };
  return { directory, has: (name) => (names ??= list()).has(name) };
}

function findFile(places: readonly Place[], name: UnitName): string | undefined {
  const template = templateOf(name);
  for (const wanted of template === undefined ? [name] : [name, template]) {
    const place = places.find((each) => each.has(wanted));
    if (place !== undefined) return path.join(place.directory, wanted);
  }
  return undefined;
}

function readFragment(file: string): SourceFile | Extract<UnitFiles, { found: "masked" | "unreadable" }> | "directory" {
  try {
    const own = fs.lstatSync(file);
    if (own.isSymbolicLink() && fs.realpathSync.native(file) === "/dev/null") return { found: "masked", path: file };
    const about = own.isSymbolicLink() ? fs.statSync(file) : own;
    if (about.isDirectory()) return "directory";
    if (!about.isFile()) return { found: "unreadable", path: file, error: "Not a regular file" };
    if (about.size > MAX_SIZE) return { found: "unreadable", path: file, error: `File too large (${about.size} bytes)` };
    const text = fs.readFileSync(file, "utf8");
    return text === "" ? { found: "masked", path: file } : { path: file, text, modified: lastChange(about) };
  } catch (error) {
    return { found: "unreadable", path: file, error: sentenceOf(error) };
  }
}

const SENTENCES: { readonly [code: string]: string } = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  ELOOP: "Too many levels of symbolic links",
  ENOTDIR: "Not a directory",
  EMFILE: "Too many open files",
  ENFILE: "Too many open files in system",
};
function sentenceOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return SENTENCES[code] ?? message;
}

/** All of a unit's drop-ins in the order of their file names; of two with one name the one from the more specific directory counts. */
function findDropIns(places: readonly Place[], name: UnitName): readonly string[] {
  const chosen = new Map<string, string>();
  for (const folder of dropInNames(name).flatMap((dropIn) => foldersNamed(places, dropIn))) {
    for (const file of listNames(folder)) {
      if (file.endsWith(".conf") && !chosen.has(file)) chosen.set(file, path.join(folder, file));
    }
  }
  return [...chosen.keys()].toSorted().map((file) => chosen.get(file) ?? "");
}

/** What is masked says nothing, nor does what can't be read, which therefore counts as changed. Source: systemd 257, DropInPaths and NeedDaemonReload. */
function readDropIn(file: string): SourceFile {
  const read = readFragment(file);
  if (read === "directory") return { path: file, text: "", modified: NEVER };
  if (!("found" in read)) return read;
  return { path: file, text: "", modified: read.found === "masked" ? lastChange(fs.statSync(file)) : NEVER };
}
const NEVER = 0;

const lastChange = ({ mtimeMs }: fs.Stats): number => Math.floor(mtimeMs * 1000);

function readLinks(places: readonly Place[], name: UnitName): UnitLinks {
  const linked = (folder: string): readonly string[] => [...new Set(foldersNamed(places, folder).flatMap(listNames))];
  return { wants: linked(`${name}.wants`), requires: linked(`${name}.requires`), upholds: linked(`${name}.upholds`) };
}

const foldersNamed = (places: readonly Place[], name: string): readonly string[] =>
  places.filter((place) => place.has(name)).map(({ directory }) => path.join(directory, name));

/** Whether some `.wants/`, `.requires/` or `.upholds/` directory has a link of that name, as far as can be seen. Source: systemctl(1), enable. */
export function isLinked(directories: readonly string[], name: UnitName): boolean {
  try {
    return directories.some((directory) =>
      listNames(directory)
        .filter((entry) => /\.(wants|requires|upholds)$/.test(entry))
        .some((folder) => fs.lstatSync(path.join(directory, folder, name), { throwIfNoEntry: false }) !== undefined),
    );
  } catch {
    return false;
  }
}

/** None where it is not there, or not for us. Throws when there are no descriptors left to look with. */
function listNames(directory: string): readonly string[] {
  try {
    return fs.readdirSync(directory);
  } catch (error) {
    if (SCARCITY.includes((error as NodeJS.ErrnoException).code)) throw error;
    return [];
  }
}
const SCARCITY: readonly unknown[] = ["EMFILE", "ENFILE", "ENOMEM"];

export interface SearchPathQuestion {
  /** --unit-path. */
  readonly wish: string | undefined;
  readonly userManager: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Source: systemd.unit(5), UNIT FILE LOAD PATH; an empty last entry of $SYSTEMD_UNIT_PATH stands for the usual path. */
export function unitSearchPath({ wish, userManager, env, home }: SearchPathQuestion): readonly string[] {
  const given = wish ?? env["SYSTEMD_UNIT_PATH"];
  const usual = userManager ? userPath(env, home) : SYSTEM_PATH;
  if (given === undefined || given === "") return usual;
  const directories = given
    .split(":")
    .filter(Boolean)
    .map((directory) => path.resolve(directory));
  return given.endsWith(":") ? [...directories, ...usual] : directories;
}

const SYSTEM_PATH: readonly string[] = [
  "/etc/systemd/system.control",
  "/run/systemd/system.control",
  "/run/systemd/transient",
  "/run/systemd/generator.early",
  "/etc/systemd/system",
  "/etc/systemd/system.attached",
  "/run/systemd/system",
  "/run/systemd/system.attached",
  "/run/systemd/generator",
  "/usr/local/lib/systemd/system",
  "/lib/systemd/system",
  "/usr/lib/systemd/system",
  "/run/systemd/generator.late",
];

function userPath(env: SearchPathQuestion["env"], home: string): readonly string[] {
  const config = env["XDG_CONFIG_HOME"] ?? `${home}/.config`;
  const data = env["XDG_DATA_HOME"] ?? `${home}/.local/share`;
  const runtime = env["XDG_RUNTIME_DIR"];
  const inRuntime = (folder: string): readonly string[] => (runtime === undefined ? [] : [`${runtime}/systemd/${folder}`]);
  const split = (value: string | undefined, usual: string): readonly string[] => (value ?? usual).split(":").filter(Boolean);
  return [
    `${config}/systemd/user.control`,
    ...inRuntime("user.control"),
    ...inRuntime("transient"),
    ...inRuntime("generator.early"),
    `${config}/systemd/user`,
    ...split(env["XDG_CONFIG_DIRS"], "/etc/xdg").map((directory) => `${directory}/systemd/user`),
    "/etc/systemd/user",
    ...inRuntime("user"),
    "/run/systemd/user",
    ...inRuntime("generator"),
    `${data}/systemd/user`,
    ...split(env["XDG_DATA_DIRS"], "/usr/local/share:/usr/share").map((directory) => `${directory}/systemd/user`),
    "/usr/local/lib/systemd/user",
    "/usr/lib/systemd/user",
    ...inRuntime("generator.late"),
  ];
}

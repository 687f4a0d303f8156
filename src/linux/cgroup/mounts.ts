/** Where cgroup hierarchies are mounted, and where in them this process is. Pure: text in, places out. */

export interface Hierarchy {
  readonly version: 1 | 2;
  /** Controllers, or `name=…`; none for version 2. */
  readonly controllers: readonly string[];
  /** Directory of the process's own cgroup. */
  readonly directory: string;
  /** The same as below the hierarchy's root. */
  readonly path: string;
}

interface Mount {
  readonly version: 1 | 2;
  readonly root: string;
  readonly point: string;
  readonly options: readonly string[];
}

/**
 * `mountinfo` and `cgroup` are the texts of the two files in /proc/self. A hierarchy in which the process's own place can't be reached
 * through any mount is left out. Source: cgroups(7), proc_pid_mountinfo(5).
 */
export function findHierarchies(mountinfo: string, cgroup: string): readonly Hierarchy[] {
  const mounts = mountinfo
    .split("\n")
    .map(parseMount)
    .filter((mount) => mount !== undefined);
  return cgroup.split("\n").flatMap((line) => {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (names === undefined || path === undefined) return [];
    const controllers = names === "" ? [] : names.split(",");
    const version = names === "" ? 2 : 1;
    for (const mount of mounts) {
      if (mount.version !== version || !controllers.every((name) => mount.options.includes(name))) continue;
      const below = pathBelow(mount.root, path);
      if (below !== undefined) return [{ version, controllers, directory: mount.point + below, path } as const];
    }
    return [];
  });
}

function parseMount(line: string): Mount | undefined {
  const [before, after] = line.split(" - ");
  const [, , , root, point] = before?.split(" ") ?? [];
  const [type, , options] = after?.split(" ") ?? [];
  if (root === undefined || point === undefined || (type !== "cgroup" && type !== "cgroup2")) return undefined;
  return { version: type === "cgroup2" ? 2 : 1, root: unescape(root), point: unescape(point), options: options?.split(",") ?? [] };
}

/** Source: proc_pid_mountinfo(5): space, tab, newline and backslash stand as octal numbers. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** "" if they are the same; undefined if `path` is not below `root`, or outside the cgroup namespace. */
function pathBelow(root: string, path: string): string | undefined {
  if (path.startsWith("/..")) return undefined;
  const rest = path === "/" ? "" : path;
  if (root === "/") return rest;
  return rest === root ? "" : rest.startsWith(`${root}/`) ? rest.slice(root.length) : undefined;
}

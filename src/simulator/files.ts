/** A file system in memory: as much of one as starting programs and redirecting their output needs. */
import { type Result, err, ok } from "../core/base/result.ts";

/** As in errno(3). */
export interface FileError {
  readonly errno: number;
  /** strerror(3)'s text. */
  readonly error: string;
}
export const ENOENT: FileError = { errno: 2, error: "No such file or directory" };
export const ENOEXEC: FileError = { errno: 8, error: "Exec format error" };
export const EACCES: FileError = { errno: 13, error: "Permission denied" };
export const EISDIR: FileError = { errno: 21, error: "Is a directory" };

export interface SimulatedFiles {
  isDirectory(path: string): boolean;
  exists(path: string): boolean;
  isExecutable(path: string): boolean;
  read(path: string): Result<string, FileError>;
  /** All paths of files, sorted. */
  list(): readonly string[];
  /** Makes the directories above as needed. */
  write(path: string, text: string, mode?: "plain" | "executable", owner?: number): void;
  /** Uid of the file's owner. */
  ownerOf(path: string): number;
  makeDirectory(path: string): void;
  /** A symbolic link; only the last part of a path may be one. */
  link(path: string, target: string): void;
  /** A file, or a directory with all that is in it. */
  remove(path: string): void;
  /** `onChange` is called after each change of that file; the value ends that. */
  watch(path: string, onChange: () => void): () => void;
  /** As open(2) with O_CREAT does for writing; what is handed to the function follows on what was before. */
  open(path: string, mode: "write" | "append" | "truncate"): Result<(text: string) => void, FileError>;
}

export function createFiles(): SimulatedFiles {
  const files = new Map<string, { text: string; readonly executable: boolean; readonly owner: number }>();
  const directories = new Set(["/"]);
  const watchers = new Set<{ readonly path: string; readonly onChange: () => void }>();
  const links = new Map<string, string>();
  const real = (path: string): string => links.get(path) ?? path;
  const changed = (path: string): void => {
    for (const watcher of [...watchers]) if (watcher.path === path) watcher.onChange();
  };

  function makeDirectory(path: string): void {
    for (let at = path; at !== "/" && at !== ""; at = parentOf(at)) directories.add(at);
  }

  function put(path: string, text: string): void {
    const { executable = false, owner = 0 } = files.get(path) ?? {};
    files.set(path, { text, executable, owner });
  }

  return {
    isDirectory: (path) => directories.has(trimmed(path)),
    link: (path, target) => void links.set(path, target),
    exists: (path) => files.has(path) || directories.has(trimmed(path)),
    isExecutable: (path) => files.get(path)?.executable ?? false,
    read(path) {
      if (directories.has(trimmed(path))) return err(EISDIR);
      const file = files.get(real(path));
      return file === undefined ? err(ENOENT) : ok(file.text);
    },
    list: () => [...files.keys()].toSorted(),
    ownerOf: (path) => files.get(real(path))?.owner ?? 0,
    write(path, text, mode = "plain", owner = 0) {
      makeDirectory(parentOf(path));
      files.set(path, { text, executable: mode === "executable", owner });
      changed(path);
    },
    watch(path, onChange) {
      const watcher = { path, onChange };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    makeDirectory,
    remove(path) {
      for (const file of files.keys()) if (file === path || file.startsWith(`${path}/`)) files.delete(file);
      for (const directory of directories) if (directory === path || directory.startsWith(`${path}/`)) directories.delete(directory);
    },
    open(path, mode) {
      if (directories.has(trimmed(path))) return err(EISDIR);
      if (!directories.has(parentOf(path))) return err(ENOENT);
      if (mode === "truncate" || !files.has(path)) put(path, "");
      let position = 0;
      return ok((text) => {
        const before = files.get(path)?.text ?? "";
        if (mode === "append") position = before.length;
        put(path, before.slice(0, position) + text + before.slice(position + text.length));
        position += text.length;
      });
    },
  };
}

const trimmed = (path: string): string => (path === "/" ? path : path.replace(/\/+$/, ""));

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

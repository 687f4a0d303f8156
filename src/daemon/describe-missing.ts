import fs from "node:fs";

/** A sentence for each directory of `--unit-path` that is none: no unit will be found there, as after a slip of the pen. */
export function describeMissing(unitPath: string | undefined): readonly string[] {
  const directories = (unitPath ?? "").split(":").filter(Boolean);
  return directories.filter((each) => !isDirectory(each)).map((each) => `--unit-path names ${each}, which is no directory.`);
}

function isDirectory(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    return false;
  }
}

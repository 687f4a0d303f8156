import fs from "node:fs";
import os from "node:os";
import process from "node:process";

/** What a unit file's specifiers stand for on this machine, but for those that follow from the unit's name. Source: systemd.unit(5), SPECIFIERS. */
export function readSpecifiers(userManager: boolean): ReadonlyMap<string, string> {
  const { env } = process;
  const account = os.userInfo();
  const home = env["HOME"] ?? account.homedir;
  const runtime = env["XDG_RUNTIME_DIR"] ?? "/run";
  const release = readOsRelease();
  const temporary = env["TMPDIR"] ?? env["TEMP"] ?? env["TMP"];
  const directories = userManager
    ? {
        C: env["XDG_CACHE_HOME"] ?? `${home}/.cache`,
        D: env["XDG_DATA_HOME"] ?? `${home}/.local/share`,
        E: env["XDG_CONFIG_HOME"] ?? `${home}/.config`,
        L: `${env["XDG_STATE_HOME"] ?? `${home}/.local/state`}/log`,
        S: env["XDG_STATE_HOME"] ?? `${home}/.local/state`,
        t: runtime,
      }
    : { C: "/var/cache", D: "/usr/share", E: "/etc", L: "/var/log", S: "/var/lib", t: "/run" };
  return new Map(
    Object.entries({
      ...directories,
      A: release.get("IMAGE_VERSION") ?? "",
      B: release.get("BUILD_ID") ?? "",
      M: release.get("IMAGE_ID") ?? "",
      o: release.get("ID") ?? "",
      w: release.get("VERSION_ID") ?? "",
      W: release.get("VARIANT_ID") ?? "",
      a: ARCHITECTURES[os.arch()] ?? os.arch(),
      b: readBootId(),
      m: readLine("/etc/machine-id"),
      g: groupName(account.gid),
      G: String(account.gid),
      u: account.username,
      U: String(account.uid),
      h: home,
      s: account.shell ?? "/bin/sh",
      H: os.hostname(),
      l: os.hostname().split(".")[0] ?? "",
      q: os.hostname(),
      v: os.release(),
      T: temporary ?? "/tmp",
      V: temporary ?? "/var/tmp",
    }),
  );
}

const ARCHITECTURES: { readonly [node: string]: string } = {
  x64: "x86-64",
  arm64: "arm64",
  arm: "arm",
  ia32: "x86",
  riscv64: "riscv64",
  ppc64: "ppc64-le",
  s390x: "s390x",
  loong64: "loongarch64",
};

/** 32 hex digits. */
export const readBootId = (): string => readLine("/proc/sys/kernel/random/boot_id").replaceAll("-", "");

function readLine(path: string): string {
  try {
    return fs.readFileSync(path, "utf8").trim();
  } catch {
    // Not every container has a machine id; the specifier is empty then.
    return "";
  }
}

/** Source: os-release(5). */
function readOsRelease(): ReadonlyMap<string, string> {
  const text = readLine("/etc/os-release") || readLine("/usr/lib/os-release");
  return new Map(
    text.split("\n").flatMap((line) => {
      const found = /^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line);
      return found === null ? [] : [[found[1] ?? "", found[2] ?? found[3] ?? found[4] ?? ""] as const];
    }),
  );
}

function groupName(gid: number): string {
  const row = readLine("/etc/group")
    .split("\n")
    .find((line) => line.split(":")[2] === String(gid));
  return row?.split(":")[0] ?? String(gid);
}

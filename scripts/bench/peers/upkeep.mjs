import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTable } from "../services.mjs";
import { begin, ended, launch } from "./peer.mjs";

export const COMMAND = fileURLToPath(new URL("../../../bin/upkeep.cjs", import.meta.url));

export const upkeep = {
  name: "upkeep",
  lacks: () => undefined,
  async boot({ directory, services }) {
    const units = join(directory, "units");
    writeUnits(units, services, "bench.target");
    const place = runtimeDir(directory);
    const { child, booted } = launch(
      directory,
      {},
      process.execPath,
      COMMAND,
      "daemon",
      place,
      `--unit-path=${units}`,
      "--unit=bench.target",
    );
    const table = openTable(services);
    return {
      roots: [child.pid],
      table,
      booted,
      place,
      pids: () => table.slots().map(({ pid }) => pid),
      kill: (slot) => process.kill(table.slot(slot).pid, "SIGKILL"),
      stopAll: () => begin(process.execPath, COMMAND, place, "stop", "b*.service"),
      async end() {
        child.kill("SIGTERM");
        await ended(child);
        table.close();
      },
    };
  },
};

const runtimeDir = (directory) => `--runtime-dir=${join(directory, "run")}`;

/** Unit files for the services, and a target that wants them all. No restart delay, no start limit. */
export function writeUnits(directory, services, target) {
  const wants = join(directory, `${target}.wants`);
  mkdirSync(wants, { recursive: true });
  if (target === "bench.target")
    writeFileSync(join(directory, target), "[Unit]\nDescription=all services of the benchmark\nDefaultDependencies=no\n");
  for (const { name, program, argument } of services) {
    const unit = `[Unit]\nDescription=bench ${name}\nDefaultDependencies=no\nStartLimitIntervalSec=0\n\n[Service]\nExecStart=${program} ${argument}\nRestart=always\nRestartSec=0\n`;
    writeFileSync(join(directory, `${name}.service`), unit);
    symlinkSync(`../${name}.service`, join(wants, `${name}.service`));
  }
}

// runit and s6: a directory for each service, with a script `run` in it.
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTable } from "../services.mjs";
import { begin, ended, launch, missing, run, writeScript } from "./peer.mjs";

const scanOf = (directory) => join(directory, "scan");

function writeServices(directory, services) {
  const scan = scanOf(directory);
  for (const { name, program, argument } of services) {
    mkdirSync(join(scan, name), { recursive: true });
    writeScript(join(scan, name, "run"), `#!${program} ${argument}\n`);
  }
  // runsvdir waits a second if its directory was changed within the same one.
  mkdirSync(scan, { recursive: true });
  utimesSync(scan, Date.now() / 1000 - 60, Date.now() / 1000 - 60);
  return scan;
}

function running(launched, services, rest) {
  const table = openTable(services);
  return {
    roots: [launched.child.pid],
    table,
    booted: launched.booted,
    pids: () => table.slots().map(({ pid }) => pid),
    kill: (slot) => process.kill(table.slot(slot).pid, "SIGKILL"),
    ...rest,
  };
}

export const runit = {
  name: "runit",
  lacks: () => missing("runsvdir", "sv"),
  async boot({ directory, services }) {
    const scan = writeServices(directory, services);
    const launched = launch(directory, {}, "runsvdir", "-P", scan);
    const all = () => readdirSync(scan).map((name) => join(scan, name));
    return running(launched, services, {
      stopAll: () => begin("sv", "-w", "60", "stop", ...all()),
      async end() {
        launched.child.kill("SIGHUP");
        await ended(launched.child);
      },
    });
  },
};

export const s6 = {
  name: "s6",
  lacks: () => missing("s6-svscan", "s6-svscanctl"),
  async boot({ directory, services }) {
    const scan = writeServices(directory, services);
    writeFileSync(join(directory, "note"), "s6 without readiness waits a second before each restart\n");
    const launched = launch(directory, {}, "s6-svscan", "-c", "10000", scan);
    return running(launched, services, {
      // Its supervisors end too.
      stopAll: () => begin("s6-svscanctl", "-t", scan),
      async end() {
        run("s6-svscanctl", "-t", scan);
        await ended(launched.child);
      },
    });
  },
};

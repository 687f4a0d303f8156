// systemd, as scripts/systemd-host.sh boots it: in namespaces of its own, so that its services have other pids there.
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childrenOf, innerPid } from "../processes.mjs";
import { openTable, until } from "../services.mjs";
import { begin, ended, launch } from "./peer.mjs";
import { writeUnits } from "./upkeep.mjs";

const HOST = fileURLToPath(new URL("../../systemd-host.sh", import.meta.url));
const ROOT = join(process.env.UPKEEP_SYSTEMD_HOST ?? "/var/tmp/upkeep-systemd-host", process.env.UPKEEP_SYSTEMD_SUITE ?? "trixie");

export const systemd = {
  name: "systemd",
  lacks: () =>
    process.getuid() !== 0 ? "root" : existsSync(join(ROOT, "usr/bin/systemctl")) ? undefined : "scripts/systemd-host.sh prepare",
  async boot({ directory, services }) {
    const seed = join(directory, "seed");
    const inside = services.map((each) => ({
      ...each,
      program: "/bench/service",
      argument: each.argument.replace(each.file, "/bench/table"),
    }));
    mkdirSync(join(seed, "bench"), { recursive: true });
    if (services.length > 0) {
      copyFileSync(services[0].program, join(seed, "bench/service"));
      copyFileSync(services[0].file, join(seed, "bench/table"));
    }
    writeUnits(join(seed, "units"), inside, "upkeep-test.target");
    const { child, booted, init } = await bootHost(directory);
    const table = openTable(services, `/proc/${init}/root/bench/table`);
    return {
      roots: [init],
      table,
      booted,
      pids() {
        const outer = outerPids(init);
        return table.slots().map(({ pid }) => outer.get(pid));
      },
      kill: (slot) => process.kill(outerPids(init).get(table.slot(slot).pid), "SIGKILL"),
      stopAll: () => begin("nsenter", "-t", String(init), "-a", "systemctl", "stop", "b*.service"),
      async end() {
        table.close();
        child.stdin.end();
        await ended(child);
      },
    };
  },
};

/** `booted`: before its namespaces are made, which takes some 50 ms more than a manager alone would. */
async function bootHost(directory) {
  const { child, booted } = launch(directory, { stdout: "pipe" }, HOST, "boot", directory);
  const [chunk] = await once(child.stdout, "data");
  const init = Number(String(chunk));
  await until(() => existsSync(`/proc/${init}/root/bench`), 20_000, "systemd did not boot");
  return { child, booted, init };
}

/** The services' pids out here by those inside. */
const outerPids = (init) => new Map(childrenOf(init).map((pid) => [innerPid(pid), pid]));

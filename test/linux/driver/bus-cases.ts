/** Names on a message bus of the test's own: taken, given up, lost with the bus. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UnitName } from "../../../src/core/values/unit-name.ts";
import { openWorld, sleep } from "./world.ts";
import type { Event, World } from "./world.ts";

type News = Event<"bus-name-changed"> | Event<"bus-unreachable">;

const isNewsOf =
  (unit: string) =>
  (event: World["events"][number]): event is News =>
    (event.type === "bus-name-changed" || event.type === "bus-unreachable") && event.unit === unit;

/** `program`: test/programs/actor. */
export async function busNames(program: string): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), "upkeep-bus-"));
  const socket = join(directory, "actor.bus");
  const actor = join(directory, "actor");
  process.env["DBUS_SYSTEM_BUS_ADDRESS"] = `tcp:host=nowhere;unix:path=${join(directory, "missing")};unix:path=${socket}`;
  copyFileSync(program, actor);
  writeFileSync(
    join(directory, "bus.conf"),
    `<busconfig><type>session</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
      <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy>
    </busconfig>`,
  );
  const world = openWorld();
  const startBus = async (process: string): Promise<void> => {
    rmSync(socket, { force: true });
    world.spawn(process, { argv: ["/usr/bin/dbus-daemon", `--config-file=${directory}/bus.conf`, "--nofork", "--nopidfile"] });
    while (!existsSync(socket)) await sleep(10);
  };
  const watch = (unit: string, name: string): void => world.kernel.perform({ type: "watch-bus-name", unit: unit as UnitName, name });
  const unwatch = (unit: string): void => world.kernel.perform({ type: "unwatch-bus-name", unit: unit as UnitName });
  const news = async (unit: string, count: number): Promise<News> =>
    world.until(() => world.events.filter(isNewsOf(unit))[count - 1], `news ${count} of ${unit}`);
  const owner = (told: News): unknown =>
    told.type === "bus-unreachable" ? told.error.replaceAll(directory, "") : (told.pid ?? told.owned);

  watch("a.service", "org.example.A");
  const unreachable = owner(await news("a.service", 1));
  await startBus("bus.service/first");
  watch("a.service", "org.example.A");
  const nobody = owner(await news("a.service", 2));
  const a = world.spawn("a.service/main", {
    argv: [actor, "own-name org.example.A, on SIGUSR1 (drop-name org.example.A), hang"],
  }) as Event<"spawned">;
  const taken = owner(await news("a.service", 3)) === a.pid;
  world.kill("a.service", ["a.service/main"], 10);
  const dropped = owner(await news("a.service", 4));

  const b = world.spawn("b.service/main", { argv: [actor, "own-name org.example.B, print owned, hang"] }) as Event<"spawned">;
  await world.printed("b.service/main", "owned");
  watch("b.service", "org.example.B");
  const found = owner(await news("b.service", 1)) === b.pid;
  world.kill("bus.service", ["bus.service/first"], 9);
  await world.exited("bus.service/first");
  await sleep(150);
  const untold = world.events.filter(isNewsOf("b.service")).length === 1;
  await startBus("bus.service/second");
  const lost = owner(await news("b.service", 2));
  unwatch("b.service");
  unwatch("a.service");
  const told = world.events.filter((event) => isNewsOf("a.service")(event) || isNewsOf("b.service")(event)).length;
  for (const unit of ["a.service", "b.service", "bus.service"]) {
    world.kill(unit, [], 9);
    await world.emptied(unit);
    world.release(unit);
  }
  world.kernel.close();
  rmSync(directory, { recursive: true });
  return { unreachable, nobody, taken, dropped, found, untold, lost, told };
}

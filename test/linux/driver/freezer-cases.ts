/** Units that are frozen: they stand still, and what they could do about a signal waits. */
import type { UnitName } from "../../../src/core/values/unit-name.ts";
import type { TrackingKind } from "../../../src/linux/members/tracker.ts";
import { openWorld, sh, sleep } from "./world.ts";
import type { Event, World } from "./world.ts";

const UNIT = "a.service" as UnitName;
const environment = ["PATH=/usr/bin:/bin", "INVOCATION_ID=0123456789abcdef0123456789abcdef"];

/** What came of it in the end. */
async function change(world: World, type: "freeze" | "thaw"): Promise<string> {
  const before = world.events.length;
  world.kernel.perform({ type, unit: UNIT });
  const told = await world.until(() =>
    world.events
      .slice(before)
      .find(
        (event): event is Event<"freezer"> | Event<"freezer-failed"> =>
          event.type === "freezer-failed" || (event.type === "freezer" && event.came !== "begun"),
      ),
  );
  return told.type === "freezer" ? `${told.frozen ? "frozen" : "thawed"} ${told.came}` : told.error;
}

export async function freezeAndThaw(kind: TrackingKind): Promise<unknown> {
  const world = openWorld({ tracking: [kind] });
  const { tracking, freezer } = world.kernel.facts();
  if (tracking !== kind || (kind !== "proc" && freezer === "none")) {
    world.kernel.close();
    return { lacks: kind };
  }
  const nobody = await change(world, "freeze");
  world.spawn("a.service/main", {
    ...sh("trap 'exit 3' TERM; setsid sleep 1000 & echo up; while :; do echo tick; sleep 0.01; done"),
    environment,
  });
  await world.printed("a.service/main", "tick");
  const frozen = await change(world, "freeze");
  const ticks = (): number => (world.output.get("a.service/main") ?? "").length;
  await sleep(60);
  const before = ticks();
  await sleep(100);
  const stoodStill = ticks() === before;
  if (freezer === "none") {
    world.kill(UNIT, [], 9);
    await world.emptied(UNIT);
    world.kernel.close();
    return { nobody, frozen, stoodStill };
  }
  const thawed = await change(world, "thaw");
  for (let tries = 0; tries < 500 && ticks() === before; tries++) await sleep(10);
  const goesOn = ticks() > before;
  await change(world, "freeze");
  world.kill(UNIT, ["a.service/main"], 15, { others: false });
  await sleep(60);
  const heardSigterm = world.events.some(({ type }) => type === "exited");
  world.kill(UNIT, ["a.service/main"], 9, { others: false });
  const end = (await world.exited("a.service/main")).status;
  // Now there is but the sleep of the other session, and perhaps one of the loop's.
  const left = world.members(UNIT).length > 0;
  world.kill(UNIT, [], 9);
  await world.emptied(UNIT);
  world.release(UNIT);
  world.spawn("a.service/again", { ...sh("echo again"), environment });
  const again = (await world.exited("a.service/again")).status;
  world.kernel.close();
  return { nobody, frozen, stoodStill, thawed, goesOn, heardSigterm, end, left, again };
}

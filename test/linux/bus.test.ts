import { join } from "node:path";
import { expect, it } from "vitest";
import { createDriver, hasCommand, lacks } from "./run-driver.ts";

const drive = createDriver();
const isMissing = !hasCommand("/usr/bin/dbus-daemon") || !hasCommand("/usr/bin/perl");

it.skipIf(lacks(isMissing, "the message bus is dbus-daemon, and who takes names is written in Perl"))(
  "tells who owns a name on the message bus, also after the bus was away",
  () => {
    expect(drive("busNames", { args: [join(import.meta.dirname, "../programs/actor")] })).toEqual({
      unreachable:
        "The message bus at tcp:host=nowhere;unix:path=/missing;unix:path=/actor.bus can't be reached: No such file or directory.",
      nobody: false,
      taken: true,
      dropped: false,
      found: true,
      untold: true,
      lost: false,
      told: 6,
    });
  },
);

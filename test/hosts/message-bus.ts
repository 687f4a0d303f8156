/** A message bus of a host's own, on which anyone may take any name. */
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const DAEMON = "/usr/bin/dbus-daemon";
const STARTING_MS = 10_000;

/** Why it can't be opened here; undefined if it can. */
export const whyNoMessageBus = (): string | undefined => (existsSync(DAEMON) ? undefined : `the message bus is ${DAEMON}`);

export interface MessageBus {
  readonly address: string;
  close(): void;
}

/** Its socket is where the test program looks for it: `actor.bus`, beside the program in `directory`. */
export async function openMessageBus(directory: string): Promise<MessageBus> {
  const socket = join(directory, "actor.bus");
  const config = join(directory, "bus.conf");
  writeFileSync(
    config,
    `<busconfig><type>session</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
      <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy>
    </busconfig>\n`,
  );
  const daemon = spawn(DAEMON, [`--config-file=${config}`, "--nofork", "--nopidfile"], { stdio: "ignore" });
  for (let waited = 0; waited < STARTING_MS && !existsSync(socket); waited += 10) await delay(10);
  return { address: `unix:path=${socket}`, close: () => void daemon.kill("SIGKILL") };
}

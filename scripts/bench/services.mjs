// The services under test: the program they run (service.c) and the table in which each notes its starts.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const SLOT = 16;
const POLL_MS = 2;
const FLAGS = ["-O2", "-static", "-nostdlib", "-fno-stack-protector", "-fno-builtin"];

/** Gives the path of the program; throws if there is no C compiler. */
export function compileService(directory) {
  const program = join(directory, "service");
  execFileSync("cc", [...FLAGS, "-o", program, fileURLToPath(new URL("service.c", import.meta.url))], { stdio: "pipe" });
  return program;
}

/** `count` services called b0000, b0001 …; `mode`: what service.c does. */
export function makeServices(directory, program, count, mode = "sleep") {
  const file = join(directory, "table");
  writeFileSync(file, Buffer.alloc(Math.max(1, count) * SLOT));
  const names = Array.from({ length: count }, (_, slot) => `b${String(slot).padStart(4, "0")}`);
  return names.map((name, slot) => ({ name, slot, program, argument: `${file}:${slot}:${mode}`, file }));
}

/** Looks into the table of `services`. `file`: where it is to be found, if not where the services find it. */
export function openTable(services, file = services[0]?.file) {
  if (services.length === 0)
    return { slots: () => [], starts: () => 0, allStarted: async () => {}, restarted: async () => undefined, close: () => {} };
  const fd = openSync(file, "r");
  const bytes = Buffer.alloc(services.length * SLOT);
  const slotAt = (at) => ({ started: bytes.readBigUInt64LE(at), pid: bytes.readUInt32LE(at + 8), starts: bytes.readUInt32LE(at + 12) });
  const read = (position, length) => readSync(fd, bytes, position, length, position);
  const slot = (number) => (read(number * SLOT, SLOT), slotAt(number * SLOT));
  const slots = () => (read(0, bytes.length), services.map((_, number) => slotAt(number * SLOT)));
  return {
    slot,
    slots,
    starts: () => slots().reduce((sum, { starts }) => sum + starts, 0),
    /** Gives the moment at which the last of them ran its first instruction. */
    async allStarted(timeoutMs = 120_000) {
      await until(() => slots().every(({ starts }) => starts > 0), timeoutMs, "not all services started");
      return slots().reduce((last, { started }) => (started > last ? started : last), 0n);
    },
    /** Gives the moment of the first start after the `starts`-th. */
    async restarted(number, starts, timeoutMs = 15_000) {
      await until(() => slot(number).starts > starts, timeoutMs, `${services[number].name} was not restarted`);
      return slot(number).started;
    },
    close: () => closeSync(fd),
  };
}

export async function until(isSo, timeoutMs, complaint) {
  const end = performance.now() + timeoutMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${complaint} within ${timeoutMs / 1000} s`);
    await sleep(POLL_MS);
  }
}
